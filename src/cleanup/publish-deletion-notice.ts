import { latestSessions } from '../channels/latest-sessions.ts';
import type { PassDeps } from '../channels/pass.ts';
import type { Channel } from '../ivs/api.ts';
import type { Bus } from '../platform/bus.ts';
import type { DeleteReason } from './decide.ts';
import { channelDeletion } from './events.ts';
import type { CleanupFacts } from './report.ts';

/** A channel that is about to be deleted, and for which end. */
interface Leaving extends Pick<CleanupFacts, 'record' | 'tags'> {
  channel: Channel;
  reason: DeleteReason;
  end: string;
}

/** Tells of a deletion, before it is made. @throws BusError, or what the bus throws: what can't be told is not done */
export async function publishDeletionNotice(
  { channel, record, tags, reason, end }: Leaving,
  { bus, clock, sessions }: Pick<PassDeps, 'clock' | 'sessions'> & { bus: Bus },
): Promise<void> {
  const { channelArn } = record;
  const known = await latestSessions(sessions, record);
  const farewell = { channelArn, channelName: channel.name ?? '', tags, reason, end };
  await bus.publish([channelDeletion({ ...farewell, sessions: known }, clock.now())]);
}
