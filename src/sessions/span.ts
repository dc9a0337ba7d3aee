import { END_KINDS, FACT_KINDS, type Fact, type FactKind, type Facts } from './facts.ts';
import { hasEnded, type SessionSummary } from './summary.ts';

/** A stretch of time, ISO 8601. No `to`: it lasts. */
export interface TimeSpan {
  from: string;
  to?: string;
}

/** A fact, unless its time can't be right. */
function sound(facts: Facts, kind: FactKind): Fact | undefined {
  const fact = facts[kind];
  return fact?.odd ? undefined : fact;
}

/** The time of the end that says most, of those whose time can be right; undefined while none is known. */
export function plausibleEnd(facts: Facts): string | undefined {
  return END_KINDS.map((kind) => sound(facts, kind)?.at).find((at) => at !== undefined);
}

/**
 * When a session was, as far as its times can be right. Of one that has ended at a time that can't be,
 * until it was last heard of.
 */
export function spanOf(summary: SessionSummary): TimeSpan {
  const known = FACT_KINDS.flatMap((kind) => sound(summary, kind)?.at ?? []);
  const from = known[0] ?? summary.sessionAt;
  if (!hasEnded(summary)) return { from };
  const to = plausibleEnd(summary) ?? known.reduce((last, at) => (at > last ? at : last), from);
  return { from, to: to > from ? to : from };
}

/** When viewers could watch; undefined if it never started. */
export function broadcastOf(summary: SessionSummary): TimeSpan | undefined {
  const started = sound(summary, 'started')?.at;
  if (started === undefined) return undefined;
  const { to } = spanOf(summary);
  return { from: started, ...(to !== undefined && { to: to > started ? to : started }) };
}
