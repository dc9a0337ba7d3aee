import { quotaShare } from '../src/ivs/settings.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoRevocationStore } from '../src/revocation/dynamo-store.ts';
import { revokeStreamKeys } from '../src/revocation/revoke-stream-keys.ts';
import { openHandOver } from '../src/wiring/hand-over.ts';
import { openPasses } from '../src/wiring/passes.ts';
import { stageAccountRegion, stageTable } from '../src/wiring/stage.ts';

const { env } = process;
const table = stageTable(env);
const passDeps = openPasses(table, quotaShare(env));
const revocation = { ...openHandOver(env), revocations: dynamoRevocationStore(table) };

/**
 * Revokes the stream key of one channel and returns the progress of the revocation. When its schedule
 * invokes it, it continues all open revocations.
 */
export const handler = lambdaHandler('revokeStreamKey', (event, invocation) => {
  const accountRegion = stageAccountRegion(env, invocation);
  return revokeStreamKeys(event, { ...revocation, ...passDeps(invocation), accountRegion });
});
