import type { SessionStore } from '../sessions/store.ts';
import type { SessionSummary } from '../sessions/summary.ts';
import type { ChannelRecord } from './record.ts';

export type SessionReader = Pick<SessionStore, 'get' | 'list'>;

/** How many of the newest sessions are read in addition to those that the record names. */
const NEWEST = 3;

/**
 * Reads the sessions from which a channel's stream status follows: the newest ones in the index, and
 * those that the record names. The summaries are read consistently.
 */
export async function latestSessions(
  sessions: SessionReader,
  record: ChannelRecord,
): Promise<SessionSummary[]> {
  const { channelArn, lastStart, lastEnd, confirmedEnd } = record;
  const { sessions: listed } = await sessions.list({ channelArn }, NEWEST);
  const named = [...listed, lastStart, lastEnd, confirmedEnd];
  const ids = new Set(named.flatMap((each) => (each ? [each.streamId] : [])));
  return sessions.get([...ids].map((streamId) => ({ channelArn, streamId })));
}
