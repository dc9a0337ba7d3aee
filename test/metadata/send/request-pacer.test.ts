import { describe, expect, test } from 'vitest';
import { RequestPacer } from '../../../src/metadata/send/request-pacer.ts';
import * as fc from '../../support/fast-check.ts';

interface Step {
  takesMs: number;
  /** When it counts: 0 at its start, 1 at its end. */
  arrival: number;
  /** How late it starts, ms: a busy machine, or nothing to send before. */
  late?: number;
  /** The channel is in a new batch: of this instance, or of another, which knows nothing of ours. */
  batch?: 'here' | 'elsewhere' | undefined;
}

/** Requests of one channel, one after the other, each as early as the pacer lets it. */
function play(gapMs: number, steps: readonly Step[]) {
  const starts: number[] = [];
  const arrivals: number[] = [];
  let pacer = new RequestPacer(gapMs);
  let now = 0;
  for (const { takesMs, arrival, late = 0, batch } of steps) {
    now = Math.max(now, batch ? pacer.safeForOthersAt : pacer.nextStartAt);
    if (batch === 'elsewhere') pacer = new RequestPacer(gapMs);
    if (batch) pacer.startBatch();
    now += late;
    pacer.started(now);
    starts.push(now);
    arrivals.push(now + arrival * takesMs);
    now += takesMs;
    pacer.ended(now);
  }
  return { starts, arrivals };
}

describe('pacing', () => {
  test('lets no rolling second have more than five, wherever in its flight a request arrives', () => {
    const lateness = [
      fc.constant(0),
      fc.integer({ min: 0, max: 80 }),
      fc.integer({ min: 0, max: 2_000 }),
    ];
    const step = fc.record({
      takesMs: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 3_000 })),
      arrival: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
      late: fc.oneof(...lateness),
      batch: fc.constantFrom(
        undefined,
        undefined,
        undefined,
        'here' as const,
        'elsewhere' as const,
      ),
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

  test('makes good what starts late, in small steps', () => {
    const steps = Array.from({ length: 50 }, (_, n) => ({
      takesMs: 5,
      arrival: 0,
      late: n > 0 && n % 3 === 0 ? 40 : 0,
    }));
    const { starts } = play(210, steps);
    // Only the last is late by 40 ms: what the others were is made good.
    expect((starts[48] ?? 0) - (starts[0] ?? 0)).toBe(48 * 210 + 40);
    const spaces = starts.slice(1).map((at, n) => at - (starts[n] ?? 0));
    expect(Math.min(...spaces)).toBe(170);
    const stalled = play(
      210,
      [10, 3_000, 10, 10].map((takesMs) => ({ takesMs, arrival: 0 })),
    ).starts;
    expect(stalled).toEqual([0, 210, 3_210, 3_360]);
  });

  test('costs nothing at 210 ms while a request takes less than 50 ms', () => {
    const quick = Array.from({ length: 50 }, () => ({ takesMs: 49, arrival: 1, move: false }));
    expect(play(210, quick).starts.at(-1)).toBe(49 * 210);
  });

  test('is as quick as the second lets it be where requests take longer', () => {
    const slow = Array.from({ length: 51 }, () => ({ takesMs: 100, arrival: 1, move: false }));
    expect(play(210, slow).starts.at(-1)).toBe(10 * (1_000 + 100 + 1));
  });

  test('lets the first go at once', () => {
    expect(new RequestPacer(210).nextStartAt).toBe(Number.NEGATIVE_INFINITY);
  });
});
