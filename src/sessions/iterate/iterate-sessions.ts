import type { TimeRange } from '../request.ts';
import { spanOf } from '../span.ts';
import type { SessionIndexQuery, SessionStore } from '../store.ts';
import { ENDED, endedOn, LIVE, type ListedSession, type SessionSummary } from '../summary.ts';
import { comparePositions, indexSource, merged, wholeSource } from './merge-sources.ts';

const DAY_MS = 86_400_000;
/** An end that becomes known late moves a session's end, but not its phase: never by more than this. */
const EARLIER_DAYS = 1;
/** No stream that began before a time goes on for longer than this after it. */
const LATER_DAYS = 60;
/** Sessions in a step: each takes at most some 60 KB in an answer of 6 MB. */
const STEP = 50;

/** Which sessions: those that overlap the range, of all channels or of one. */
export interface SessionSelection {
  channelArn?: string;
  range?: TimeRange;
}

/** A session that a walk has come to. */
export interface VisitedSession {
  /** Where to go on after it. */
  position: ListedSession;
  /** As it is now; absent for one that was not asked for, or is not there any more. */
  summary?: SessionSummary;
}

/**
 * Sessions as they are now, each once, in the order of `sessionAt`, oldest first, up to fifty at a time.
 *
 * While it goes on, sessions end and move through the phases of the index, LIVE to ENDED to ENDED#day. So
 * it does not go phase by phase, but through all of them at once: where a session stands in this order
 * does not depend on its phase, and so none is passed twice or left out, also when a later walk goes on from
 * a place of this one. What has not ended for good is listed before the days are, so that one that moves in
 * between is in both, and counted once. The guarantee ends where the order itself changes: a session of
 * which it becomes known, during the walk, that it began earlier or later than was known, just where
 * the walk is; and where the index lags behind, which it does for less than a second.
 *
 * @param after where an earlier walk stopped
 * @param now ms since the epoch
 */
export async function* iterateSessions(
  store: Pick<SessionStore, 'list' | 'get'>,
  { channelArn, range }: SessionSelection,
  after: ListedSession | undefined,
  now: number,
): AsyncGenerator<VisitedSession[]> {
  const options = { ...(after && { from: after.sessionAt }), ...(range && { to: range.to }) };
  const sources =
    channelArn === undefined
      ? [
          await wholeSource(store, { phase: LIVE }, options),
          await wholeSource(store, { phase: ENDED }, options),
          ...endDays(range, now).map((query) => indexSource(store, query, options)),
        ]
      : [indexSource(store, { channelArn }, options)];
  const passed = new Set<string>();
  const step = (places: ListedSession[]) => look(store, places, range, passed);
  let places: ListedSession[] = [];
  for await (const group of merged(sources)) {
    places.push(...group.filter((place) => !after || comparePositions(after, place) < 0));
    for (; places.length >= STEP; places = places.slice(STEP))
      yield await step(places.slice(0, STEP));
  }
  if (places.length > 0) yield await step(places);
}

/** The days on which a session that overlaps the range may have ended. */
function endDays(range: TimeRange | undefined, now: number): SessionIndexQuery[] {
  if (!range) return [];
  const first = Date.parse(range.from) - EARLIER_DAYS * DAY_MS;
  const last = Math.min(now + DAY_MS, Date.parse(range.to) + LATER_DAYS * DAY_MS);
  const days: SessionIndexQuery[] = [];
  for (let day = first; day < last + DAY_MS; day += DAY_MS)
    days.push({ phase: endedOn(new Date(day).toISOString().slice(0, '2026-11-21'.length)) });
  return days;
}

/** The sessions at these places, as they are now. @param passed those that the walk has been at; added to */
async function look(
  store: Pick<SessionStore, 'get'>,
  places: ListedSession[],
  range: TimeRange | undefined,
  passed: Set<string>,
): Promise<VisitedSession[]> {
  const summaries = new Map((await store.get(places)).map((one) => [keyOf(one), one]));
  return places.map((place) => {
    const summary = summaries.get(keyOf(place));
    // The index lags behind: the walk has been where it really is, or will be.
    if (!summary || passed.has(keyOf(place)) || summary.sessionAt > place.sessionAt)
      return { position: place };
    passed.add(keyOf(place));
    return { position: place, ...(overlaps(summary, range) && { summary }) };
  });
}

function overlaps(summary: SessionSummary, range: TimeRange | undefined): boolean {
  if (!range) return true;
  const { from, to } = spanOf(summary);
  return from < range.to && (to === undefined || to > range.from || from >= range.from);
}

const keyOf = ({ channelArn, streamId }: Omit<ListedSession, 'sessionAt'>): string =>
  `${channelArn} ${streamId}`;
