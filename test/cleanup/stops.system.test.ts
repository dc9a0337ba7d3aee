import { afterAll, beforeAll, describe } from 'vitest';
import { startTable } from '../support/table.ts';
import { cleanupStopsContract } from './stops.contract.ts';

let started: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  started = await startTable();
});
afterAll(() => started.close());

describe('on dynalite', () => cleanupStopsContract(() => started.table));
