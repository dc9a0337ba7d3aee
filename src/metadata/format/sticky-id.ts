/** What only short ids of sticky values begin with. */
export const STICKY_MARK = '~';

/**
 * The short id of a sticky value, 8 characters as any: the mark, the slot of its key, and its order.
 * docs/envelope.md has what players make of it.
 */
const STICKY_ID = /^~[A-Za-z0-9_-]{7}$/;

/** The characters of base64url in the order of their codes: so ids of a slot sort as their orders do. */
const DIGITS = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const ORDER_DIGITS = 6;

/** So many slots there are: 0 to 63. */
export const SLOTS = DIGITS.length;

/** 2^36 ticks from here on are over in 2058. */
const EPOCH = Date.UTC(2024, 0, 1);
const TICK_MS = 16;

/** The order that belongs to a time, ms since the epoch. */
export const orderAt = (ms: number): number => Math.max(0, Math.floor((ms - EPOCH) / TICK_MS));

/** An order after all that were given on a channel: the time's, unless they come faster than it ticks. */
export const nextOrder = (last: number, now: number): number => Math.max(last + 1, orderAt(now));

/** @param slot 0 to 63 @param order 0 to 2^36 - 1 */
export function stickyId(slot: number, order: number): string {
  let digits = '';
  for (let left = order; digits.length < ORDER_DIGITS; left = Math.floor(left / DIGITS.length)) {
    digits = `${DIGITS[left % DIGITS.length]}${digits}`;
  }
  return `${STICKY_MARK}${DIGITS[slot]}${digits}`;
}

export const isStickyId = (id: string): boolean => STICKY_ID.test(id);
