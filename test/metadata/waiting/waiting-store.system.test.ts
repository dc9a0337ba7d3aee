import { afterAll, beforeAll, describe } from 'vitest';
import { startTable } from '../../support/table.ts';
import { waitingStoreContract } from './waiting-store.contract.ts';

let started: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  started = await startTable();
});
afterAll(() => started.close());

describe('on dynalite', () => {
  waitingStoreContract(() => started.table);
});
