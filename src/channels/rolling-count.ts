import { isoTime } from '../platform/clock.ts';

/** Changes that were made in a short time. They are counted as if all were made at `to`. ISO 8601. */
export interface CountedChanges {
  from: string;
  to: string;
  count: number;
}

/**
 * How many changes were made in a rolling window of time. A change is added before it is made, so that an
 * interrupted run can only count too much.
 *
 *     |<----------------- window ----------------->|
 *     from to      from to            from to     now
 *       12           3                   40
 */
export interface RollingCount {
  /** Oldest first. */
  entries: readonly CountedChanges[];
  /** By id, the changes of which it is not known that they were made; each with the `from` of its entry. */
  open: Readonly<Record<string, string>>;
}

export const NO_CHANGES: RollingCount = { entries: [], open: {} };

/** An entry covers at most this part of the window, so that changes do not count much longer than it. */
const ENTRIES_PER_WINDOW = 96;
/** With fewer entries than this, a count of the channels begins a new entry. An item of so many takes 15 KB. */
const MAX_SPLIT_ENTRIES = 200;
/**
 * How long after it was added a change may be made, ms. Requests to IVS start within seconds and time out
 * after 5 s; two clocks may differ by seconds.
 */
const LATEST_CHANGE_MS = 60_000;

/** Removes the changes that have left the window. @param now ms since the epoch */
export function withoutExpired(
  { entries, open }: RollingCount,
  now: number,
  windowMs: number,
): RollingCount {
  const expired = isoTime(now - windowMs - LATEST_CHANGE_MS);
  const left = entries.filter(({ to }) => to > expired);
  const known = new Set(left.map(({ from }) => from));
  return { entries: left, open: pick(open, (_, from) => known.has(from)) };
}

/**
 * Adds a change that is about to be made. If it was added before and its outcome is not known, it is moved
 * to the present, and counts once.
 *
 * @param id of the change
 * @param now ms since the epoch
 * @param countedAt when the channels were counted last, ISO 8601: changes before and after that are kept
 *   apart, so that `madeUntil` tells those before exactly
 */
export function withChange(
  count: RollingCount,
  id: string,
  now: number,
  { windowMs, countedAt = '' }: { windowMs: number; countedAt?: string | undefined },
): RollingCount {
  const { entries, open } = withoutChange(count, id);
  const newest = entries.at(-1);
  const isRecent = newest && newest.from > isoTime(now - windowMs / ENTRIES_PER_WINDOW);
  const isCounted = newest && newest.to <= countedAt && newest.to < isoTime(now);
  const isJoined = isRecent && !(isCounted && entries.length < MAX_SPLIT_ENTRIES);
  const at = isoTime(now);
  const entry = isJoined
    ? { from: newest.from, to: newest.to > at ? newest.to : at, count: newest.count + 1 }
    : { from: at, to: at, count: 1 };
  const older = isJoined ? entries.slice(0, -1) : entries;
  return { entries: [...older, entry], open: { ...open, [id]: entry.from } };
}

/** Takes a change away that was certainly not made. No effect if its outcome is known already. */
export function withoutChange({ entries, open }: RollingCount, id: string): RollingCount {
  const from = open[id];
  if (from === undefined) return { entries, open };
  const changed = entries.map((entry) =>
    entry.from === from ? { ...entry, count: entry.count - 1 } : entry,
  );
  return {
    entries: changed.filter(({ count }) => count > 0),
    open: pick(open, (other) => other !== id),
  };
}

/** The change was made, so it counts until it leaves the window. */
export function withMadeChange({ entries, open }: RollingCount, id: string): RollingCount {
  return { entries, open: pick(open, (other) => other !== id) };
}

/** All changes in the window. */
export function totalOf({ entries }: RollingCount): number {
  return entries.reduce((sum, { count }) => sum + count, 0);
}

/** How many changes were certainly made at `time` (ISO 8601) or earlier. */
export function madeUntil({ entries, open }: RollingCount, time: string): number {
  const older = entries.filter(({ to }) => to <= time);
  const froms = new Set(older.map(({ from }) => from));
  const unknown = Object.values(open).filter((from) => froms.has(from)).length;
  return totalOf({ entries: older, open }) - unknown;
}

function pick(
  open: Readonly<Record<string, string>>,
  isWanted: (id: string, from: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(Object.entries(open).filter(([id, from]) => isWanted(id, from)));
}
