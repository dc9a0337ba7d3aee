import { afterAll, expect, test } from 'vitest';
import { unpublishedEvents } from '../../../src/sessions/publish/pending-events.ts';
import type { Recorder } from '../../../src/sessions/record-event.ts';
import { hasEnded } from '../../../src/sessions/summary.ts';
import { toView } from '../../../src/sessions/view.ts';
import { chaosRuns } from '../../support/chaos-runs.ts';
import fc from '../../support/fast-check.ts';
import { Crash } from '../../support/faults.ts';
import { memorySessionStore } from '../../support/memory-sessions.ts';
import { recorderOf } from '../../support/recorder.ts';
import { SEED } from '../../support/seed.ts';
import { type Delivery, deliver, deliveries, orders } from '../support/deliveries.ts';

/** For what the other properties have much of. */
const CASES = 10 * chaosRuns(30);
const FEWER = CASES / 4;
const STARTED = 'session-started:';
const ENDED = 'session-ended:';
const seen = { started: 0, ended: 0, crashes: 0, twice: 0, healed: 0 };
afterAll(() => console.log(`published once: ${CASES} cases each, seed ${SEED}`, seen));

function world() {
  const recorder = recorderOf(memorySessionStore());
  const { store, bus } = recorder;
  const published = (kind: string) =>
    bus.events.filter(({ detail }) => detail.id.startsWith(kind)).length;
  return {
    ...{ recorder, store, bus },
    published,
    summary: () => [...store.summaries.values()].at(0),
    state() {
      const summaries = [...store.summaries.values()];
      const items = [...store.events.values()].sort((a, b) => (a.sk < b.sk ? -1 : 1));
      return { items, summaries, views: summaries.map(toView) };
    },
    /** How often a start and an end must have been published at least. */
    due() {
      const [summary] = store.summaries.values();
      return { started: summary?.started ? 1 : 0, ended: summary && hasEnded(summary) ? 1 : 0 };
    },
    publishedTimes: () => ({ started: published(STARTED), ended: published(ENDED) }),
  };
}

/** Counts 0 or 1, for events that may be published more than once. */
const atMostOnce = (times: { started: number; ended: number }) => ({
  started: Math.min(times.started, 1),
  ended: Math.min(times.ended, 1),
});

test('without a crash, each start and end is published exactly once, whatever the order and duplicates', async () => {
  await fc.assert(
    fc.asyncProperty(orders, async ({ shuffled }) => {
      const { recorder, due, publishedTimes } = world();
      for (const one of shuffled) await deliver(recorder, one);
      expect(publishedTimes()).toEqual(due());
      seen.started += due().started;
      seen.ended += due().ended;
    }),
    { numRuns: CASES, seed: SEED },
  );
  expect(Math.min(seen.started, seen.ended)).toBeGreaterThan(CASES / 10);
});

type Call = () => Promise<unknown>;

/** A recorder whose calls to store and bus go through `around`. */
function through(recorder: Recorder, around: (name: string, call: Call) => Promise<unknown>) {
  const wrap = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(_, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => around(String(name), async () => member.apply(target, args));
      },
    });
  return { ...recorder, store: wrap(recorder.store), bus: wrap(recorder.bus) };
}

/** A recorder that crashes at its n-th call: before it, or after it. */
function crashing(recorder: Recorder, at: number, after: boolean): Recorder {
  let calls = 0;
  let crashed = false;
  return through(recorder, async (_, call) => {
    if (crashed) throw new Crash();
    crashed = calls++ === at;
    if (crashed && !after) throw new Crash();
    const result = await call();
    if (crashed) throw new Crash();
    return result;
  });
}

/** A recorder whose calls take effect in the order of the scheduler. */
const slowed = (recorder: Recorder, scheduler: fc.Scheduler): Recorder =>
  through(recorder, (name, call) => scheduler.schedule(Promise.resolve(), name).then(call));

