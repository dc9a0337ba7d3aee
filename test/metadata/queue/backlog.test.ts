import { describe } from 'vitest';
import { EagerBacklog } from '../../../src/metadata/queue/eager-backlog.ts';
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

describe('with reservations that quiet channels do not wait for', () => {
  backlogContract((maxBacklogMs) => {
    const backlog = new EagerBacklog(memoryBacklog(maxBacklogMs));
    return {
      async reserve(...request) {
        const reservation = await backlog.reserve(...request);
        await backlog.settled(() => true);
        return reservation;
      },
    };
  });
});

describe('of a publisher without a table', () => {
  backlogContract(memoryBacklog);
});
