import { describe, expect, test } from 'vitest';
import { shortId } from '../../../src/metadata/format/ids.ts';
import {
  isStickyId,
  nextOrder,
  orderAt,
  orderOf,
  SLOTS,
  stickyId,
} from '../../../src/metadata/format/sticky-id.ts';
import fc from '../../support/fast-check.ts';

const order = fc.integer({ min: 0, max: 2 ** 36 - 1 });
const slot = fc.integer({ min: 0, max: SLOTS - 1 });

describe('sticky ids', () => {
  test('of one slot sort like their orders', () => {
    fc.assert(
      fc.property(slot, order, order, (place, a, b) => {
        const [first, second] = [stickyId(place, a), stickyId(place, b)];
        expect(Math.sign(a - b)).toBe(first === second ? 0 : first < second ? -1 : 1);
      }),
    );
  });

  test('contain their slot, and are short ids', () => {
    fc.assert(
      fc.property(slot, slot, order, (a, b, at) => {
        const [first, second] = [stickyId(a, at), stickyId(b, at)];
        expect(first.slice(0, 2) === second.slice(0, 2)).toBe(a === b);
        expect([orderOf(first), orderOf(second)]).toEqual([at, at]);
        expect(first).toHaveLength(8);
        expect(isStickyId(first)).toBe(true);
        expect(shortId(first)).toBe(first);
      }),
    );
  });

  test.each(['~', '~short', '~too-long-', '~ok+ok/o', 'NR2cQz8a', ''])(
    '%o is not a sticky id',
    (id) => {
      expect(isStickyId(id)).toBe(false);
      expect(isStickyId(shortId(id))).toBe(false);
    },
  );
});

describe('orders', () => {
  test('grow with each value and with the time', () => {
    const now = Date.parse('2026-11-21T12:00:00.000Z');
    const first = nextOrder(0, now);
    expect(nextOrder(first, now)).toBe(first + 1);
    expect(nextOrder(first, now - 60_000)).toBe(first + 1);
    expect(nextOrder(first, now + 60_000)).toBe(orderAt(now + 60_000));
    expect(orderAt(now + 60_000)).toBeGreaterThan(first + 3_000);
  });

  test('fit into an id until 2058', () => {
    expect(orderAt(Date.UTC(2058, 0, 1))).toBeLessThan(2 ** 36);
    expect(orderAt(Date.UTC(2020, 0, 1))).toBe(0);
  });
});
