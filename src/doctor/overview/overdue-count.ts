import type { ChannelStore } from '../../channels/store.ts';
import { isoTime } from '../../platform/clock.ts';
import { overdueKeys } from '../gather/table.ts';

/** A count is used for so long, ms. Keys become overdue over days, and each is a read. */
const KEPT_MS = 60_000;
/** The channel of an overdue key is in use, and is checked again within five minutes. So it is due within this time, ms. */
const DUE_WITHIN_MS = 600_000;

/** Counts overdue keys, at most once a minute. @returns a function of the time, ms since the epoch */
export function overdueCount(
  channels: Pick<ChannelStore, 'get' | 'listDue'>,
): (now: number) => Promise<number> {
  let last = { at: Number.NEGATIVE_INFINITY, keys: 0 };
  return async (now) => {
    if (now >= last.at + KEPT_MS) {
      const found = await overdueKeys(channels, isoTime(now + DUE_WITHIN_MS));
      last = { at: now, keys: found.length };
    }
    return last.keys;
  };
}
