import type { ChannelRecord, ChannelRecordChanges, PendingRotation } from '../channels/record.ts';
import type { ChannelStore } from '../channels/store.ts';
import { type Clock, isoTime } from '../platform/clock.ts';
import type { CreateKey, RotateKey } from './decision.ts';
import type { KeySnapshot } from './key-snapshot.ts';

/**
 * Writes to the record which key is about to be deleted, and reads the record again. A later run completes
 * the rotation from that entry if this run is interrupted.
 *
 * @returns the record as it is now; undefined if a stream has started or ended meanwhile, or another run
 *   has continued with this channel
 */
export async function writePendingRotation(
  { keyArn, end, facts, reason }: RotateKey,
  { record, keys }: KeySnapshot,
  { channels, clock }: { channels: ChannelStore; clock: Clock },
): Promise<ChannelRecord | undefined> {
  const tags = keys.find(({ arn }) => arn === keyArn)?.tags ?? {};
  const at = isoTime(clock.now());
  const pendingRotation = { keyArn, tags, at, reason, ...(end && { end }) };
  return write(record, { ...facts, pendingRotation }, channels);
}

/**
 * Writes to the record that the channel is about to get a key, because it has none, and reads the record again. If
 * this run is interrupted after it has created the key, a later one hands the key over. A rotation that an earlier
 * run has begun stays, with the present time: a key that is found later cannot be older, whenever it began.
 *
 * @returns as `writePendingRotation`
 */
export async function writePendingCreation(
  record: ChannelRecord,
  reason: CreateKey['reason'],
  { channels, clock }: { channels: ChannelStore; clock: Clock },
): Promise<ChannelRecord | undefined> {
  const begun = record.pendingRotation ?? { tags: {}, reason };
  const pendingRotation = { ...begun, at: isoTime(clock.now()) };
  return write(record, { pendingRotation }, channels);
}

async function write(
  record: ChannelRecord,
  changes: ChannelRecordChanges & { pendingRotation: PendingRotation },
  channels: ChannelStore,
): Promise<ChannelRecord | undefined> {
  const written = await channels.update(record, changes, 'rotation');
  if (!written) return undefined;
  const [fresh] = await channels.get([record.channelArn]);
  return fresh?.pendingRotation?.at === changes.pendingRotation.at ? fresh : undefined;
}
