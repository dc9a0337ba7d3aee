import { dynamoChannelCountStore } from '../src/channels/channel-count.ts';
import { dynamoRollingCountStore } from '../src/channels/rolling-count-store.ts';
import { type ApprovalAnswer, approveCleanup } from '../src/cleanup/approve.ts';
import { deleteDueChannels } from '../src/cleanup/delete-due-channels.ts';
import { dynamoCleanupStopStore } from '../src/cleanup/dynamo-cleanup-stops.ts';
import type { CleanupSummary } from '../src/cleanup/outcome.ts';
import { readCleanupRequest } from '../src/cleanup/request.ts';
import { cleanupSettings } from '../src/cleanup/settings.ts';
import { type CleanupStatus, cleanupStatus } from '../src/cleanup/status.ts';
import { quotaShare } from '../src/ivs/settings.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { openPasses } from '../src/wiring/passes.ts';
import { stageBus, stageTable } from '../src/wiring/stage.ts';

const { env } = process;
const settings = cleanupSettings(env);
const table = stageTable(env);
const passDeps = openPasses(table, quotaShare(env));
const cleanup = {
  ...{ settings, bus: stageBus(env) },
  channelCounts: dynamoChannelCountStore(table),
  deletions: dynamoRollingCountStore(table, 'deletions'),
  stops: dynamoCleanupStopStore(table),
};

type CleanupAnswer = CleanupSummary | CleanupStatus | ApprovalAnswer;

/**
 * Deletes the channels that are due for deletion, and returns how many channels had each outcome.
 * `{status: true}` asks whether cleanup has stopped itself. `{approve: id}` approves the set of channels
 * that cleanup stopped at.
 */
export const handler = lambdaHandler<CleanupAnswer>(
  'deleteDueChannels',
  async (event, invocation) => {
    const request = readCleanupRequest(event);
    const deps = { ...cleanup, ...passDeps(invocation) };
    if (request.kind === 'status') return cleanupStatus(deps, request.nextToken);
    if (request.kind === 'approve') return approveCleanup(deps, request.id);
    return deleteDueChannels(deps);
  },
);
