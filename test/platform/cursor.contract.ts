import { expect, test } from 'vitest';
import { CURSOR_MAX_AGE_MS, dynamoCursorStore } from '../../src/platform/cursor.ts';
import type { Table } from '../../src/platform/table.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');

/** The tests of cursors. @param table may hold items of other tests */
export function cursorContract(table: () => Table): void {
  test('a cursor can be loaded until it is cleared or too old', async () => {
    const store = dynamoCursorStore(table());
    expect(await store.load('pass', NOW)).toBeUndefined();
    await store.save('pass', 'token-1', NOW);
    await store.save('pass', 'token-2', NOW);
    expect(await store.load('other', NOW)).toBeUndefined();
    expect(await store.load('pass', NOW + CURSOR_MAX_AGE_MS - 1)).toBe('token-2');
    expect(await store.load('pass', NOW + CURSOR_MAX_AGE_MS)).toBeUndefined();
    await store.clear('pass');
    expect(await store.load('pass', NOW)).toBeUndefined();
  });

  test('a cursor with a longer maximum age can be loaded for that long', async () => {
    const [store, day] = [dynamoCursorStore(table()), 86_400_000];
    await store.save('turn', 'done', NOW, 30 * day);
    expect(await store.load('turn', NOW + 30 * day - 1, 30 * day)).toBe('done');
    expect(await store.load('turn', NOW + 30 * day, 30 * day)).toBeUndefined();
    expect(await store.load('turn', NOW + CURSOR_MAX_AGE_MS)).toBeUndefined();
  });
}