interface Attempt {
  delivery: Delivery;
  crash?: { at: number; after: boolean } | undefined;
}

const crash = fc.option(fc.record({ at: fc.nat({ max: 5 }), after: fc.boolean() }), {
  nil: undefined,
  freq: 2,
});
/** Each event once or more, in any order; most attempts crash. */
const attempts = deliveries.chain((once) =>
  fc.record({
    once: fc.constant(once),
    tries: fc
      .array(fc.constantFrom(...once), { maxLength: once.length * 2 })
      .chain((again) =>
        fc.shuffledSubarray([...once, ...again], { minLength: once.length + again.length }),
      )
      .chain((all) =>
        fc.tuple(...all.map((delivery) => fc.record({ delivery: fc.constant(delivery), crash }))),
      ),
    last: fc.shuffledSubarray(once, { minLength: once.length }),
  }),
);

/** @returns whether it completed */
async function attempt(recorder: Recorder, { delivery, crash }: Attempt): Promise<boolean> {
  try {
    await deliver(crash ? crashing(recorder, crash.at, crash.after) : recorder, delivery);
    return true;
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
    seen.crashes += 1;
    return false;
  }
}

test('with crashes between any two steps and redelivery, the state is the same and every event is published', async () => {
  await fc.assert(
    fc.asyncProperty(attempts, async ({ once, tries, last }) => {
      const { recorder, state, due, publishedTimes } = world();
      const unfinished = new Set(last);
      for (const one of tries) if (await attempt(recorder, one)) unfinished.delete(one.delivery);
      for (const delivery of last) if (unfinished.has(delivery)) await deliver(recorder, delivery);

      const withoutCrash = world();
      for (const one of once) await deliver(withoutCrash.recorder, one);
      expect(state()).toEqual(withoutCrash.state());
      expect(atMostOnce(publishedTimes())).toEqual(due());
      if (Math.max(...Object.values(publishedTimes())) > 1) seen.twice += 1;
    }),
    { numRuns: CASES, seed: SEED },
  );
  expect(seen.crashes).toBeGreaterThan(CASES / 2);
});

test('an event that is never delivered again is published when the session is finalized, and nothing else is', async () => {
  await fc.assert(
    fc.asyncProperty(attempts, async ({ tries }) => {
      const { recorder, store, bus, due, publishedTimes, summary } = world();
      let crashed = false;
      for (const one of tries) crashed = !(await attempt(recorder, one)) || crashed;
      const storedIds = new Set([...store.events.values()].map(({ id }) => id));
      const now = summary();
      const late = now ? unpublishedEvents(now, storedIds) : [];
      if (!crashed) expect(late).toEqual([]);
      await bus.publish(late);
      seen.healed += late.length;
      expect(atMostOnce(publishedTimes())).toEqual(due());
    }),
    { numRuns: FEWER, seed: SEED },
  );
  expect(seen.healed).toBeGreaterThan(FEWER / 20);
});

test('with deliveries at the same time, crashes and redelivery, the state is the same and every event is published', async () => {
  await fc.assert(
    fc.asyncProperty(attempts, fc.scheduler(), async ({ once, tries, last }, scheduler) => {
      const { recorder, state, due, publishedTimes } = world();
      const slow = slowed(recorder, scheduler);
      const unfinished = new Set(last);
      const all = tries.map(async (one) => {
        if (await attempt(slow, one)) unfinished.delete(one.delivery);
      });
      await scheduler.waitFor(Promise.all(all));
      for (const delivery of last) if (unfinished.has(delivery)) await deliver(recorder, delivery);

      const withoutCrash = world();
      for (const one of once) await deliver(withoutCrash.recorder, one);
      expect(state()).toEqual(withoutCrash.state());
      expect(atMostOnce(publishedTimes())).toEqual(due());
    }),
    { numRuns: FEWER, seed: SEED },
  );
});
