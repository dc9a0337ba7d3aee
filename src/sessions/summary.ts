import { END_KINDS, FACT_KINDS, type Fact, type FactKind, type Facts, replaces } from './facts.ts';

export interface SessionId {
  channelArn: string;
  streamId: string;
}

/**
 * The phases, by which the index `byPhase` finds sessions: no end is known; an end is known, but not
 * yet compared with what IVS knows; compared, by the day of the end (`ENDED#2026-11-21`).
 */
export const LIVE = 'LIVE';
export const ENDED = 'ENDED';
export const endedOn = (day: string): Phase => `${ENDED}#${day}`;
export type Phase = typeof LIVE | typeof ENDED | `${typeof ENDED}#${string}`;

/** The mark of the reconcile: this ended session holds all that IVS knows. */
export interface FinalizedMark {
  phase: Phase;
}

/**
 * What the table holds of a session. Everything beside the facts follows from them, so any order and
 * duplication of the same events ends in the identical item.
 *
 * It can't reach DynamoDB's 400 KB, however many events a session has: it holds at most one fact of each
 * of six kinds, no list and no counter. A fact's texts are cut to 256 characters (`text` in facts.ts),
 * ids to 256 and ARNs to 128 (`acceptEvent`): 25 KB if everything were as long as can be, under 1 KB
 * as IVS sends it. What a session has many of are items of their own.
 */
export interface SessionSummary extends SessionId, Facts {
  phase: Phase;
  /** The time of the first present fact in the order of FACT_KINDS: when the session began, as far as known. */
  sessionAt: string;
  /** DynamoDB's TTL; absent while no end is known, since a live session is never forgotten. */
  expiresAt?: number;
  finalized?: FinalizedMark;
}

/** A session as an index lists it. */
export interface ListedSession extends SessionId {
  sessionAt: string;
}

/**
 * Adds a fact.
 *
 * @returns the new summary, or undefined if what is known already subsumes the fact
 */
export function withFact(
  before: SessionSummary | undefined,
  id: SessionId,
  kind: FactKind,
  fact: Fact,
): SessionSummary | undefined {
  return replaces(kind, fact, before?.[kind]) ? setFact(before, id, kind, fact) : undefined;
}

/** The same for a fact of which the table has decided already that it wins. */
export function setFact(
  before: SessionSummary | undefined,
  { channelArn, streamId }: SessionId,
  kind: FactKind,
  fact: Fact,
): SessionSummary {
  const facts: Facts & { finalized?: FinalizedMark } = { ...before, [kind]: fact };
  const expires = END_KINDS.map((end) => facts[end]?.expires).find((at) => at !== undefined);
  return {
    ...facts,
    channelArn,
    streamId,
    sessionAt:
      FACT_KINDS.map((known) => facts[known]?.at).find((at) => at !== undefined) ?? fact.at,
    phase: facts.finalized?.phase ?? (hasEnded(facts) ? ENDED : LIVE),
    ...(expires !== undefined && { expiresAt: expires }),
  };
}

export function hasEnded(facts: Facts): boolean {
  return END_KINDS.some((kind) => facts[kind]);
}

/** The time of the end that says most, ISO 8601; undefined while none is known. */
export function endTime(facts: Facts): string | undefined {
  return END_KINDS.map((kind) => facts[kind]?.at).find((at) => at !== undefined);
}

/** The time of the last thing known of a session, of those that can be right if there is one; ISO 8601. */
export function lastFactTime(summary: SessionSummary): string {
  const facts = FACT_KINDS.flatMap((kind) => summary[kind] ?? []);
  const times = facts.filter(({ odd }) => !odd).map(({ at }) => at);
  return times.length > 0 ? times.reduce((a, b) => (b > a ? b : a)) : summary.sessionAt;
}
