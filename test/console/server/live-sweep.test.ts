import { describe, expect, test } from 'vitest';
import { LiveSweep } from '../../../src/console/server/polling/live-sweep.ts';
import { chaosRuns } from '../../support/chaos-runs.ts';
import fc from '../../support/fast-check.ts';
import { pagedList } from './support.ts';

const PAGE = 50;

/** Live streams, newest first; `n` is the number of the stream. */
function world(count: number, pageSize = PAGE) {
  const list = pagedList('sessions', 'n', pageSize);
  let last = 0;
  const begin = () => void list.items.unshift({ n: ++last, viewers: 0 });
  for (let n = 0; n < count; n++) begin();
  const sweep = new LiveSweep({
    ask: (token) => list.ask(token),
    list: { member: 'sessions', key: 'n' },
    ...{ restMs: 1_500, firstSweepMs: 200 },
  });
  const shown = async () => ((await sweep.ask()) as { sessions: { n: number }[] }).sessions;
  return { list, begin, sweep, shown };
}

/** So many polls show all pages once. */
const sweepOf = (count: number, pageSize = PAGE) => Math.max(1, Math.ceil(count / pageSize));

describe('1,000 live streams', () => {
  test('are all shown after 20 polls, each of which asks for two pages at most', async () => {
    const { list, shown, sweep } = world(1_000);
    for (let poll = 0; poll < sweepOf(1_000); poll++) {
      const before = list.asked;
      await shown();
      expect(list.asked - before).toBeLessThanOrEqual(2);
      expect(sweep.restMs).toBe(poll < sweepOf(1_000) - 1 ? 200 : 1_500);
    }
    expect(await shown()).toEqual(list.items);
  });

  test('a new one, and a change of one of the newest, are shown by the next poll', async () => {
    const { list, begin, shown } = world(1_000);
    for (let poll = 0; poll < 25; poll++) await shown();
    begin();
    list.items[10] = { ...list.items[10], viewers: 7 };
    const now = await shown();
    expect(now).toHaveLength(1_001);
    expect(now.slice(0, 11)).toEqual(list.items.slice(0, 11));
  });

  test('one of the newest that ended is gone with the next poll; one further down with its page', async () => {
    const { list, shown } = world(1_000);
    for (let poll = 0; poll < 25; poll++) await shown();
    list.items.splice(700, 1);
    list.items.splice(20, 1);
    expect(await shown()).toHaveLength(999);
    for (let poll = 0; poll < 20; poll++) await shown();
    expect(await shown()).toEqual(list.items);
  });
});

test('of one page, each poll is one question, and what it does not show is gone', async () => {
  const { list, shown } = world(PAGE);
  await shown();
  list.items.splice(0, 49);
  expect(await shown()).toEqual(list.items);
  expect(list.asked).toBe(2);
});

test('a failure begins the sweep again', async () => {
  const { list, shown, sweep } = world(150);
  await shown();
  const ask = list.ask;
  list.ask = async () => {
    throw new Error('gone');
  };
  await expect(sweep.ask()).rejects.toThrow('gone');
  list.ask = ask;
  for (let poll = 0; poll < 4; poll++) await shown();
  expect(await shown()).toEqual(list.items);
});

test('whatever begins, ends and changes: two questions at most each time, no stream twice, and two quiet sweeps show the truth', async () => {
  const step = fc.record({
    begin: fc.nat(3),
    end: fc.array(fc.nat(), { maxLength: 4 }),
    change: fc.array(fc.nat(), { maxLength: 2 }),
  });
  const property = fc.asyncProperty(
    fc.nat(40),
    fc.array(step, { maxLength: 30 }),
    async (count, steps) => {
      const { list, begin, shown } = world(count, 5);
      for (const { begin: begins, end, change } of steps) {
        for (let n = 0; n < begins; n++) begin();
        for (const place of end) list.items.splice(place % (list.items.length + 1), 1);
        for (const place of change) {
          const item = list.items[place % (list.items.length + 1)];
          if (item) item.viewers = Number(item.viewers) + 1;
        }
        const before = list.asked;
        const now = await shown();
        expect(list.asked - before).toBeLessThanOrEqual(2);
        expect(new Set(now.map(({ n }) => n)).size).toBe(now.length);
        // Its first page is always the newest.
        expect(now.slice(0, 5)).toEqual(list.items.slice(0, 5));
      }
      for (let poll = 0; poll < 2 * sweepOf(list.items.length, 5) + 1; poll++) await shown();
      expect(await shown()).toEqual(list.items);
    },
  );
  await fc.assert(property, { numRuns: chaosRuns(100) });
});
