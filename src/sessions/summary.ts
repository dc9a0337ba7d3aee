import { END_KINDS, FACT_KINDS, type Fact, type FactKind, type Facts, replaces } from './facts.ts';
import type { SessionId } from './session-id.ts';

/**
 * The phases of a session. The index `byPhase` finds sessions by them:
 *
 *     LIVE               no end is known
 *     ENDED              an end is known; the session is not finalized
 *     ENDED#2026-11-21   finalized, with the day of the end
 */
export const LIVE = 'LIVE';
export const ENDED = 'ENDED';
export const endedOn = (day: string): Phase => `${ENDED}#${day}`;
export type Phase = typeof LIVE | typeof ENDED | `${typeof ENDED}#${string}`;

/** Written when a session is finalized: IVS has nothing to add to it. */
export interface FinalizedMark {
  phase: Phase;
}

/**
 * What the table holds of a session. The facts decide every other member except `finalized`, so any
 * order and duplication of the same events leads to the identical item.
 *
 * An item cannot reach DynamoDB's limit of 400 KB, however many events a session has. It holds at
 * most one fact of each of seven kinds, no list and no counter. Texts are cut to 256 characters
 * (detail-members.ts), ids to 256 and ARNs to 128 (`acceptEvent`). With the longest values an item
 * has 25 KB; with IVS's usual values less than 1 KB. What a session has many of are separate items.
 */
export interface SessionSummary extends SessionId, Facts {
  phase: Phase;
  /**
   * When the session began, as far as known: the time of the first present fact in the order of
   * FACT_KINDS.
   */
  sessionAt: string;
  /**
   * DynamoDB's TTL, seconds since the epoch. Absent while no end is known: a live session does not
   * expire.
   */
  expiresAt?: number;
  finalized?: FinalizedMark;
}

/** A session as an index lists it. */
export interface ListedSession extends SessionId {
  sessionAt: string;
}

/**
 * Adds a fact to a summary.
 *
 * @param before undefined for a session that is not known yet
 * @returns the new summary; undefined if the fact does not replace the one that the summary holds
 */
export function withFact(
  before: SessionSummary | undefined,
  id: SessionId,
  kind: FactKind,
  fact: Fact,
): SessionSummary | undefined {
  return replaces(kind, fact, before?.[kind]) ? setFact(before, id, kind, fact) : undefined;
}

/** As `withFact`, for a fact that the table has already accepted. */
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

/** Whether any end of the session is known. */
export function hasEnded(facts: Facts): boolean {
  return END_KINDS.some((kind) => facts[kind]);
}

/**
 * The time of the first known end in the order of END_KINDS, ISO 8601; undefined if none is known.
 */
export function endTime(facts: Facts): string | undefined {
  return END_KINDS.map((kind) => facts[kind]?.at).find((at) => at !== undefined);
}

/**
 * The latest plausible time of the session's facts, ISO 8601; `sessionAt` if no time is plausible.
 */
export function lastFactTime(summary: SessionSummary): string {
  const facts = FACT_KINDS.flatMap((kind) => summary[kind] ?? []);
  const times = facts.filter(({ odd }) => !odd).map(({ at }) => at);
  return times.length > 0 ? times.reduce((a, b) => (b > a ? b : a)) : summary.sessionAt;
}
