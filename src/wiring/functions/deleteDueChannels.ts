import { dynamoChannelCountStore } from '../../channels/channel-count.ts';
import { dynamoRollingCountStore } from '../../channels/rolling-count-store.ts';
import { type ApprovalAnswer, approveCleanup } from '../../cleanup/approve.ts';
import { deleteDueChannels } from '../../cleanup/delete-due-channels.ts';
import { dynamoCleanupStopStore } from '../../cleanup/dynamo-cleanup-stops.ts';
import type { CleanupSummary } from '../../cleanup/outcome.ts';
import { readCleanupRequest } from '../../cleanup/request.ts';
import { cleanupSettings } from '../../cleanup/settings.ts';
import { type CleanupStatus, cleanupStatus } from '../../cleanup/status.ts';
import { quotaShare } from '../../ivs/settings.ts';
import type { UseCase } from '../../platform/lambda.ts';
import type { Environment } from '../../platform/settings.ts';
import type { Aws } from '../aws.ts';
import type { IvsRunAws } from '../ivs-run.ts';
import { openPasses } from '../passes.ts';
import { stageBus, stageTable } from '../stage.ts';

type CleanupAnswer = CleanupSummary | CleanupStatus | ApprovalAnswer;

/** Opens `deleteDueChannels`: once per Lambda instance. @throws SettingError that names the variable */
export function openDeleteDueChannels(
  env: Environment,
  aws: IvsRunAws & Pick<Aws, 'documents' | 'eventBridge'>,
): UseCase<CleanupAnswer> {
  const settings = cleanupSettings(env);
  const table = stageTable(env, aws);
  const passDeps = openPasses(env, aws, table, quotaShare(env));
  const cleanup = {
    ...{ settings, bus: stageBus(env, aws) },
    channelCounts: dynamoChannelCountStore(table),
    deletions: dynamoRollingCountStore(table, 'deletions'),
    stops: dynamoCleanupStopStore(table),
  };
  return async (event, invocation) => {
    const request = readCleanupRequest(event);
    const { caller } = invocation;
    const deps = { ...cleanup, ...passDeps(invocation), ...(caller !== undefined && { caller }) };
    if (request.kind === 'status') return cleanupStatus(deps, request.nextToken);
    if (request.kind === 'approve') return approveCleanup(deps, request.id);
    return deleteDueChannels(deps);
  };
}
