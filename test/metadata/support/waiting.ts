import { liveSince } from '../../../src/channels/stream-starts.ts';
import type { SendTools } from '../../../src/metadata/send/tools.ts';
import { dynamoWaitingStore } from '../../../src/metadata/waiting/dynamo-waiting-store.ts';
import type { Table } from '../../../src/platform/table.ts';
import { memoryTable } from '../../support/memory-table/memory-table.ts';

/** What `sendMetadata` notes of channels that wait for their streams, and reads of these. Default: a table of its own. */
export const waitingTools = (
  table: Table = memoryTable().table,
): Pick<SendTools, 'waiting' | 'starts'> => ({
  waiting: dynamoWaitingStore(table),
  starts: { liveSince: (channelArns) => liveSince(table, channelArns) },
});
