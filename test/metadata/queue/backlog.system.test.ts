import { afterAll, beforeAll, describe } from 'vitest';
import { startTable } from '../../support/table.ts';
import { tableBacklog } from '../support/backlog.ts';
import { backlogContract } from './backlog.contract.ts';
import { dynamoBacklogContract } from './dynamo-backlog.contract.ts';

let started: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  started = await startTable();
});
afterAll(() => started.close());

describe('on dynalite', () => {
  backlogContract((maxBacklogMs) => tableBacklog(started.table, maxBacklogMs));
  dynamoBacklogContract(() => started.table);
});
