import type { DeleteReason } from '../channels/audit-reason.ts';
import { latestSessions } from '../channels/latest-sessions.ts';
import type { PassDeps } from '../channels/pass.ts';
import type { Tags } from '../channels/policy.ts';
import type { ChannelRecord } from '../channels/record.ts';
import type { Channel } from '../ivs/api.ts';
import type { Bus } from '../platform/bus.ts';
import { channelDeletion } from './events.ts';

interface ChannelToDelete {
  channel: Channel;
  record: ChannelRecord;
  tags: Tags;
  reason: DeleteReason;
  /** The end for which the channel is deleted (`endOf`). */
  end: string;
}

/**
 * Publishes the event `Channel Deletion`. The caller deletes the channel only if this succeeds.
 *
 * @throws BusError, or what the bus throws
 */
export async function publishDeletionNotice(
  { channel, record, tags, reason, end }: ChannelToDelete,
  { bus, clock, sessions }: Pick<PassDeps, 'clock' | 'sessions'> & { bus: Bus },
): Promise<void> {
  const { channelArn } = record;
  const latest = await latestSessions(sessions, record);
  const notice = { channelArn, channelName: channel.name ?? '', tags, reason, end };
  await bus.publish([channelDeletion({ ...notice, sessions: latest }, clock.now())]);
}
