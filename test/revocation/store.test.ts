import { describe } from 'vitest';
import { memoryTable } from '../support/memory-table/memory-table.ts';
import { revocationStoreContract } from './store.contract.ts';

describe('on the table in memory', () => {
  const { table } = memoryTable();
  revocationStoreContract(() => table);
});
