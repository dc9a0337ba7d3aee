import { dynamoChannelCountStore } from '../src/channels/channel-count.ts';
import { dynamoChannelStore } from '../src/channels/dynamo-store.ts';
import { dynamoRollingCountStore } from '../src/channels/rolling-count-store.ts';
import { cleanupRules } from '../src/cleanup/settings.ts';
import { LIST_STREAMS_SHARE, quotaShare } from '../src/ivs/settings.ts';
import { dynamoCursorStore } from '../src/platform/cursor.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { reconcile } from '../src/reconcile/reconcile.ts';
import { readReconcileRequest } from '../src/reconcile/request.ts';
import { auditSettings } from '../src/reconcile/settings.ts';
import { limitWindow, rotationSettings } from '../src/rotation/settings.ts';
import { sessionSettings } from '../src/sessions/settings.ts';
import { openIvsRuns } from '../src/wiring/ivs-run.ts';
import { sessionStores } from '../src/wiring/session-stores.ts';
import { stageBus, stageTable } from '../src/wiring/stage.ts';

const { env } = process;
const { retentionDays } = sessionSettings(env);
const { auditIntervalMs } = auditSettings(env);
const { endGraceMs, mode: rotationMode } = rotationSettings(env);
const survey = {
  ...cleanupRules(env),
  ...{ endGraceMs, rotationLimitWindowMs: limitWindow(env), rotationOff: rotationMode === 'off' },
};
const table = stageTable(env);
const ivsRun = openIvsRuns(table, quotaShare(env), { ListStreams: LIST_STREAMS_SHARE.reconcile });
const reconciliation = {
  ...{ retentionDays, auditIntervalMs, survey, bus: stageBus(env) },
  ...sessionStores(table),
  channels: dynamoChannelStore(table),
  cursors: dynamoCursorStore(table),
  channelCounts: dynamoChannelCountStore(table),
  deletions: dynamoRollingCountStore(table, 'deletions'),
};

/**
 * Compares the recorded sessions and channels with IVS, and returns what differed. `{audit: true}`
 * compares the whole history of every channel as well.
 */
export const handler = lambdaHandler('reconcile', async (event, invocation) => {
  const request = await readReconcileRequest(event, invocation);
  return reconcile({ ...request, ...reconciliation, ...ivsRun(invocation) });
});
