import type { StreamSessionSummary } from '../../ivs/api.ts';
import { isoTime } from '../../platform/clock.ts';
import { earliestAuditedTime } from './audit-round.ts';
import type { AuditContext } from './channel-pages.ts';

/** Events are delayed. A session that began less than this long ago is left to the next round. */
const EVENT_DELAY_MS = 60_000;

/**
 * The sessions of a channel that IVS knows and the table does not, newest first.
 *
 * @param since only sessions that began at this time or later, ISO 8601
 * @returns stream ids
 */
export async function* unknownSessions(
  channelArn: string,
  since: string,
  { ivs, store, clock, retentionDays }: AuditContext,
): AsyncGenerator<string> {
  // The round may have started days ago, so the limit of the retention is computed again.
  const earliest = earliestAuditedTime(clock.now(), retentionDays);
  const from = since > earliest ? since : earliest;
  const latest = isoTime(clock.now() - EVENT_DELAY_MS);
  for (let token: string | undefined; ; ) {
    const { items, nextToken } = await ivs.listStreamSessions(channelArn, token);
    const recent = items.filter((session) => beganAt(session) >= from);
    const toCompare = recent.filter((session) => beganAt(session) <= latest);
    const ids = toCompare.flatMap(({ streamId }) => (streamId ? [{ channelArn, streamId }] : []));
    const known = new Set((await store.get(ids)).map(({ streamId }) => streamId));
    for (const { streamId } of ids) if (!known.has(streamId)) yield streamId;
    if (nextToken === undefined || recent.length < items.length) return;
    token = nextToken;
  }
}

/**
 * When a session began, ISO 8601. A session that never went live has no start, so its end is used.
 * A session with neither is beginning now: `~` sorts after every time.
 */
const beganAt = ({ startTime, endTime }: StreamSessionSummary): string =>
  (startTime ?? endTime)?.toISOString() ?? '~';
