import type { Backlog } from '../../../src/metadata/queue/backlog.ts';
import { DynamoBacklog } from '../../../src/metadata/queue/dynamo-backlog.ts';
import type { Table } from '../../../src/platform/table.ts';

let tokens = 0;

/** A backlog in a table, with tokens that are unique in the process. */
export const tableBacklog = (table: Table, maxBacklogMs: number): Backlog =>
  new DynamoBacklog(table, { maxBacklogMs, newToken: () => `token${tokens++}` });
