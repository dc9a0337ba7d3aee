import { numberOf, textOf } from '../detail-members.ts';
import {
  LIST_LIMITS,
  type LimitBreach,
  type SessionHealth,
  type Takeover,
} from '../details/health.ts';
import { type Facts, meaningOf } from '../facts.ts';
import { plausibleEnd } from '../span.ts';
import { duplicateFilter } from './duplicate-filter.ts';
import { compareEvents, type SessionEvent } from './event.ts';
import { recordingsFold } from './recordings.ts';
import { starvationFold } from './starvation.ts';

/** How a stream went, from its events in time order, in memory that does not grow with their number. */
export interface HealthFold {
  add(event: SessionEvent): void;
  /** To be called once, after the last event. */
  result(): SessionHealth;
}

/**
 * How a stream went, from its events in any order, doubled or not: the result is the same.
 *
 * @param facts of the session's summary: when it ended, and which filled-in events came after all
 */
export function foldHealth(events: Iterable<SessionEvent>, facts: Facts): SessionHealth {
  const fold = healthFold(facts);
  const ordered = [...events].sort((a, b) => compareEvents(a, b) || realFirst(a, b));
  for (const event of ordered) fold.add(event);
  return fold.result();
}

const realFirst = (a: SessionEvent, b: SessionEvent): number =>
  Number(a.repaired ?? false) - Number(b.repaired ?? false);

/** @param facts of the session's summary */
export function healthFold(facts: Facts): HealthFold {
  const sieve = duplicateFilter(facts);
  const starvation = starvationFold(plausibleEnd(facts));
  const recordings = recordingsFold();
  const [takeovers, breaches]: [Takeover[], LimitBreach[]] = [[], []];
  const counts = { takeovers: 0, breaches: 0 };
  let [events, unknownEvents] = [0, 0];

  const FOLDS: Record<SessionEvent['detailType'], (event: SessionEvent) => void> = {
    'IVS Stream State Change': (event) => {
      const takeover = takeoverOf(event);
      if (!takeover) return;
      counts.takeovers += 1;
      if (takeovers.length < LIST_LIMITS.takeovers) takeovers.push(takeover);
    },
    'IVS Stream Health Change': ({ name, time, odd }) => {
      // A time that can't be right would make a spell of years.
      if (!odd) starvation.add(name === 'Starvation Start' ? 'start' : 'end', time);
    },
    'IVS Limit Breach': (event) => {
      counts.breaches += 1;
      if (breaches.length < LIST_LIMITS.breaches) breaches.push(breachOf(event));
    },
    'IVS Recording State Change': (event) => recordings.add(event),
  };

  const fold = (event: SessionEvent) => {
    events += 1;
    if (meaningOf(event.detailType, event.name) === undefined) unknownEvents += 1;
    else FOLDS[event.detailType](event);
  };

  return {
    add(event) {
      for (const certain of sieve.add(event)) fold(certain);
    },
    result() {
      for (const certain of sieve.flush()) fold(certain);
      const { recordings: listed, count } = recordings.result();
      return {
        ...{ starvation: starvation.result(), takeovers, breaches, recordings: listed },
        counts: { ...counts, recordings: count },
        ...{ unknownEvents, events },
      };
    },
  };
}

const OUTCOMES: Record<string, Takeover['outcome']> = {
  'Stream Takeover': 'taken-over',
  'Stream Takeover Failure': 'refused',
};

function takeoverOf({ name, time, detail }: SessionEvent): Takeover | undefined {
  const outcome = OUTCOMES[name];
  return outcome && { at: time, outcome, ...textOf('code', detail.code) };
}

/** A limit that was breached. */
export function breachOf({ name, time, detail }: SessionEvent): LimitBreach {
  return {
    at: time,
    limit: name,
    ...numberOf('value', detail.limit_value),
    ...textOf('unit', detail.limit_unit),
    ...numberOf('exceededBy', detail.exceeded_by),
  };
}
