import { expect, test } from 'vitest';
import { withChange } from '../../../src/console/page/state/list-change.ts';
import { comparable, difference } from '../../../src/console/server/polling/list-change.ts';
import { chaosRuns } from '../../support/chaos-runs.ts';
import fc from '../../support/fast-check.ts';

const LIST = { member: 'sessions', key: 'id' };

function between(before: unknown, after: unknown) {
  return difference(comparable(before, LIST), comparable(after, LIST), LIST);
}
const sessions = (...ids: string[]) => ({ sessions: ids.map((id) => ({ id, viewers: 1 })) });

test('what is equal is the same', () => {
  expect(between(sessions('a', 'b'), sessions('a', 'b'))).toEqual({ same: true });
});

test('an item that has changed, one that is new and one that is gone are a change', () => {
  const before = sessions('a', 'b', 'c', 'd', 'e');
  const after = { sessions: [...sessions('a', 'b', 'd').sessions, { id: 'e', viewers: 2 }] };
  expect(between(before, { ...after, sessions: [...after.sessions, { id: 'f' }] })).toEqual({
    change: {
      ...{ list: 'sessions', key: 'id' },
      ...{ put: [{ id: 'e', viewers: 2 }, { id: 'f' }], removed: ['c'] },
    },
  });
});

test('a new item that comes first is sent with the order', () => {
  expect(between(sessions('a', 'b'), sessions('c', 'a', 'b'))).toMatchObject({
    change: { put: [{ id: 'c' }], removed: [], order: ['c', 'a', 'b'] },
  });
});

test.each([
  ['most of its items are new', sessions('a'), sessions('b', 'c')],
  ['something beside the list has changed', sessions('a'), { ...sessions('a'), nextToken: 't' }],
  ['two items have one key', sessions('a', 'b', 'c'), sessions('a', 'a', 'b', 'c')],
  ['it has no list any more', sessions('a'), { gone: true }],
])('the whole answer is sent if %s', (_, before, after) => {
  expect(between(before, after)).toEqual({ answer: after });
});

test('what a page makes of the difference is the new answer, for all lists', () => {
  const item = fc.record({ id: fc.constantFrom(...'abcdefgh'), viewers: fc.nat(2) });
  const answers = fc.record(
    { sessions: fc.array(item, { maxLength: 10 }), nextToken: fc.constantFrom('t') },
    { requiredKeys: ['sessions'] },
  );
  const property = fc.property(answers, answers, (before, after) => {
    const news = between(before, after);
    if ('answer' in news) expect(news.answer).toEqual(after);
    else if ('same' in news) expect(before).toEqual(after);
    else expect(withChange(before, news.change)).toEqual(after);
  });
  fc.assert(property, { numRuns: chaosRuns(1_000) });
});
