import { afterAll, beforeAll, describe } from 'vitest';
import { startTable } from '../../support/table.ts';
import { rateLeaseContract } from './rate-lease.contract.ts';

let started: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  started = await startTable();
});
afterAll(() => started.close());

describe('in dynalite', () => {
  rateLeaseContract(() => started.table);
});
