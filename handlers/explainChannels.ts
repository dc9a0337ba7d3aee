import { dynamoChannelCountStore } from '../src/channels/channel-count.ts';
import { dynamoChannelStore } from '../src/channels/dynamo-store.ts';
import { dynamoCleanupStopStore } from '../src/cleanup/dynamo-cleanup-stops.ts';
import { cleanupRules } from '../src/cleanup/settings.ts';
import { dynamoAuditTrail } from '../src/explain/audit-trail.ts';
import { explainChannels } from '../src/explain/explain-channels.ts';
import { explainShare } from '../src/explain/settings.ts';
import { openIvs } from '../src/ivs/client.ts';
import { systemClock as clock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoRevocationStore } from '../src/revocation/dynamo-store.ts';
import { limitWindow, rotationSettings } from '../src/rotation/settings.ts';
import { dynamoSessionStore } from '../src/sessions/dynamo-store.ts';
import { cleanupMode } from '../src/settings/cleanup.ts';
import { readChoice } from '../src/settings/setting.ts';
import { stageAccountRegion, stageTable } from '../src/wiring/stage.ts';

const { env } = process;
const rotation = { ...rotationSettings(env), limitWindowMs: limitWindow(env) };
const cleanup = { ...cleanupRules(env), mode: readChoice(env, cleanupMode) };
const settings = { cleanup, rotation };
const ivs = openIvs(explainShare(env));
const table = stageTable(env);
const stores = {
  channels: dynamoChannelStore(table),
  sessions: dynamoSessionStore(table),
  stops: dynamoCleanupStopStore(table),
  channelCounts: dynamoChannelCountStore(table),
  revocations: dynamoRevocationStore(table),
  trail: dynamoAuditTrail(table),
};

/**
 * Explains what will happen to one channel or to all channels, and why, or what has happened. Callers
 * invoke it directly. It changes nothing.
 */
export const handler = lambdaHandler('explainChannels', (event, invocation) => {
  const { log, metrics } = invocation;
  return explainChannels(event, {
    ...{ ...stores, settings, clock, log, metrics },
    accountRegion: stageAccountRegion(env, invocation),
    ivs: ivs.during({ ...invocation, clock }),
  });
});
