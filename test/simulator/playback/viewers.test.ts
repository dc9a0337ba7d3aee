import { describe, expect, test } from 'vitest';
import { REAL_DELAYS } from '../../../src/simulator/index.ts';
import { resolveOptions } from '../../../src/simulator/options.ts';
import { Viewers } from '../../../src/simulator/streams/viewers.ts';
import fc from '../../support/fast-check.ts';

const SECOND = 1_000;

function counting(delays = resolveOptions({}).delays) {
  return new Viewers(delays, () => 0, 0);
}

describe('players that fetch media', () => {
  test('count as viewers until they have fetched nothing for ten seconds', () => {
    const viewers = counting();
    viewers.watches('a', 'one', 0);
    viewers.watches('a', 'two', 1 * SECOND);
    viewers.watches('a', 'one', 4 * SECOND);
    viewers.watches('b', 'three', 4 * SECOND);
    expect(viewers.count('a', 5 * SECOND)).toBe(2);
    expect(viewers.count('a', 11 * SECOND)).toBe(1);
    expect(viewers.count('a', 14 * SECOND)).toBe(0);
    expect(viewers.count('b', 13 * SECOND)).toBe(1);
  });

  test('are added to the number that was set', () => {
    const viewers = counting();
    viewers.set('a', 100, 0);
    viewers.watches('a', 'one', 0);
    expect(viewers.count('a', 0)).toBe(101);
    viewers.set('a', 5, 1 * SECOND);
    expect(viewers.count('a', 1 * SECOND)).toBe(6);
    expect(viewers.count('a', 10 * SECOND)).toBe(5);
    expect(viewers.total(10 * SECOND)).toBe(5);
  });

  test('appear and disappear with the delays of IVS', () => {
    const viewers = counting(REAL_DELAYS);
    for (let second = 0; second <= 20; second += 2) viewers.watches('a', 'one', second * SECOND);
    const at = (second: number) => viewers.count('a', second * SECOND);
    expect([at(14.9), at(15), at(29), at(89.9), at(90)]).toEqual([0, 1, 1, 1, 0]);
  });

  test('leave with a deleted channel', () => {
    const viewers = counting();
    viewers.watches('a', 'one', 0);
    viewers.deleteChannel('a');
    expect([viewers.count('a', 0), viewers.total(0)]).toEqual([0, 0]);
  });

  test('are as many as fetched in the last ten seconds, whenever somebody asks', () => {
    const step = fc.record({ after: fc.nat(6 * SECOND), session: fc.constantFrom('x', 'y', 'z') });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const viewers = counting();
        const seen = new Map<string, number>();
        let now = 0;
        for (const { after, session } of steps) {
          now += after;
          viewers.watches('a', session, now);
          seen.set(session, now);
          const expected = [...seen.values()].filter((at) => at + 10 * SECOND > now).length;
          expect([viewers.count('a', now), viewers.total(now)]).toEqual([expected, expected]);
        }
      }),
    );
  });
});
