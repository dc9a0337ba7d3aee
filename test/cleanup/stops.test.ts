import { describe } from 'vitest';
import { memoryTable } from '../support/memory-table/memory-table.ts';
import { cleanupStopsContract } from './stops.contract.ts';

describe('on the table in memory', () => {
  const { table } = memoryTable();
  cleanupStopsContract(() => table);
});
