import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { dynamoSessionStore } from '../../src/sessions/dynamo-store.ts';
import { eventKey } from '../../src/sessions/event-item.ts';
import { startTable } from '../support/table.ts';
import { eventStoreContract } from './event-store.contract.ts';
import { sessionStoreContract } from './store.contract.ts';

let table: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.close());

describe('on dynalite', () => {
  const store = () => dynamoSessionStore(table.table, systemClock);
  sessionStoreContract(store, async (_, event) => {
    const Key = eventKey(event);
    const get = new GetCommand({ TableName: table.table.name, Key });
    return (await table.table.documents.send(get)).Item;
  });
  eventStoreContract(store);
});
