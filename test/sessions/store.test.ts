import { afterAll, beforeAll, describe } from 'vitest';
import { dynamoSessionStore } from '../../src/sessions/dynamo-store.ts';
import { memorySessionStore } from '../support/memory-sessions.ts';
import { startTable } from '../support/table.ts';
import { sessionStoreContract } from './store.contract.ts';

let table: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.close());

describe('in the table', () => sessionStoreContract(() => dynamoSessionStore(table.table)));
describe('in memory', () => sessionStoreContract(memorySessionStore));
