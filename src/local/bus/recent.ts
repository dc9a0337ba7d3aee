import { HttpError } from '../http.ts';
import type { BusEvent } from './event.ts';

/** How many events are remembered. */
const MOST = 1_000;

/** An event that was put on a bus. */
export interface RecentEvent {
  /** When it was put there, ms since the epoch. */
  at: number;
  bus: string;
  event: BusEvent;
}

export interface RecentEventsQuery {
  bus?: string;
  /** Only events that were put later: ms since the epoch. */
  after: number;
}

/** The newest events of all buses, for people and tests who want to see what is told. */
export class RecentEvents {
  #seen: RecentEvent[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Adds an event as put now, or 1 ms after the last, so that `after` never skips one. */
  add(bus: string, event: BusEvent): void {
    const at = Math.max(this.#now(), (this.#seen.at(-1)?.at ?? 0) + 1);
    this.#seen.push({ at, bus, event });
    if (this.#seen.length >= 2 * MOST) this.#seen = this.#seen.slice(-MOST);
  }

  /** Oldest first. */
  find({ bus, after }: RecentEventsQuery): RecentEvent[] {
    const newest = this.#seen.slice(-MOST);
    return newest.filter((one) => one.at > after && (bus === undefined || one.bus === bus));
  }

  clear(): void {
    this.#seen = [];
  }
}

/**
 * The query of `GET /_sim/events`.
 *
 * @param knows whether there is such a bus
 * @throws HttpError 400 that names the parameter
 */
export function readRecentEventsQuery(
  params: URLSearchParams,
  knows: (bus: string) => boolean,
): RecentEventsQuery {
  const { bus, after, ...others } = Object.fromEntries(params);
  const [other] = Object.keys(others);
  if (other !== undefined) throw new HttpError(400, `${other}: expected bus or after`);
  if (bus !== undefined && !knows(bus)) throw new HttpError(400, `bus: there is no bus ${bus}`);
  const ms = Number(after ?? 0);
  if (after === '' || Number.isNaN(ms)) {
    throw new HttpError(400, `after: expected a time in ms, received "${after}"`);
  }
  return { ...(bus !== undefined && { bus }), after: ms };
}
