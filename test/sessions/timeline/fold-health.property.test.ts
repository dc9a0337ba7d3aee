import { expect, test } from 'vitest';
import type { Facts } from '../../../src/sessions/facts.ts';
import { SAME_EVENT_MS } from '../../../src/sessions/timeline/duplicate-filter.ts';
import type { RecordedEvent } from '../../../src/sessions/timeline/event.ts';
import { foldHealth } from '../../../src/sessions/timeline/fold-health.ts';
import { readHealth } from '../../../src/sessions/timeline/read-health.ts';
import { chaosRuns } from '../../support/chaos-runs.ts';
import fc from '../../support/fast-check.ts';
import type { EventParts } from '../../support/ivs-events.ts';
import { memorySessionStore } from '../../support/memory-sessions.ts';
import { SEED } from '../../support/seed.ts';
import { second, sessionEvent } from './events.ts';

const RUNS = chaosRuns(100) * 5;

const PARTS: EventParts[] = [
  { name: 'Stream Start' },
  { name: 'Stream End' },
  { name: 'Stream Takeover' },
  { name: 'Stream Rewound' },
  { detailType: 'IVS Limit Breach', name: 'Ingest Bitrate', detail: { limit_value: 5 } },
  ...['Recording Start', 'Recording End', 'Recording End Failure'].map((name) => ({
    ...{ detailType: 'IVS Recording State Change' as const, name },
    detail: { recording_session_id: 'r', recording_status_reason: 'why' },
  })),
];
const STARVATION: EventParts[] = ['Starvation Start', 'Starvation End'].map((name) => ({
  ...{ detailType: 'IVS Stream Health Change', name },
}));

/**
 * Few seconds, so that equal times are common. Delivered events have whole seconds, repairs finer
 * times.
 */
const oneEvent = fc
  .record({
    parts: fc.oneof(fc.constantFrom(...STARVATION), fc.constantFrom(...PARTS)),
    at: fc.integer({ min: 0, max: 40 }),
    fraction: fc.constantFrom(0, 0.25, 0.9),
    repaired: fc.boolean(),
    odd: fc.constantFrom(undefined, undefined, undefined, 'old' as const),
    id: fc.uuid(),
  })
  .map(({ parts, at, fraction, repaired, odd, id }) =>
    repaired
      ? sessionEvent(at + fraction, { ...parts, id: `reconcile:${id}`, repaired: true })
      : sessionEvent(at, { ...parts, id, ...(odd && { odd }) }),
  );
const events = fc.uniqueArray(oneEvent, { selector: ({ id }) => id, maxLength: 25 });
const facts = fc.constantFrom<Facts[]>(
  {},
  { started: { at: second(0), id: 'a' } },
  { started: { at: second(0), id: 'a' }, ended: { at: second(30), id: 'b' } },
  { ended: { at: second(20), id: 'b', repaired: true } },
);

/** The events in order, and in another order in which each event comes one to three times. */
const orders = events.chain((once) =>
  fc.record({
    once: fc.constant(once),
    shuffled: fc
      .array(fc.constantFrom(...(once.length > 0 ? once : [undefined])), { maxLength: 50 })
      .chain((again) => {
        const all = [...once, ...again.filter((event) => event !== undefined)];
        return fc.shuffledSubarray(all, { minLength: all.length });
      }),
  }),
);

test('every order and duplication of the same events gives the same health', () => {
  fc.assert(
    fc.property(orders, facts, ({ once, shuffled }, known) => {
      expect(foldHealth(shuffled, known)).toEqual(foldHealth(once, known));
    }),
    { numRuns: RUNS, seed: SEED },
  );
  console.log(`fold of health: ${RUNS} permutations with duplicates, seed ${SEED}`);
});

test('the health is the same for every size of the pages in which events are read', async () => {
  const runs = Math.ceil(RUNS / 5);
  const of = { channelArn: 'arn', streamId: 'st-1' };
  await fc.assert(
    fc.asyncProperty(events, facts, fc.integer({ min: 1, max: 7 }), async (all, known, size) => {
      const store = memorySessionStore();
      for (const { repaired = false, odd: _odd, ...event } of all) {
        const stored = { ...event, ...of, account: '1', region: 'r' };
        await store.putEvent({ event: stored, repaired, expiresAt: 1 });
      }
      const paged = {
        listEvents: (...[id, , after]: Parameters<typeof store.listEvents>) =>
          store.listEvents(id, size, after),
      };
      const summary = { ...known, ...of, phase: 'LIVE' as const, sessionAt: second(0) };
      const plain = all.map(({ odd: _odd, ...event }) => event);
      expect(await readHealth(paged, summary)).toEqual(foldHealth(plain, known));
    }),
    { numRuns: runs, seed: SEED },
  );
});

/** The distinct events by their definition, computed from all events at once. */
function distinctEvents(all: RecordedEvent[], known: Facts): RecordedEvent[] {
  const delivered = all.filter(({ repaired }) => !repaired);
  return all.filter(({ repaired, name, time }) => {
    if (!repaired) return true;
    if (name === 'Stream Start' && known.started && !known.started.repaired) return false;
    if (name === 'Stream End' && known.ended && !known.ended.repaired) return false;
    return !delivered.some(
      (other) =>
        other.name === name && Math.abs(Date.parse(other.time) - Date.parse(time)) <= SAME_EVENT_MS,
    );
  });
}

test('the counts agree with the definition of distinct events', () => {
  fc.assert(
    fc.property(events, facts, (all, known) => {
      const health = foldHealth(all, known);
      const left = distinctEvents(all, known);
      const named = (name: RegExp) => left.filter((event) => name.test(event.name)).length;
      expect(health).toMatchObject({
        events: left.length,
        unknownEvents: named(/Rewound/),
        counts: { takeovers: named(/Takeover/), breaches: named(/Bitrate/) },
        recordings: named(/Recording/) > 0 ? [{ recordingSessionId: 'r' }] : [],
      });
    }),
    { numRuns: RUNS, seed: SEED },
  );
});

test('starvation spells never overlap, add up to the total, and are within the session', () => {
  fc.assert(
    fc.property(events, facts, (all, known) => {
      const { spells, count, incomplete, totalMs } = foldHealth(all, known).starvation;
      const whole = spells.flatMap(({ from, to }) => (from && to ? [{ from, to }] : []));
      const lengths = whole.map(({ from, to }) => Date.parse(to) - Date.parse(from));
      expect(totalMs).toBe(lengths.reduce((sum, ms) => sum + ms, 0));
      expect(lengths.every((ms) => ms >= 0)).toBe(true);
      for (const [i, { from }] of whole.entries())
        expect(Date.parse(from)).toBeGreaterThan(
          Date.parse(whole[i - 1]?.to ?? '2000-01-01') - 1_000,
        );
      const last = spells.at(-1);
      const isOpen = last?.from !== undefined && last.to === undefined ? 1 : 0;
      expect(count - whole.length - incomplete).toBe(isOpen);
      if (known.ended) expect(isOpen).toBe(0);
      const times = spells.flatMap(({ from, to }) => [from ?? '', to ?? '']);
      if (known.ended) expect(times.every((at) => at <= (known.ended?.at ?? ''))).toBe(true);
    }),
    { numRuns: RUNS, seed: SEED },
  );
});
