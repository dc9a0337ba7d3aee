import { isStateChange, meaningOf } from '../event-meaning.ts';
import type { Facts } from '../facts.ts';
import { compareEvents, type RecordedEvent } from './event.ts';

/**
 * A repair and a delivered event of the same name are the same event if their times differ by at
 * most this much. EventBridge's times are whole seconds; those of GetStreamSession may be finer.
 */
export const SAME_EVENT_MS = 2_000;

/**
 * Removes duplicates, and repairs whose event was delivered later: an event of the same name at
 * about the same time, or at any time for a state change, which happens once in a session.
 *
 * Takes events in the order of `compareEvents` and returns them in that order. It holds back the
 * events of the last two seconds only, so it needs the same memory for a long session as for a
 * short one.
 */
export class DuplicateFilter {
  readonly #facts: Facts;
  readonly #heldBack: RecordedEvent[] = [];
  /** When the latest delivered event of a name was, among the events that were released. */
  readonly #latest = new Map<string, number>();

  /** @param facts of the session's summary */
  constructor(facts: Facts) {
    this.#facts = facts;
  }

  /** Adds the next event. @returns the events that are now known to be distinct */
  add(event: RecordedEvent): RecordedEvent[] {
    const previous = this.#heldBack.at(-1);
    if (previous && compareEvents(previous, event) === 0) return [];
    this.#heldBack.push(event);
    return this.#releaseBefore(Date.parse(event.time) - SAME_EVENT_MS);
  }

  /** To be called after the last event. @returns the remaining distinct events */
  flush(): RecordedEvent[] {
    return this.#releaseBefore(Number.POSITIVE_INFINITY);
  }

  #releaseBefore(time: number): RecordedEvent[] {
    const held = this.#heldBack;
    const released: RecordedEvent[] = [];
    for (let next = held[0]; next && Date.parse(next.time) < time; next = held[0]) {
      held.shift();
      if (!this.#wasDelivered(next)) released.push(next);
      if (!next.repaired) this.#latest.set(fullName(next), Date.parse(next.time));
    }
    return released;
  }

  /** Whether `event` is a repair and its event was delivered. */
  #wasDelivered(event: RecordedEvent): boolean {
    if (!event.repaired) return false;
    if (isDeliveredFact(event, this.#facts)) return true;
    const [name, at] = [fullName(event), Date.parse(event.time)];
    const latest = this.#latest.get(name) ?? Number.NEGATIVE_INFINITY;
    return (
      at - latest <= SAME_EVENT_MS || this.#heldBack.some((other) => isDelivery(other, name, at))
    );
  }
}

/** Whether `other`, which is not earlier than `at`, is the delivered event of a repair. */
const isDelivery = (other: RecordedEvent, name: string, at: number): boolean =>
  !other.repaired && fullName(other) === name && Date.parse(other.time) - at <= SAME_EVENT_MS;

const fullName = ({ detailType, name }: RecordedEvent): string => `${detailType}: ${name}`;

/** Whether the summary holds a delivered event of this state change. */
function isDeliveredFact(event: RecordedEvent, facts: Facts): boolean {
  const meaning = meaningOf(event);
  if (!isStateChange(meaning)) return false;
  const fact = facts[meaning];
  return fact !== undefined && !fact.repaired;
}
