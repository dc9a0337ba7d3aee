import type { Tags } from '../channels/policy.ts';
import type { ChannelRecord } from '../channels/record.ts';
import type { Channel, StreamKeySummary } from '../ivs/api.ts';

/** A channel, its record and its keys, as they were read. */
export interface KeySnapshot {
  record: ChannelRecord;
  channel: Channel;
  /** The channel's tags. */
  tags: Tags;
  keys: StreamKeySummary[];
}

export function keySnapshot(
  record: ChannelRecord,
  channel: Channel,
  keys: StreamKeySummary[],
): KeySnapshot {
  return { record, channel, tags: channel.tags ?? {}, keys };
}
