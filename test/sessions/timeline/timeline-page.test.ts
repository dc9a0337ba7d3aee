import { expect, test } from 'vitest';
import type { SessionSummary } from '../../../src/sessions/summary.ts';
import type { EventPosition, RecordedEvent } from '../../../src/sessions/timeline/event.ts';
import { type TimelineEntry, timelinePage } from '../../../src/sessions/timeline/timeline-page.ts';
import fc from '../../support/fast-check.ts';
import { memorySessionStore } from '../../support/memory-sessions.ts';
import { ends, second, sessionEvent, starts } from './events.ts';

const ID = { channelArn: 'arn', streamId: 'st-1' };
const SUMMARY: SessionSummary = {
  ...ID,
  ...{ phase: 'LIVE', sessionAt: second(0), started: { at: second(2), id: 'a' } },
};

async function storeOf(all: RecordedEvent[]) {
  const store = memorySessionStore();
  for (const { repaired = false, odd, ...event } of all) {
    const stored = { ...event, ...ID, account: '1', region: 'r' };
    await store.putEvent({ event: stored, repaired, expiresAt: 1, ...(odd && { odd }) });
  }
  return store;
}

async function pagesOf(all: RecordedEvent[], entries: number, bytes = 1e6) {
  const store = await storeOf(all);
  const pages: TimelineEntry[][] = [];
  let after: EventPosition | undefined;
  do {
    const page = await timelinePage(store, SUMMARY, after, { entries, bytes });
    pages.push(page.entries);
    after = page.last;
  } while (after);
  return pages;
}

test('entries are in time order, with the time since the start, implausible times and repairs', async () => {
  const created = sessionEvent(0, { name: 'Session Created' });
  const old = starts(-9e7, { odd: 'old' });
  const late = ends(9.25, { repaired: true });
  const [entries] = await pagesOf([late, created, old], 10);
  const entry = ({ id: _id, time: at, ...rest }: RecordedEvent, s: number) => ({
    ...{ at, ...rest, sinceStartMs: s },
  });
  expect(entries).toEqual([entry(old, -9e10 - 2_000), entry(created, -2_000), entry(late, 7_250)]);
  const { started: _started, ...unstarted } = SUMMARY;
  const limit = { entries: 9, bytes: 1e6 };
  const page = await timelinePage(await storeOf([created]), unstarted, undefined, limit);
  expect(page.entries[0]).not.toHaveProperty('sinceStartMs');
});

test('events of the same second are in the order in which they happen to a stream', async () => {
  const names = ['Session Created', 'Stream Start', 'Stream Takeover', 'Stream Failure'];
  const all = [...names, 'Session Ended'].map((name, i, { length }) =>
    sessionEvent(5, { name, id: `id-${length - i}` }),
  );
  const [entries = []] = await pagesOf(all, 10);
  expect(entries.map(({ name }) => name)).toEqual([...names, 'Session Ended']);
});

test('only the last entry of a page may exceed the size limit', async () => {
  const all = Array.from({ length: 9 }, (_, i) => starts(i * 10));
  const one = Buffer.byteLength(JSON.stringify((await pagesOf(all, 9))[0]?.[0]));
  const pages = await pagesOf(all, 9, one * 3.5);
  expect(pages.map((page) => page.length)).toEqual([4, 4, 1]);
});

test('the time line is the same for every size of its pages', async () => {
  const event = fc
    .record({ s: fc.integer({ min: 0, max: 9 }), start: fc.boolean(), repaired: fc.boolean() })
    .map(({ s, start, repaired }) => {
      const at = repaired ? s + 0.5 : s;
      return (start ? starts : ends)(at, repaired ? { repaired } : {});
    });
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 30 }),
      fc.integer({ min: 1, max: 9 }),
      async (all, size) => {
        const [whole = []] = await pagesOf(all, 100);
        const pages = await pagesOf(all, size);
        expect(pages.flat()).toEqual(whole);
        expect(pages.every((page) => page.length <= size)).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});
