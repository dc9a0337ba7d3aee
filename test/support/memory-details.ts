import { detailsKey, viewersKey } from '../../src/platform/table.ts';
import { dynamoDetailStore } from '../../src/sessions/details/dynamo-store.ts';
import type { SessionDetails } from '../../src/sessions/details/store.ts';
import { sessionIdText } from '../../src/sessions/session-id.ts';
import { dynamoViewerDayStore } from '../../src/sessions/viewers/day/dynamo-store.ts';
import { dynamoViewerStore } from '../../src/sessions/viewers/dynamo-store.ts';
import type { ViewerRecord } from '../../src/sessions/viewers/store.ts';
import { fakeClock } from './clock.ts';
import { ItemMap } from './item-map.ts';
import { isOf, keyOfSession, sessionIdOf } from './memory-sessions.ts';
import { type Item, type MemoryTable, memoryTable } from './memory-table/memory-table.ts';

/** The stored details of sessions, with the items by `sessionIdText`. */
export function memoryDetailStore(memory = memoryTable()) {
  const details = itemsOf<SessionDetails>('DETAILS', memory, detailsKey);
  return { ...dynamoDetailStore(memory.table, fakeClock()), memory, details };
}

/** The stored viewer counts of sessions, with the items by `sessionIdText`. */
export function memoryViewerStore(memory = memoryTable()) {
  const records = itemsOf<ViewerRecord>('VIEWERS', memory, viewersKey);
  return { ...dynamoViewerStore(memory.table, fakeClock()), memory, records };
}

/** The stored viewers of the account. */
export const memoryViewerDayStore = (memory = memoryTable()) =>
  dynamoViewerDayStore(memory.table, fakeClock());

function itemsOf<T>(kind: string, memory: MemoryTable, keyOf: typeof detailsKey) {
  return new ItemMap<T & { expiresAt: number }>(memory, {
    entryOf(item: Item) {
      if (!isOf(kind, item)) return undefined;
      const { pk, sk, ...rest } = item;
      return [sessionIdText(sessionIdOf(item)), rest as never];
    },
    keyOf: (name) => keyOfSession(name, keyOf),
  });
}
