import { describe, expect, test } from 'vitest';
import { ChannelPacer } from '../../../src/metadata/pace/channel-pacer.ts';
import * as fc from '../../support/fast-check.ts';

interface Step {
  takesMs: number;
  /** When IVS counts the request: 0 at its start, 1 at its end. */
  arrival: number;
  /** How late it starts, ms, because of a busy machine or because there was nothing to send. */
  late?: number;
  /** How long after it was given up a request may arrive, ms. */
  lateMs?: number;
  /** A new batch starts, maybe on another instance. It does not know these requests. */
  isNewBatch?: boolean;
}

/** Makes requests of one channel, one after the other, each as early as the pacer allows. */
function play(gapMs: number, steps: readonly Step[]) {
  const starts: number[] = [];
  const arrivals: number[] = [];
  let pacer = new ChannelPacer(gapMs);
  let now = 0;
  for (const { takesMs, arrival, late = 0, lateMs = 0, isNewBatch = false } of steps) {
    now = Math.max(now, isNewBatch ? pacer.safeForOthersAt : pacer.nextStartAt);
    if (isNewBatch) pacer = new ChannelPacer(gapMs);
    now += late;
    pacer.started(now);
    starts.push(now);
    arrivals.push(now + arrival * (takesMs + lateMs));
    now += takesMs;
    pacer.ended(now + lateMs, now);
  }
  return { starts, arrivals: arrivals.sort((a, b) => a - b) };
}

/**
 * Makes requests, each as early as the pacer allows, whether the earlier ones have ended or not.
 *
 * @returns when IVS counts them, sorted
 */
function playTogether(gapMs: number, requests: readonly Step[]): number[] {
  const pacer = new ChannelPacer(gapMs);
  const arrivals: number[] = [];
  let inProgress: number[] = [];
  let now = 0;
  const endUntil = (time: number): void => {
    for (const end of inProgress.filter((at) => at <= time).sort((a, b) => a - b))
      pacer.ended(end, end);
    inProgress = inProgress.filter((at) => at > time);
  };
  for (const { takesMs, arrival, late = 0 } of requests) {
    while (pacer.nextStartAt > now) {
      now = Math.min(pacer.nextStartAt, ...inProgress);
      endUntil(now);
    }
    now += late;
    endUntil(now);
    pacer.started(now);
    arrivals.push(now + arrival * takesMs);
    inProgress.push(now + takesMs);
  }
  return arrivals.sort((a, b) => a - b);
}

describe('ChannelPacer', () => {
  test('allows at most five requests in a rolling second, at whatever time of its flight a request is counted', () => {
    const lateness = [
      fc.constant(0),
      fc.integer({ min: 0, max: 80 }),
      fc.integer({ min: 0, max: 2_000 }),
    ];
    const step = fc.record({
      takesMs: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 3_000 })),
      arrival: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
      late: fc.oneof(...lateness),
      lateMs: fc.oneof(
        { weight: 9, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 2_000 }) },
      ),
      isNewBatch: fc.nat(4).map((n) => n === 0),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 400 }),
        fc.array(step, { minLength: 6, maxLength: 40, size: 'max' }),
        (gapMs, steps) => {
          const { arrivals } = play(gapMs, steps);
          for (let i = 5; i < arrivals.length; i += 1) {
            const window = (arrivals[i] ?? 0) - (arrivals[i - 5] ?? 0);
            expect(window).toBeGreaterThanOrEqual(1_000 - 1e-6);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('allows at most five in a rolling second also while requests are in progress together', () => {
    const request = fc.record({
      takesMs: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 4_000 })),
      arrival: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
      late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 300 })),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 400 }),
        fc.array(request, { minLength: 6, maxLength: 40, size: 'max' }),
        (gapMs, requests) => {
          const arrivals = playTogether(gapMs, requests);
          const windows = arrivals.slice(5).map((at, index) => at - (arrivals[index] ?? 0));
          expect(Math.min(...windows)).toBeGreaterThanOrEqual(1_000 - 1e-6);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('lets four more requests start in each second while one gets no answer', () => {
    const pacer = new ChannelPacer(210);
    pacer.started(0);
    const starts: number[] = [];
    for (let now = 0; now < 3_000; ) {
      now = pacer.nextStartAt;
      pacer.started(now);
      pacer.ended(now + 10, now + 10);
      starts.push(now);
    }
    expect(starts.slice(0, 6)).toEqual([210, 420, 630, 840, 1_221, 1_431]);
  });

  test('lets no request start while five get no answer', () => {
    const pacer = new ChannelPacer(210);
    for (let n = 0; n < 5; n += 1) pacer.started(n * 210);
    expect(pacer.nextStartAt).toBe(Number.POSITIVE_INFINITY);
    pacer.ended(3_000, 3_000);
    expect(pacer.nextStartAt).toBe(4_001);
  });

  test('lets requests after a late one start a little earlier', () => {
    const steps = Array.from({ length: 50 }, (_, n) => ({
      takesMs: 5,
      arrival: 0,
      late: n > 0 && n % 3 === 0 ? 40 : 0,
    }));
    const { starts } = play(210, steps);
    // Only the last one is 40 ms late. The delays of the others were compensated.
    expect((starts[48] ?? 0) - (starts[0] ?? 0)).toBe(48 * 210 + 40);
    const spaces = starts.slice(1).map((at, n) => at - (starts[n] ?? 0));
    expect(Math.min(...spaces)).toBe(170);
    const stalled = play(
      210,
      [10, 3_000, 10, 10].map((takesMs) => ({ takesMs, arrival: 0 })),
    ).starts;
    expect(stalled).toEqual([0, 210, 3_210, 3_360]);
  });

  test('keeps the gap of 210 ms if requests take less than 50 ms', () => {
    const quick = Array.from({ length: 50 }, () => ({ takesMs: 49, arrival: 1 }));
    expect(play(210, quick).starts.at(-1)).toBe(49 * 210);
  });

  test('needs more time if requests take longer: five requests per second plus one request time', () => {
    const slow = Array.from({ length: 51 }, () => ({ takesMs: 100, arrival: 1 }));
    expect(play(210, slow).starts.at(-1)).toBe(10 * (1_000 + 100 + 1));
  });

  test('lets the first request start at once', () => {
    expect(new ChannelPacer(210).nextStartAt).toBe(Number.NEGATIVE_INFINITY);
  });
});
