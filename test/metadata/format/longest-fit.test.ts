import { describe, expect, test } from 'vitest';
import { longestFit } from '../../../src/metadata/format/longest-fit.ts';
import * as fc from '../../support/fast-check.ts';

const MAX = 1_000;

describe('longestFit', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 900 });

  test('finds the greatest count in few tries if sizes only grow', () => {
    fc.assert(
      fc.property(steps, fc.nat(20), (growth, above) => {
        let size = 0;
        const sizes = growth.map((step) => {
          size += step;
          return size;
        });
        let tries = 0;
        const textOf = (count: number) => {
          tries += 1;
          return 'x'.repeat(sizes[count - 1] ?? 0);
        };
        const found = longestFit({ above, most: sizes.length, maxBytes: MAX }, textOf);
        const longest = sizes.findLastIndex((size) => size <= MAX) + 1;
        expect(found?.count).toBe(longest > above ? longest : undefined);
        expect(tries).toBeLessThanOrEqual(20);
      }),
    );
  });

  test('finds a count that fits if sizes grow and shrink', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2_000), { minLength: 1 }), fc.nat(9), (sizes, above) => {
        const textOf = (count: number) => 'x'.repeat(sizes[count - 1] ?? 0);
        const found = longestFit({ above, most: sizes.length, maxBytes: MAX }, textOf);
        if (!found) return;
        expect(found.count).toBeGreaterThan(above);
        expect(found.count).toBeLessThanOrEqual(sizes.length);
        expect(found.text.length).toBe(sizes[found.count - 1]);
        expect(found.text.length).toBeLessThanOrEqual(MAX);
      }),
    );
  });
});
