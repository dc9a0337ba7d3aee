import { dynamoChannelCountStore } from '../src/channels/channel-count.ts';
import {
  type ApprovalAnswer,
  approveCleanup,
  type CleanupStatus,
  cleanupStatus,
  readCleanupRequest,
} from '../src/cleanup/approve.ts';
import { type CleanupSummary, deleteDueChannels } from '../src/cleanup/delete-due-channels.ts';
import { dynamoCleanupStopStore } from '../src/cleanup/dynamo-cleanup-stops.ts';
import { cleanupSettings } from '../src/cleanup/settings.ts';
import { quotaShare } from '../src/ivs/settings.ts';
import { eventBridgeBus } from '../src/platform/bus.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { textSetting } from '../src/platform/settings.ts';
import { openTable } from '../src/platform/table.ts';
import { openPasses } from '../src/wiring/passes.ts';

const settings = cleanupSettings(process.env);
const tableName = textSetting(process.env, 'TABLE_NAME');
const passes = openPasses(tableName, quotaShare(process.env));
const table = openTable(tableName);
const stores = {
  channelCounts: dynamoChannelCountStore(table),
  stops: dynamoCleanupStopStore(table),
};
const bus = eventBridgeBus(textSetting(process.env, 'BUS_NAME'));

type Answer = CleanupSummary | CleanupStatus | ApprovalAnswer;

/**
 * One pass over the channels that are due for deletion; answers how many came to each end. `{status:
 * true}` asks whether it has stopped itself, `{approve: id}` lets the set through that waits.
 */
export const handler = lambdaHandler<Answer>('deleteDueChannels', async (event, invocation) => {
  const request = readCleanupRequest(event);
  const deps = { settings, bus, ...stores, ...passes.during(invocation) };
  if (request.kind === 'status') return cleanupStatus(deps, request.nextToken);
  if (request.kind === 'approve') return approveCleanup(deps, request.id);
  return deleteDueChannels(deps);
});
