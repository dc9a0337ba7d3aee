import {
  LIST_LIMITS,
  type LimitBreach,
  type SessionHealth,
  type Takeover,
} from '../details/health.ts';
import { meaningOf } from '../event-meaning.ts';
import type { Facts } from '../facts.ts';
import { plausibleEnd } from '../span.ts';
import { DuplicateFilter } from './duplicate-filter.ts';
import { compareEvents, type RecordedEvent } from './event.ts';
import { breachOf } from './limit-breach.ts';
import { LimitedList } from './limited-list.ts';
import { RecordingsFold } from './recordings.ts';
import { StarvationFold } from './starvation.ts';
import { takeoverOf } from './takeover.ts';

/**
 * Computes the health of a session from its events. The events may be in any order and may contain
 * duplicates: the result is the same.
 *
 * @param facts of the session's summary
 */
export function foldHealth(events: Iterable<RecordedEvent>, facts: Facts): SessionHealth {
  const fold = new HealthFold(facts);
  const ordered = [...events].sort((a, b) => compareEvents(a, b) || deliveredFirst(a, b));
  for (const event of ordered) fold.add(event);
  return fold.result();
}

const deliveredFirst = (a: RecordedEvent, b: RecordedEvent): number =>
  Number(a.repaired ?? false) - Number(b.repaired ?? false);

/**
 * Computes the health of a session from its events, which are added in time order. The memory that
 * it needs does not depend on the number of events.
 */
export class HealthFold {
  readonly #filter: DuplicateFilter;
  readonly #starvation: StarvationFold;
  readonly #takeovers = new LimitedList<Takeover>(LIST_LIMITS.takeovers);
  readonly #breaches = new LimitedList<LimitBreach>(LIST_LIMITS.breaches);
  readonly #recordings = new RecordingsFold();
  #events = 0;
  #unknownEvents = 0;

  /**
   * @param facts of the session's summary. They give the end of the session, and they show which
   *   repairs were delivered later.
   */
  constructor(facts: Facts) {
    this.#filter = new DuplicateFilter(facts);
    this.#starvation = new StarvationFold(plausibleEnd(facts));
  }

  add(event: RecordedEvent): void {
    for (const distinct of this.#filter.add(event)) this.#fold(distinct);
  }

  /** To be called once, after the last event. */
  result(): SessionHealth {
    for (const distinct of this.#filter.flush()) this.#fold(distinct);
    const [takeovers, breaches] = [this.#takeovers, this.#breaches];
    const { recordings, count } = this.#recordings.result();
    return {
      starvation: this.#starvation.result(),
      takeovers: takeovers.items,
      breaches: breaches.items,
      recordings,
      counts: { takeovers: takeovers.count, breaches: breaches.count, recordings: count },
      unknownEvents: this.#unknownEvents,
      events: this.#events,
    };
  }

  #fold(event: RecordedEvent): void {
    this.#events += 1;
    if (meaningOf(event) === undefined) this.#unknownEvents += 1;
    else this.#foldKnown(event);
  }

  #foldKnown(event: RecordedEvent): void {
    switch (event.detailType) {
      case 'IVS Stream State Change':
        this.#addTakeover(event);
        break;
      case 'IVS Stream Health Change':
        this.#addStarvation(event);
        break;
      case 'IVS Limit Breach':
        this.#breaches.add(breachOf(event));
        break;
      case 'IVS Recording State Change':
        this.#recordings.add(event);
        break;
    }
  }

  #addTakeover(event: RecordedEvent): void {
    const takeover = takeoverOf(event);
    if (takeover) this.#takeovers.add(takeover);
  }

  #addStarvation({ name, time, odd }: RecordedEvent): void {
    // An implausible time could make a spell of years.
    if (!odd) this.#starvation.add(name === 'Starvation Start' ? 'start' : 'end', time);
  }
}
