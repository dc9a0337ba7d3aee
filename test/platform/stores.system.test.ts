import { afterAll, beforeAll, describe } from 'vitest';
import { startTable } from '../support/table.ts';
import { batchGetContract } from './batch-get.contract.ts';
import { cursorContract } from './cursor.contract.ts';
import { leaseContract } from './lease.contract.ts';
import { tableContract } from './table.contract.ts';

let started: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  started = await startTable();
});
afterAll(() => started.close());

describe('on dynalite', () => {
  const table = () => started.table;
  tableContract(table);
  batchGetContract(table);
  cursorContract(table);
  leaseContract(table, { returnsRefused: false });
});
