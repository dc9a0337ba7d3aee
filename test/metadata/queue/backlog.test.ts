import { describe } from 'vitest';
import { memoryBacklog } from '../../../src/publisher/memory-backlog.ts';
import { memoryTable } from '../../support/memory-table/memory-table.ts';
import { tableBacklog } from '../support/backlog.ts';
import { backlogContract } from './backlog.contract.ts';
import { dynamoBacklogContract } from './dynamo-backlog.contract.ts';

describe('on the table in memory', () => {
  const { table } = memoryTable();
  backlogContract((maxBacklogMs) => tableBacklog(table, maxBacklogMs));
  dynamoBacklogContract(() => table);
});

describe('of a publisher without a table', () => {
  backlogContract(memoryBacklog);
});
