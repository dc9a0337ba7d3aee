import { createHash } from 'node:crypto';
import type { CursorStore } from '../../platform/cursor.ts';
import type { SessionQuery } from '../request.ts';
import type { ListedSession } from '../summary.ts';
import { type Sums, ZERO_SUMS } from './sums.ts';

/** For how long a count can be continued, ms. */
const MAX_AGE_MS = 24 * 3_600_000;

export type SessionTotalsQuery = Extract<SessionQuery, { kind: 'totals' }>;

/**
 * The sums over the sessions up to a position. They are in the table and not in the page token, since
 * anybody can forge a token. A name has the query and the position in it, so a forged position finds
 * nothing, or the sums that a caller with the same query got at this position.
 */
export function sumsProgress(cursors: Pick<CursorStore, 'load' | 'save'>) {
  return {
    async load(
      query: SessionTotalsQuery,
      after: ListedSession,
      now: number,
    ): Promise<Sums | undefined> {
      const saved = await cursors.load(nameOf(query, after), now, MAX_AGE_MS);
      // Only `save` writes such cursors, so the sums are not checked.
      // Older code has not counted all of them.
      return saved === undefined ? undefined : { ...ZERO_SUMS, ...(JSON.parse(saved) as Sums) };
    },
    save: (query: SessionTotalsQuery, after: ListedSession, sums: Sums, now: number) =>
      cursors.save(nameOf(query, after), JSON.stringify(sums), now, MAX_AGE_MS),
  };
}

/** resources/roles.yml allows cursors with this prefix only. */
const PREFIX = 'totals#';

function nameOf(query: SessionTotalsQuery, { sessionAt, channelArn, streamId }: ListedSession) {
  const { channelArn: of, range } = query;
  const key = JSON.stringify([of, range?.from, range?.to, sessionAt, channelArn, streamId]);
  return PREFIX + createHash('sha256').update(key).digest('base64url');
}
