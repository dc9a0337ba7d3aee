import { dynamoChannelCountStore } from '../../src/channels/channel-count.ts';
import { dynamoRollingCountStore } from '../../src/channels/rolling-count-store.ts';
import { dynamoCleanupStopStore } from '../../src/cleanup/dynamo-cleanup-stops.ts';
import { memoryTable } from './memory-table/memory-table.ts';

/** The number of channels, in a table of its own in memory. */
export const memoryChannelCountStore = () => dynamoChannelCountStore(memoryTable().table);

/** The number of changes in a rolling window, in a table of its own in memory. */
export const memoryRollingCountStore = () =>
  dynamoRollingCountStore(memoryTable().table, 'deletions');

/** Stops and approvals, in a table of their own in memory. */
export const memoryStopStore = () => dynamoCleanupStopStore(memoryTable().table);
