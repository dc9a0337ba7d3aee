import { afterAll, beforeAll, describe } from 'vitest';
import { startTable } from '../support/table.ts';
import { auditTrailContract } from './audit-trail.contract.ts';

let started: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  started = await startTable();
});
afterAll(() => started.close());

describe('on dynalite', () => auditTrailContract(() => started.table));
