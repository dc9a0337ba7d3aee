import { describe } from 'vitest';
import { memoryTable } from '../../support/memory-table/memory-table.ts';
import { rateLeaseContract } from './rate-lease.contract.ts';

describe('in the table in memory', () => {
  const { table } = memoryTable();
  rateLeaseContract(() => table);
});
