import { describe, expect, test } from 'vitest';
import { backoffMs } from '../../../src/metadata/queue/backoff.ts';

describe('backoffMs', () => {
  test('doubles up to 8 s, of which the upper half is random', () => {
    expect([1, 2, 3, 4, 5, 60].map((n) => backoffMs(n, 1_000, () => 0))).toEqual([
      500, 1_000, 2_000, 4_000, 4_000, 4_000,
    ]);
    expect(backoffMs(2, 1_000, () => 0.999)).toBeCloseTo(1_999);
  });
});
