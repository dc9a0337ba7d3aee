import { END_KINDS, FACT_KINDS, type Fact, type FactKind, type Facts } from './facts.ts';
import { hasEnded, type SessionSummary } from './summary.ts';

/** A period of time, ISO 8601. Without `to` it has not ended. */
export interface TimeSpan {
  from: string;
  to?: string;
}

/** A fact; undefined if its time is implausible. */
function plausibleFact(facts: Facts, kind: FactKind): Fact | undefined {
  const fact = facts[kind];
  return fact?.odd ? undefined : fact;
}

/**
 * The time of the first plausible end in the order of END_KINDS, ISO 8601; undefined if there is
 * none.
 */
export function plausibleEnd(facts: Facts): string | undefined {
  return END_KINDS.map((kind) => plausibleFact(facts, kind)?.at).find((at) => at !== undefined);
}

/**
 * From when to when a session lasted, by its plausible times. If the session has ended, but no
 * plausible end is known, it lasted until its latest plausible fact.
 */
export function spanOf(summary: SessionSummary): TimeSpan {
  const known = FACT_KINDS.flatMap((kind) => plausibleFact(summary, kind)?.at ?? []);
  const from = known[0] ?? summary.sessionAt;
  if (!hasEnded(summary)) return { from };
  const to = plausibleEnd(summary) ?? known.reduce((last, at) => (at > last ? at : last), from);
  return { from, to: to > from ? to : from };
}

/** From when to when viewers could watch; undefined if no plausible start is known. */
export function broadcastOf(summary: SessionSummary): TimeSpan | undefined {
  const started = plausibleFact(summary, 'started')?.at;
  if (started === undefined) return undefined;
  const { to } = spanOf(summary);
  return { from: started, ...(to !== undefined && { to: to > started ? to : started }) };
}
