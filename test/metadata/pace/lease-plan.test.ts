import { describe, expect, test } from 'vitest';
import { type LeaseNeed, nextLease } from '../../../src/metadata/pace/lease-plan.ts';

const NOW = 1_000_000;
const IDLE: LeaseNeed = {
  ...{ now: NOW, wanted: 0, recentlyWanted: 0, guaranteed: 1, counting: 0, leased: 0 },
  ...{ leasedUntil: NOW + 10_000, coveredAt: Number.NEGATIVE_INFINITY },
};
const plan = (need: Partial<LeaseNeed>) => nextLease({ ...IDLE, ...need });

describe('the permits that an instance leases', () => {
  test('are none for a channel with one request', () => {
    expect(plan({ wanted: 1, recentlyWanted: 1 })).toBeUndefined();
  });

  test('are what its own permit does not give', () => {
    expect(plan({ wanted: 10, recentlyWanted: 10 })).toBe(9);
    expect(plan({ wanted: 10, recentlyWanted: 10, leased: 9 })).toBeUndefined();
  });

  test('are given back when they have not been wanted for a moment', () => {
    expect(plan({ wanted: 5, recentlyWanted: 10, leased: 9 })).toBeUndefined();
    expect(plan({ wanted: 5, recentlyWanted: 5, leased: 9 })).toBe(4);
  });

  test('are not given back down to the last three, of which one is renewed', () => {
    const single = { wanted: 1, recentlyWanted: 1 };
    expect(plan({ ...single, leased: 1 })).toBeUndefined();
    expect(plan({ ...single, leased: 3 })).toBeUndefined();
    expect(plan({ ...single, leased: 4 })).toBe(3);
    expect(plan({ ...single, leased: 3, leasedUntil: NOW + 3_999 })).toBe(1);
  });

  test('are renewed before they end', () => {
    const busy = { wanted: 5, recentlyWanted: 5, leased: 4 };
    expect(plan({ ...busy, leasedUntil: NOW + 4_000 })).toBeUndefined();
    expect(plan({ ...busy, leasedUntil: NOW + 3_999 })).toBe(4);
  });

  test('cover the last requests of a batch, if waiting would take longer than the gap of the channels', () => {
    expect(plan({ counting: 1, coveredAt: NOW + 251 })).toBe(1);
    expect(plan({ counting: 1, coveredAt: NOW + 250 })).toBeUndefined();
    // So many are given back after a second.
    expect(plan({ counting: 6, leased: 5, coveredAt: NOW + 900 })).toBeUndefined();
  });
});
