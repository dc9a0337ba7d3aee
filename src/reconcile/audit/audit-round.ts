import { isoTime } from '../../platform/clock.ts';

const DAY_MS = 86_400_000;
/** IVS keeps stream sessions for so long. */
const REMEMBERED_MS = 60 * DAY_MS;
/** Turns look back over each other by so much: clocks, and sessions that began before one and were lost in it. */
const OVERLAP_MS = 3_600_000;

/**
 * Where in its turn an audit is: on a page of the channels that IVS lists, or else of those that are gone and
 * had sessions that ended on that day.
 */
export type AuditCursor = {
  /** The page's channels that were asked already. Their number would not do: some may be deleted by the next pass. */
  asked: string[];
} & ({ stage: 'listed'; token?: string } | { stage: 'gone'; day: string; after?: string });

/** What is remembered between passes. Times are ISO 8601. */
export interface AuditRound {
  /** When the turn began. */
  startedAt: string;
  /** Sessions that began earlier are not looked for. */
  since: string;
  /** A channel could not be asked: the next turn looks back as far as this one. */
  failed?: true;
  /** Absent once the turn is over. */
  cursor?: AuditCursor;
}

export const FIRST_CURSOR: AuditCursor = { stage: 'listed', asked: [] };

/**
 * From when on IVS remembers sessions and the table would still have them: what it has kept to the end and
 * forgotten is not to be found again. ISO 8601.
 */
export const earliestAuditedTime = (now: number, retentionDays: number): string =>
  isoTime(now - Math.min(REMEMBERED_MS, retentionDays * DAY_MS));

export interface AuditRoundSettings {
  /** How often every channel is asked, ms; 0: never. */
  auditIntervalMs: number;
  retentionDays: number;
}

/**
 * The turn to go on with or to begin. A scheduled one looks back to where the last one began, or as far as
 * that did if one of its channels failed; one that was asked for, over all that IVS remembers and the table would keep.
 *
 * @param last as it was left
 * @returns undefined if nothing is due
 */
export function currentRound(
  now: number,
  last: AuditRound | undefined,
  asked: boolean,
  { auditIntervalMs, retentionDays }: AuditRoundSettings,
): AuditRound | undefined {
  const furthest = earliestAuditedTime(now, retentionDays);
  const began = isoTime(now);
  if (asked) {
    const goesOn =
      last?.cursor !== undefined && last.since <= isoTime(Date.parse(furthest) + DAY_MS);
    return goesOn ? last : { startedAt: began, since: furthest, cursor: FIRST_CURSOR };
  }
  if (last?.cursor) return last;
  if (auditIntervalMs === 0) return undefined;
  if (last && now - Date.parse(last.startedAt) < auditIntervalMs) return undefined;
  const lastBegan = isoTime(
    (last ? Date.parse(last.startedAt) : now - auditIntervalMs) - OVERLAP_MS,
  );
  const from = last?.failed ? last.since : lastBegan;
  return { startedAt: began, since: from > furthest ? from : furthest, cursor: FIRST_CURSOR };
}

/** The day after, `2026-11-21`. */
export const nextDay = (day: string): string => dayOf(isoTime(Date.parse(day) + DAY_MS));

export const dayOf = (time: string): string => time.slice(0, '2026-11-21'.length);
