import { isoTime } from '../../platform/clock.ts';
import type { TimeRange } from '../request.ts';
import { sessionIdText, sessionLookup } from '../session-id.ts';
import { spanOf } from '../span.ts';
import type { ListOptions, SessionIndexQuery, SessionStore } from '../store.ts';
import { ENDED, endedOn, LIVE, type ListedSession, type SessionSummary } from '../summary.ts';
import {
  comparePositions,
  indexSource,
  mergeSources,
  type Order,
  wholeSource,
} from './merge-sources.ts';

const DAY_MS = 86_400_000;
/**
 * A late event may move a session's end, but not its phase. The end moves by at most this many
 * days.
 */
const EARLIER_DAYS = 1;
/** A stream that began before a time ends at most this many days after it. */
const LATER_DAYS = 60;
/** Sessions in a batch. Each needs at most about 60 KB in an answer of at most 6 MB. */
const BATCH_SIZE = 50;

/** The sessions that overlap `range`, of all channels or of one. */
export interface SessionSelection {
  channelArn?: string;
  range?: TimeRange;
  /** Leaves out sessions of which no end is known. Has no effect for one channel. */
  ended?: true;
  /** Default: oldest first. */
  order?: Order;
}

export interface VisitedSession {
  /** The position after which a later iteration continues. */
  position: ListedSession;
  /**
   * The newest state; absent if the session is not selected, was visited before or no longer
   * exists.
   */
  summary?: SessionSummary;
}

type IterationStore = Pick<SessionStore, 'list' | 'get'>;

/**
 * Reads the newest state of sessions, each once, in the order of `sessionAt`, in batches of at most 50.
 *
 * During the iteration, sessions end and move through the phases of the index: LIVE, ENDED,
 * ENDED#day. So the iteration does not read one phase after the other, but all of them together. A
 * session's position in this order does not depend on its phase, so no session is visited twice or
 * missed, even if a later iteration continues from a position of this one. The phases LIVE and
 * ENDED are listed completely before the days are read, so a session that moves in between is in
 * both, and counts once.
 *
 * Two cases are not covered: an event changes `sessionAt` of a session during the iteration, close
 * to the current position; and the delay of the index, which is less than a second.
 *
 * @param after where an earlier iteration stopped
 * @param now ms since the epoch
 */
export async function* iterateSessions(
  store: IterationStore,
  selection: SessionSelection,
  after: ListedSession | undefined,
  now: number,
): AsyncGenerator<VisitedSession[]> {
  const { order = 'oldest-first' } = selection;
  const sources = await sourcesOf(store, selection, after, now);
  const visits = new Visits(store, selection);
  let positions: ListedSession[] = [];
  for await (const group of mergeSources(sources, order)) {
    positions.push(...group.filter((one) => !after || comparePositions(after, one, order) < 0));
    for (; positions.length >= BATCH_SIZE; positions = positions.slice(BATCH_SIZE))
      yield await visits.at(positions.slice(0, BATCH_SIZE));
  }
  if (positions.length > 0) yield await visits.at(positions);
}

async function sourcesOf(
  store: IterationStore,
  selection: SessionSelection,
  after: ListedSession | undefined,
  now: number,
) {
  const { channelArn, range, ended } = selection;
  const options = listOptions(selection, after);
  if (channelArn !== undefined) return [indexSource(store, { channelArn }, options)];
  return [
    ...(ended ? [] : [await wholeSource(store, { phase: LIVE }, options)]),
    await wholeSource(store, { phase: ENDED }, options),
    ...endDays(range, now).map((query) => indexSource(store, query, options)),
  ];
}

/** The part of an index in which the sessions are that an iteration has not visited. */
function listOptions(
  { range, order }: SessionSelection,
  after: ListedSession | undefined,
): ListOptions {
  const to = range && { to: range.to };
  if (order !== 'newest-first')
    return { ...(after && { from: after.sessionAt }), ...to, oldestFirst: true };
  return after ? { to: isoTime(Date.parse(after.sessionAt) + 1) } : { ...to };
}

/** The phases of finalized sessions that may overlap the range. */
function endDays(range: TimeRange | undefined, now: number): SessionIndexQuery[] {
  if (!range) return [];
  const first = Date.parse(range.from) - EARLIER_DAYS * DAY_MS;
  const last = Math.min(now + DAY_MS, Date.parse(range.to) + LATER_DAYS * DAY_MS);
  const days: SessionIndexQuery[] = [];
  for (let day = first; day < last + DAY_MS; day += DAY_MS)
    days.push({ phase: endedOn(new Date(day).toISOString().slice(0, '2026-11-21'.length)) });
  return days;
}

/** The visits of an iteration, each session once. */
class Visits {
  readonly #store: IterationStore;
  readonly #range: TimeRange | undefined;
  readonly #isNewestFirst: boolean;
  readonly #visited = new Set<string>();

  constructor(store: IterationStore, { range, order }: SessionSelection) {
    this.#store = store;
    this.#range = range;
    this.#isNewestFirst = order === 'newest-first';
  }

  /** Reads the sessions at these positions. */
  async at(positions: ListedSession[]): Promise<VisitedSession[]> {
    const summaryOf = sessionLookup(await this.#store.get(positions));
    return positions.map((position) => {
      const [id, summary] = [sessionIdText(position), summaryOf(position)];
      // If the index is out of date, the iteration visits the session at its real position.
      if (!summary || this.#visited.has(id) || this.#isLater(summary, position))
        return { position };
      this.#visited.add(id);
      return { position, ...(overlaps(summary, this.#range) && { summary }) };
    });
  }

  #isLater({ sessionAt }: SessionSummary, position: ListedSession): boolean {
    return this.#isNewestFirst ? sessionAt < position.sessionAt : sessionAt > position.sessionAt;
  }
}

function overlaps(summary: SessionSummary, range: TimeRange | undefined): boolean {
  if (!range) return true;
  const { from, to } = spanOf(summary);
  return from < range.to && (to === undefined || to > range.from || from >= range.from);
}
