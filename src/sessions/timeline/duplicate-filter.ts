import { type Facts, meaningOf } from '../facts.ts';
import { compareEvents, type SessionEvent } from './event.ts';

/**
 * Two events of one name at most this far apart, one of them filled in, tell of the same thing:
 * EventBridge's times are whole seconds, those that GetStreamSession gives may be finer.
 */
export const SAME_MOMENT_MS = 2_000;

/** Passes events on, in their order, as soon as it is certain which ones count. */
export interface DuplicateFilter {
  /** The next event. @returns those that are certain now */
  add(event: SessionEvent): SessionEvent[];
  /** No more will come. @returns the rest */
  flush(): SessionEvent[];
}

/**
 * Leaves out doubles, and filled-in events whose real one came after all: one of the same name at
 * about the same moment, or, of what happens once in a session, at any time. Takes events in the order
 * of `compareEvents` and holds back those of the last two seconds, so that it needs no more memory for
 * a long session than for a short one.
 *
 * @param facts of the session's summary
 */
export function duplicateFilter(facts: Facts): DuplicateFilter {
  const held: SessionEvent[] = [];
  /** When the latest real event of a name was, of those that were passed on. */
  const latest = new Map<string, number>();

  const isTwin = (event: SessionEvent): boolean => {
    if (!event.repaired) return false;
    if (isKnownOtherwise(event, facts)) return true;
    const [name, at] = [nameOf(event), Date.parse(event.time)];
    return (
      at - (latest.get(name) ?? Number.NEGATIVE_INFINITY) <= SAME_MOMENT_MS ||
      held.some(
        (other) =>
          !other.repaired &&
          nameOf(other) === name &&
          Date.parse(other.time) - at <= SAME_MOMENT_MS,
      )
    );
  };

  const passBefore = (until: number): SessionEvent[] => {
    const passed: SessionEvent[] = [];
    for (let next = held[0]; next && Date.parse(next.time) < until; next = held[0]) {
      held.shift();
      if (!isTwin(next)) passed.push(next);
      if (!next.repaired) latest.set(nameOf(next), Date.parse(next.time));
    }
    return passed;
  };

  return {
    add(event) {
      const before = held.at(-1);
      if (before && compareEvents(before, event) === 0) return [];
      held.push(event);
      return passBefore(Date.parse(event.time) - SAME_MOMENT_MS);
    },
    flush: () => passBefore(Number.POSITIVE_INFINITY),
  };
}

const nameOf = ({ detailType, name }: SessionEvent): string => `${detailType}: ${name}`;

/** Whether the summary remembers a real event of what this one filled in. */
function isKnownOtherwise({ detailType, name }: SessionEvent, facts: Facts): boolean {
  const kind = meaningOf(detailType, name);
  if (kind === undefined || kind === 'none' || kind === 'seen') return false;
  const fact = facts[kind];
  return fact !== undefined && !fact.repaired;
}
