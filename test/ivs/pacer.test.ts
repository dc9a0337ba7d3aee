import { expect, test } from 'vitest';
import { Pacer } from '../../src/ivs/pacer.ts';
import * as fc from '../support/fast-check.ts';

const rates = fc.double({ min: 0.5, max: 10, noNaN: true });
const arrivals = fc.array(fc.nat({ max: 2_000 }), { minLength: 1, maxLength: 60 });

test('no rolling second has more starts than the rate, whenever requests come', () => {
  fc.assert(
    fc.property(rates, arrivals, (rate, gaps) => {
      const pacer = new Pacer(rate);
      let now = 0;
      const starts = gaps.map((gap) => {
        now += gap;
        return pacer.reserve(now);
      });
      // Evenly spaced starts: any `rate` + 1 of them span a second or more.
      const limit = Math.max(1, Math.ceil(rate));
      return starts.every((start, i) => {
        const earlier = starts[i - limit];
        return earlier === undefined || start - earlier >= 1_000 - 1e-6;
      });
    }),
  );
});

test('a single request starts at once', () => {
  expect(new Pacer(5).reserve(1_234)).toBe(1_234);
});

test('no request starts before the time given to holdBack', () => {
  const pacer = new Pacer(5);
  pacer.holdBack(5_000);
  expect([pacer.reserve(1_000), pacer.reserve(1_000), pacer.freeAt]).toEqual([5_000, 5_200, 5_400]);
});
