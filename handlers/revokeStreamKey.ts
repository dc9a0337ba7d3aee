import { accountRegion } from '../src/ivs/accept.ts';
import { quotaShare } from '../src/ivs/settings.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { textSetting } from '../src/platform/settings.ts';
import { revokeStreamKeys } from '../src/revocation/revoke-stream-keys.ts';
import { dynamoRevocationStore } from '../src/revocation/store.ts';
import { openHandOver } from '../src/wiring/key-handover.ts';
import { openPasses } from '../src/wiring/passes.ts';

const passes = openPasses(textSetting(process.env, 'TABLE_NAME'), quotaShare(process.env));
const revocation = {
  ...openHandOver(process.env),
  revocations: dynamoRevocationStore(passes.table),
};
const region = process.env.AWS_REGION;

/** Direct invoke: revokes a channel's stream key, and says how far that has come. Schedule: goes on with what is open. */
export const handler = lambdaHandler('revokeStreamKey', (event, invocation) => {
  return revokeStreamKeys(event, {
    ...revocation,
    ...passes.during(invocation),
    accountRegion: accountRegion(region, invocation.account),
  });
});
