import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  CURSOR_MAX_AGE_MS,
  type CursorStore,
  dynamoCursorStore,
} from '../../src/platform/cursor.ts';
import { memoryCursorStore } from '../support/leases.ts';
import { startTable } from '../support/table.ts';

let dynamo: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  dynamo = await startTable();
});
afterAll(() => dynamo.close());

const stores: [string, () => CursorStore][] = [
  ['in the table', () => dynamoCursorStore(dynamo.table)],
  ['in memory', memoryCursorStore],
];
const NOW = Date.parse('2026-11-21T12:00:00.000Z');

test.each(stores)(
  'a cursor %s can be loaded until it is cleared or too old',
  async (_name, make) => {
    const store = make();
    expect(await store.load('pass', NOW)).toBeUndefined();
    await store.save('pass', 'token-1', NOW);
    await store.save('pass', 'token-2', NOW);
    expect(await store.load('other', NOW)).toBeUndefined();
    expect(await store.load('pass', NOW + CURSOR_MAX_AGE_MS - 1)).toBe('token-2');
    expect(await store.load('pass', NOW + CURSOR_MAX_AGE_MS)).toBeUndefined();
    await store.clear('pass');
    expect(await store.load('pass', NOW)).toBeUndefined();
  },
);

test.each(stores)(
  'a cursor %s with a longer maximum age can be loaded for that long',
  async (_name, make) => {
    const [store, day] = [make(), 86_400_000];
    await store.save('turn', 'done', NOW, 30 * day);
    expect(await store.load('turn', NOW + 30 * day - 1, 30 * day)).toBe('done');
    expect(await store.load('turn', NOW + 30 * day, 30 * day)).toBeUndefined();
    expect(await store.load('turn', NOW + CURSOR_MAX_AGE_MS)).toBeUndefined();
  },
);
