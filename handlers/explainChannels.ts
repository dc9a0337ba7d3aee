import { dynamoChannelStore } from '../src/channels/dynamo-store.ts';
import { dynamoCleanupStopStore } from '../src/cleanup/dynamo-cleanup-stops.ts';
import { cleanupRules } from '../src/cleanup/settings.ts';
import { dynamoAuditTrail } from '../src/explain/audit-trail.ts';
import { explainChannels } from '../src/explain/explain-channels.ts';
import { explainShare } from '../src/explain/settings.ts';
import { accountRegion } from '../src/ivs/accept.ts';
import { openIvs } from '../src/ivs/client.ts';
import { systemClock as clock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { textSetting } from '../src/platform/settings.ts';
import { openTable } from '../src/platform/table.ts';
import { dynamoRevocationStore } from '../src/revocation/store.ts';
import { rotationSettings } from '../src/rotation/settings.ts';
import { dynamoSessionStore } from '../src/sessions/dynamo-store.ts';
import { cleanupMode } from '../src/settings/cleanup.ts';
import { readChoice } from '../src/settings/setting.ts';

const { env } = process;
const cleanup = { ...cleanupRules(env), mode: readChoice(env, cleanupMode) };
const settings = { cleanup, rotation: rotationSettings(env) };
const ivs = openIvs(explainShare(env));
const table = openTable(textSetting(env, 'TABLE_NAME'));
const stores = {
  channels: dynamoChannelStore(table),
  sessions: dynamoSessionStore(table),
  stops: dynamoCleanupStopStore(table),
  revocations: dynamoRevocationStore(table),
  trail: dynamoAuditTrail(table),
};

/** Direct invoke: what would happen to a channel, or to all, and why; or what happened. Changes nothing. */
export const handler = lambdaHandler('explainChannels', (event, invocation) => {
  const { log, metrics, deadline, account } = invocation;
  const paced = ivs.during({ clock, log, metrics, deadline });
  return explainChannels(event, {
    ...stores,
    ...{ settings, clock, accountRegion: accountRegion(env.AWS_REGION, account), log, metrics },
    ivs: paced,
  });
});
