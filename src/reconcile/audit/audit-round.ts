import { isoTime } from '../../platform/clock.ts';

const DAY_MS = 86_400_000;
/** IVS keeps stream sessions for this long. */
const IVS_RETENTION_MS = 60 * DAY_MS;
/**
 * A round looks back to this long before the start of the previous round: clocks differ, and a
 * session may have begun shortly before a round that did not find it.
 */
const OVERLAP_MS = 3_600_000;

/**
 * The position of a round: on a page of the channels that IVS lists, or in a page of deleted
 * channels that had sessions which ended on `day`.
 */
export type AuditCursor = {
  /**
   * The channels of the page that were compared already. A number would not be sufficient: some
   * channels may be deleted before the next pass.
   */
  asked: string[];
} & ({ stage: 'listed'; token?: string } | { stage: 'gone'; day: string; after?: string });

/**
 * An audit of all channels, which takes several passes, as saved between them. Times are ISO 8601.
 */
export interface AuditRound {
  startedAt: string;
  /** Sessions that began earlier are not compared. */
  since: string;
  /** A channel could not be compared: the next round looks back as far as this one. */
  failed?: true;
  /** Absent when the round is complete. */
  cursor?: AuditCursor;
}

export const FIRST_AUDIT_CURSOR: AuditCursor = { stage: 'listed', asked: [] };

/**
 * The earliest time for which sessions are compared, ISO 8601: IVS still knows sessions of that
 * time, and the table still stores them. So a session that has expired in the table is not added
 * again.
 */
export const earliestAuditedTime = (now: number, retentionDays: number): string =>
  isoTime(now - Math.min(IVS_RETENTION_MS, retentionDays * DAY_MS));

export interface AuditRoundSettings {
  /** How often all channels are compared, ms; 0: never by schedule. */
  auditIntervalMs: number;
  retentionDays: number;
}

/**
 * The round to continue or to start.
 *
 * @param now ms since the epoch
 * @param last the last round as it was saved
 * @param requested whether the invocation requests an audit. Such a round looks back as far as
 *   possible. A scheduled round looks back to the start of the last one, or as far as that one if
 *   it failed for a channel.
 * @returns undefined if no round is due
 */
export function currentRound(
  now: number,
  last: AuditRound | undefined,
  requested: boolean,
  settings: AuditRoundSettings,
): AuditRound | undefined {
  if (requested) return requestedRound(now, last, settings);
  return last?.cursor ? last : scheduledRound(now, last, settings);
}

/** Continues the last round if it looks back as far as a new one would, give or take a day. */
function requestedRound(
  now: number,
  last: AuditRound | undefined,
  { retentionDays }: AuditRoundSettings,
): AuditRound {
  const earliest = earliestAuditedTime(now, retentionDays);
  const continues =
    last?.cursor !== undefined && last.since <= isoTime(Date.parse(earliest) + DAY_MS);
  return continues
    ? last
    : { startedAt: isoTime(now), since: earliest, cursor: FIRST_AUDIT_CURSOR };
}

function scheduledRound(
  now: number,
  last: AuditRound | undefined,
  { auditIntervalMs, retentionDays }: AuditRoundSettings,
): AuditRound | undefined {
  if (auditIntervalMs === 0) return undefined;
  const lastStart = last ? Date.parse(last.startedAt) : now - auditIntervalMs;
  if (now - lastStart < auditIntervalMs) return undefined;
  const earliest = earliestAuditedTime(now, retentionDays);
  const from = last?.failed ? last.since : isoTime(lastStart - OVERLAP_MS);
  return {
    startedAt: isoTime(now),
    since: from > earliest ? from : earliest,
    cursor: FIRST_AUDIT_CURSOR,
  };
}

/** @param day for example `2026-11-21` */
export const nextDay = (day: string): string => dayOf(isoTime(Date.parse(day) + DAY_MS));

/** @param time ISO 8601 */
export const dayOf = (time: string): string => time.slice(0, '2026-11-21'.length);
