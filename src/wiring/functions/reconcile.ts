import { dynamoChannelCountStore } from '../../channels/channel-count.ts';
import { dynamoChannelStore } from '../../channels/dynamo-store.ts';
import { dynamoRollingCountStore } from '../../channels/rolling-count-store.ts';
import { cleanupRules } from '../../cleanup/settings.ts';
import { LIST_STREAMS_SHARE, quotaShare } from '../../ivs/settings.ts';
import { dynamoCursorStore } from '../../platform/cursor.ts';
import type { UseCase } from '../../platform/lambda.ts';
import type { Environment } from '../../platform/settings.ts';
import { type ReconcileReport, reconcile } from '../../reconcile/reconcile.ts';
import { readReconcileRequest } from '../../reconcile/request.ts';
import { auditSettings } from '../../reconcile/settings.ts';
import { limitWindow, rotationSettings } from '../../rotation/settings.ts';
import { sessionSettings } from '../../sessions/settings.ts';
import type { Aws } from '../aws.ts';
import { type IvsRunAws, openIvsRuns } from '../ivs-run.ts';
import { sessionStores } from '../session-stores.ts';
import { stageBus, stageTable, stageTagKeys } from '../stage.ts';

/** Opens `reconcile`: once per Lambda instance. @throws SettingError that names the variable */
export function openReconcile(
  env: Environment,
  aws: IvsRunAws & Pick<Aws, 'documents' | 'eventBridge'>,
): UseCase<ReconcileReport> {
  const { retentionDays } = sessionSettings(env);
  const { auditIntervalMs } = auditSettings(env);
  const table = stageTable(env, aws);
  const ivsRun = openIvsRuns(aws, table, quotaShare(env), {
    ListStreams: LIST_STREAMS_SHARE.reconcile,
  });
  const reconciliation = {
    ...{ retentionDays, auditIntervalMs, survey: surveySettings(env), bus: stageBus(env, aws) },
    ...sessionStores(table, aws.clock),
    tagKeys: stageTagKeys(env),
    channels: dynamoChannelStore(table, aws.clock),
    cursors: dynamoCursorStore(table),
    channelCounts: dynamoChannelCountStore(table),
    deletions: dynamoRollingCountStore(table, 'deletions'),
  };
  return async (event, invocation) => {
    const request = await readReconcileRequest(event, invocation);
    return reconcile({ ...request, ...reconciliation, ...ivsRun(invocation) });
  };
}

function surveySettings(env: Environment) {
  const { endGraceMs, mode } = rotationSettings(env);
  return {
    ...cleanupRules(env),
    ...{ endGraceMs, rotationLimitWindowMs: limitWindow(env), rotationOff: mode === 'off' },
  };
}
