import { dynamoChannelCountStore } from '../../src/channels/channel-count.ts';
import {
  type CountedKind,
  dynamoRollingCountStore,
} from '../../src/channels/rolling-count-store.ts';
import { dynamoCleanupStopStore } from '../../src/cleanup/dynamo-cleanup-stops.ts';
import { memoryTable } from './memory-table/memory-table.ts';

/** The number of channels, in a table in memory. */
export const memoryChannelCountStore = (memory = memoryTable()) =>
  dynamoChannelCountStore(memory.table);

/** The number of changes in a rolling window, in a table in memory. */
export const memoryRollingCountStore = (kind: CountedKind = 'deletions', memory = memoryTable()) =>
  dynamoRollingCountStore(memory.table, kind);

/** Stops and approvals, in a table in memory. */
export const memoryStopStore = (memory = memoryTable()) => dynamoCleanupStopStore(memory.table);
