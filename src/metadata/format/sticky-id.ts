/** The first character of the short id of a sticky value. No other short id begins with it. */
const STICKY_MARK = '~';

/**
 * The short id of a sticky value has 8 characters: the mark, one digit for the slot of its key, and
 * six digits for its order. docs/envelope.md describes how players use it.
 */
const STICKY_ID = /^~[A-Za-z0-9_-]{7}$/;

/**
 * The characters of base64url, sorted by character code. So the ids of one slot, compared as strings,
 * sort by their order.
 */
const DIGITS = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const ORDER_DIGITS = 6;

/** Number of slots: slots are 0 to 63. */
export const SLOTS = DIGITS.length;

/** Orders count ticks of 16 ms from here. 2^36 ticks last until 2058. */
const EPOCH = Date.UTC(2024, 0, 1);
const TICK_MS = 16;

/** The order for a time. @param ms since the epoch */
export const orderAt = (ms: number): number => Math.max(0, Math.floor((ms - EPOCH) / TICK_MS));

/**
 * The next order of a channel. It is the order of the present time, or one more than the last order
 * if several values are set within one tick.
 *
 * @param last the greatest order of this channel so far
 * @param now ms since the epoch
 */
export const nextOrder = (last: number, now: number): number => Math.max(last + 1, orderAt(now));

/** @param slot 0 to 63 @param order 0 to 2^36 - 1 */
export function stickyId(slot: number, order: number): string {
  let digits = '';
  for (let left = order; digits.length < ORDER_DIGITS; left = Math.floor(left / DIGITS.length)) {
    digits = `${DIGITS[left % DIGITS.length]}${digits}`;
  }
  return `${STICKY_MARK}${DIGITS[slot]}${digits}`;
}

/** The order that an id contains. @param id a sticky id */
export const orderOf = (id: string): number =>
  [...id.slice(2)].reduce((order, digit) => order * DIGITS.length + DIGITS.indexOf(digit), 0);

export const isStickyId = (id: string): boolean => STICKY_ID.test(id);

/** The part of a sticky id that names the key: the mark and the slot. */
export const slotOf = (id: string): string => id.slice(0, 2);
