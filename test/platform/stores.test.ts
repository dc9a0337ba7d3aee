import { describe } from 'vitest';
import { memoryTable } from '../support/memory-table/memory-table.ts';
import { batchGetContract } from './batch-get.contract.ts';
import { cursorContract } from './cursor.contract.ts';
import { leaseContract } from './lease.contract.ts';
import { tableContract } from './table.contract.ts';

describe('on the table in memory', () => {
  const table = () => memoryTable().table;
  tableContract(table);
  batchGetContract(table);
  cursorContract(table);
  leaseContract(table);
});
