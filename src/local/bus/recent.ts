import { HttpError } from '../../http/respond.ts';
import type { BusEvent } from './event.ts';

/** How many events are kept. */
const MAX_EVENTS = 1_000;

/** An event on a bus, as `GET /_sim/events` answers it. */
export interface RecentEvent {
  /** When it was put there, ms since the epoch. */
  at: number;
  bus: string;
  event: BusEvent;
}

export interface RecentEventsQuery {
  bus?: string;
  /** Only events that were put after this time, ms since the epoch. */
  after: number;
}

/** The newest events of all buses, for people and tests that want to see them. */
export class RecentEvents {
  #events: RecentEvent[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Adds an event. Its time is now, or 1 ms after the previous event, so that `after` skips none. */
  add(bus: string, event: BusEvent): void {
    const at = Math.max(this.#now(), (this.#events.at(-1)?.at ?? 0) + 1);
    this.#events.push({ at, bus, event });
    if (this.#events.length >= 2 * MAX_EVENTS) this.#events = this.#events.slice(-MAX_EVENTS);
  }

  /** @returns matching events, oldest first */
  find({ bus, after }: RecentEventsQuery): RecentEvent[] {
    const newest = this.#events.slice(-MAX_EVENTS);
    return newest.filter((one) => one.at > after && (bus === undefined || one.bus === bus));
  }

  clear(): void {
    this.#events = [];
  }
}

/**
 * The query of `GET /_sim/events`.
 *
 * @param isBus whether a bus with this name exists
 * @throws HttpError 400 that names the parameter
 */
export function readRecentEventsQuery(
  params: URLSearchParams,
  isBus: (bus: string) => boolean,
): RecentEventsQuery {
  const { bus, after, ...others } = Object.fromEntries(params);
  const [other] = Object.keys(others);
  if (other !== undefined) throw new HttpError(400, `${other}: expected bus or after`);
  if (bus !== undefined && !isBus(bus)) throw new HttpError(400, `bus: there is no bus ${bus}`);
  const ms = Number(after ?? 0);
  if (after === '' || Number.isNaN(ms)) {
    throw new HttpError(400, `after: expected a time in ms, received "${after}"`);
  }
  return { ...(bus !== undefined && { bus }), after: ms };
}
