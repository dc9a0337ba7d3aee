import { describe, expect, test } from 'vitest';
import {
  inOrder,
  inPlace,
  isOutdated,
  parseSort,
  sorted,
  sortText,
} from '../../../src/console/page/parts/table/order.ts';
import * as fc from '../../support/fast-check.ts';

interface Row {
  key: string;
  value?: string | number | undefined;
}
const keyOf = ({ key }: Row) => key;
const rows = (...keys: string[]): Row[] => keys.map((key) => ({ key }));
const rowLists = fc
  .uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 20 })
  .map((keys) => rows(...keys));

describe('the order of a table', () => {
  test.each([
    ['viewers', { column: 'viewers', descending: false }],
    ['-viewers', { column: 'viewers', descending: true }],
    ['', { column: '', descending: false }],
  ])('%j is read from the address and written again', (text, sort) => {
    expect(parseSort(text)).toEqual(sort);
    expect(sortText(sort)).toBe(text);
  });

  test('numbers are sorted as numbers, and numbers within texts too', () => {
    const values = (list: Row[]) => list.map(({ value }) => value);
    const byValue = ({ value }: Row) => value;
    expect(
      values(
        sorted(
          [
            { key: 'a', value: 10 },
            { key: 'b', value: 9 },
          ],
          byValue,
          false,
        ),
      ),
    ).toEqual([9, 10]);
    const texts = ['studio-10', 'Studio-9', 'studio-1'].map((value) => ({ key: value, value }));
    expect(values(sorted(texts, byValue, false))).toEqual(['studio-1', 'Studio-9', 'studio-10']);
  });

  test('rows without a value come last in both directions, and equal rows keep their order', () => {
    const list: Row[] = [
      { key: 'unknown' },
      { key: 'first', value: 1 },
      { key: 'second', value: 1 },
      { key: 'more', value: 2 },
    ];
    const keys = (descending: boolean) => sorted(list, ({ value }) => value, descending).map(keyOf);
    expect(keys(false)).toEqual(['first', 'second', 'more', 'unknown']);
    expect(keys(true)).toEqual(['more', 'first', 'second', 'unknown']);
  });
});

describe('rows while somebody reads', () => {
  test('a row that is gone stays in its place, and a new row comes last', () => {
    const shown = inPlace(inOrder(rows('a', 'b', 'c'), keyOf), rows('new', 'c', 'a'), keyOf);
    expect(shown.map(({ key, isGone }) => [key, isGone])).toEqual([
      ['a', false],
      ['b', true],
      ['c', false],
      ['new', false],
    ]);
  });

  test('a row has its newest values', () => {
    const shown = inPlace(
      inOrder([{ key: 'a', value: 1 }], keyOf),
      [{ key: 'a', value: 2 }],
      keyOf,
    );
    expect(shown[0]?.row.value).toBe(2);
  });

  test('no row moves, each is shown once, and only rows of the list are not gone', () => {
    fc.assert(
      fc.property(rowLists, fc.array(rowLists, { maxLength: 4 }), (first, later) => {
        let shown = inOrder(first, keyOf);
        for (const list of later) {
          const next = inPlace(shown, list, keyOf);
          expect(next.slice(0, shown.length).map(({ key }) => key)).toEqual(
            shown.map(({ key }) => key),
          );
          expect(new Set(next.map(({ key }) => key)).size).toBe(next.length);
          const there = next.filter(({ isGone }) => !isGone).map(({ key }) => key);
          expect([...there].sort()).toEqual(list.map(keyOf).sort());
          shown = next;
        }
      }),
    );
  });

  test('the order is outdated if a row is new, gone or elsewhere', () => {
    const shown = inOrder(rows('a', 'b'), keyOf);
    expect(isOutdated(shown, rows('a', 'b'), keyOf)).toBe(false);
    expect(isOutdated(shown, rows('b', 'a'), keyOf)).toBe(true);
    expect(isOutdated(shown, rows('a'), keyOf)).toBe(true);
    expect(isOutdated(shown, rows('a', 'b', 'c'), keyOf)).toBe(true);
  });
});
