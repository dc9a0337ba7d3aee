import { describe } from 'vitest';
import { memoryTable } from '../support/memory-table/memory-table.ts';
import { auditTrailContract } from './audit-trail.contract.ts';

describe('on the table in memory', () => {
  const { table } = memoryTable();
  auditTrailContract(() => table);
});
