import { describe, expect, test } from 'vitest';
import { withChange } from '../../../src/console/page/state/list-change.ts';
import { withFirstPage, withNextPage } from '../../../src/console/page/state/pages.ts';

const keyOf = (text: string) => text;

describe('a list of several pages whose first page has changed', () => {
  const before = ['d', 'c', 'b', 'a'];
  test('what a new item has pushed out of the page stays behind it', () =>
    expect(withFirstPage(before, ['e', 'd'], 'token', keyOf)).toEqual(['e', 'd', 'c', 'b', 'a']));
  test('an item that the page does not name any more is gone', () =>
    expect(withFirstPage(before, ['d', 'b'], 'token', keyOf)).toEqual(['d', 'b', 'a']));
  test('without another page, the page is the whole list', () =>
    expect(withFirstPage(before, ['d', 'a'], undefined, keyOf)).toEqual(['d', 'a']));
  test('a page of new items only comes before all others', () =>
    expect(withFirstPage(before, ['f', 'e'], 'token', keyOf)).toEqual(['f', 'e', ...before]));
});

test('another page adds what is not there yet', () =>
  expect(withNextPage(['c', 'b'], ['b', 'a'], keyOf)).toEqual(['c', 'b', 'a']));

describe('a change of a list', () => {
  const answer = {
    other: 1,
    list: [
      { id: 'a', v: 1 },
      { id: 'b', v: 1 },
    ],
  };
  const change = { list: 'list', key: 'id', put: [], removed: [] };

  test('puts, adds last and removes', () =>
    expect(
      withChange(answer, {
        ...change,
        put: [
          { id: 'c', v: 1 },
          { id: 'b', v: 2 },
        ],
        removed: ['a'],
      }),
    ).toEqual({
      other: 1,
      list: [
        { id: 'b', v: 2 },
        { id: 'c', v: 1 },
      ],
    }));
  test('takes the new order', () =>
    expect(withChange(answer, { ...change, order: ['b', 'a'] })).toEqual({
      ...answer,
      list: [
        { id: 'b', v: 1 },
        { id: 'a', v: 1 },
      ],
    }));
  test('does not change the answer before', () => {
    withChange(answer, { ...change, removed: ['a', 'b'] });
    expect(answer.list).toHaveLength(2);
  });
  test('of an answer without the list changes nothing', () => {
    expect(withChange({ other: 1 }, change)).toEqual({ other: 1 });
    expect(withChange(undefined, change)).toBeUndefined();
  });
});
