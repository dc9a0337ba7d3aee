import { describe } from 'vitest';
import { memoryTable } from '../../support/memory-table/memory-table.ts';
import { stickyStoresContract } from './stores.contract.ts';

describe('on the table in memory', () => {
  const { table } = memoryTable();
  stickyStoresContract(() => table);
});
