import { expect, test } from 'vitest';
import type { Fact } from '../../../src/sessions/facts.ts';
import { iterateSessions } from '../../../src/sessions/iterate/iterate-sessions.ts';
import type { SessionId } from '../../../src/sessions/session-id.ts';
import { endedOn, type ListedSession } from '../../../src/sessions/summary.ts';
import { chaosRuns } from '../../support/chaos-runs.ts';
import fc from '../../support/fast-check.ts';
import { memorySessionStore } from '../../support/memory-sessions.ts';
import { SEED } from '../../support/seed.ts';

const RUNS = chaosRuns(100) * 2;
const HOUR_MS = 3_600_000;
const NOON = Date.parse('2026-11-21T12:00:00Z');
const hour = (h: number): string => new Date(NOON + h * HOUR_MS).toISOString();
const RANGE = { from: hour(-36), to: hour(0) };

const fact = (h: number): Fact => ({ at: hour(h), id: 'x', expires: 9e9 });

/** When a session began and, if known, ended, in hours from noon; and whether it is finalized. */
interface Course {
  started: number;
  ended?: number;
  finalized: boolean;
}

const idOf = (i: number): SessionId => ({ channelArn: `c${i % 3}`, streamId: `st-${i}` });

type Store = ReturnType<typeof memorySessionStore>;

async function end(store: Store, i: number, at: number): Promise<void> {
  await store.addFact(idOf(i), 'ended', fact(at));
}

async function finalize(store: Store, i: number): Promise<void> {
  const at = store.summaries.get(`${idOf(i).channelArn} ${idOf(i).streamId}`)?.ended?.at;
  if (at) await store.markFinalized(idOf(i), endedOn(at.slice(0, 10)));
}

async function storeOf(courses: Course[]): Promise<Store> {
  const store = memorySessionStore();
  for (const [i, { started, ended, finalized }] of courses.entries()) {
    await store.addFact(idOf(i), 'started', fact(started));
    if (ended !== undefined) await end(store, i, ended);
    if (finalized) await finalize(store, i);
  }
  return store;
}

/** Iterates in pages of `steps` batches, as queries do. @returns stream ids */
async function iterated(
  store: Store,
  of: Parameters<typeof iterateSessions>[1],
  steps = 1,
): Promise<string[]> {
  const found: string[] = [];
  let after: ListedSession | undefined;
  for (let more = true; more; ) {
    more = false;
    let left = steps;
    for await (const batch of iterateSessions(store, of, after, NOON)) {
      found.push(...batch.flatMap(({ summary }) => summary?.streamId ?? []));
      after = batch.at(-1)?.position;
      left -= 1;
      more = left === 0;
      if (more) break;
    }
  }
  return found;
}

/** Few hours, so that many sessions begin at the same time. */
const course = fc
  .record({
    started: fc.integer({ min: -96, max: 6 }),
    length: fc.option(fc.integer({ min: 0, max: 47 }), { nil: undefined }),
    finalized: fc.boolean(),
  })
  .map(({ started, length, finalized }): Course => {
    const ended = length === undefined ? undefined : started + length;
    return ended !== undefined && ended <= 0
      ? { started, ended, finalized }
      : { started, finalized: false };
  });

function overlappingIds(all: Course[]): string[] {
  return all.flatMap(({ started, ended }, i) => {
    const over = ended !== undefined && ended <= -36 && started < -36;
    return started < 0 && !over ? [`st-${i}`] : [];
  });
}

test('an iteration visits each session of the range once, oldest first', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(course, { maxLength: 160 }), async (all) => {
      const store = await storeOf(all);
      const found = await iterated(store, { range: RANGE });
      expect([...found].sort()).toEqual(overlappingIds(all).sort());
      const began = found.map((id) => all[Number(id.slice(3))]?.started ?? 0);
      expect(began).toEqual([...began].sort((a, b) => a - b));
      const ofOne = await iterated(store, { range: RANGE, channelArn: 'c1' });
      expect([...ofOne].sort()).toEqual(
        overlappingIds(all)
          .filter((id) => Number(id.slice(3)) % 3 === 1)
          .sort(),
      );
    }),
    { numRuns: RUNS / 4, seed: SEED },
  );
});

test('an iteration with the other order visits each session that has ended once, newest first', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(course, { minLength: 100, maxLength: 160 }),
      fc.integer({ min: 1, max: 3 }),
      async (all, steps) => {
        const selection = { range: RANGE, ended: true, order: 'newest-first' } as const;
        const store = await storeOf(all);
        const left = all.flatMap((_, i) => [i]);
        const finalizing = changing(store, async () => {
          for (const i of left.splice(0, 4)) await finalize(store, i);
        });
        const found = await iterated(finalizing, selection, steps);
        const numberOf = (id: string) => Number(id.slice('st-'.length));
        const hasEnded = (id: string) => all[numberOf(id)]?.ended !== undefined;
        expect([...found].sort()).toEqual(overlappingIds(all).filter(hasEnded).sort());
        const began = found.map((id) => all[numberOf(id)]?.started ?? 0);
        expect(began).toEqual([...began].sort((a, b) => b - a));
        const ofOne = await iterated(store, { ...selection, channelArn: 'c1' }, steps);
        const ofChannel = overlappingIds(all).filter((id) => numberOf(id) % 3 === 1);
        expect([...ofOne].sort()).toEqual(ofChannel.sort());
      },
    ),
    { numRuns: RUNS / 4, seed: SEED },
  );
});

/** The same store, in which something happens before every call. */
function changing(store: Store, change: () => Promise<void>): Store {
  return {
    ...store,
    async list(...args) {
      await change();
      return store.list(...args);
    },
    async get(...args) {
      await change();
      return store.get(...args);
    },
  };
}

test('an iteration visits each session once while sessions end and are finalized', async () => {
  const moves = fc.array(fc.nat({ max: 159 }), { minLength: 40, maxLength: 160 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(course, { minLength: 60, maxLength: 160 }),
      moves,
      fc.integer({ min: 1, max: 3 }),
      async (all, order, steps) => {
        const store = await storeOf(all);
        const left = [...order];
        const change = async () => {
          for (const i of left.splice(0, 4)) {
            const one = all[i];
            // The end is within the range.
            if (one && one.ended === undefined && one.started < 0)
              await end(store, i, Math.max(one.started, -1));
            else await finalize(store, i);
          }
        };
        const found = await iterated(changing(store, change), { range: RANGE }, steps);
        expect(found.length).toBe(new Set(found).size);
        expect([...found].sort()).toEqual(overlappingIds(all).sort());
      },
    ),
    { numRuns: RUNS, seed: SEED },
  );
  console.log(`iterations while sessions end and are finalized: ${RUNS} runs, seed ${SEED}`);
});

/** A store whose index lists a session at an old position, too. */
function withOldPosition(store: Store, stale: ListedSession): Store {
  return {
    ...store,
    async list(query, ...rest) {
      const page = await store.list(query, ...rest);
      const sessions = [...page.sessions, stale].sort((a, b) =>
        a.sessionAt < b.sessionAt ? -1 : 1,
      );
      return { ...page, sessions };
    },
  };
}

test.each([
  [-12, -10],
  [-8, -10],
])(
  'a session that the index also lists at an old position, at %i h, is visited once, at %i h',
  async (was, is) => {
    const store = await storeOf([-14, -10, -6].map((started) => ({ started, finalized: false })));
    const stale = { ...idOf(1), sessionAt: hour(was) };
    const range = { ...RANGE, to: hour(0) };
    for await (const batch of iterateSessions(
      withOldPosition(store, stale),
      { channelArn: 'c1', range },
      undefined,
      NOON,
    ))
      expect(batch.flatMap(({ position: place, summary }) => (summary ? place : []))).toEqual([
        { ...idOf(1), sessionAt: hour(is) },
      ]);
  },
);
