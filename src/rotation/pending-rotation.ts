import type { ChannelRecord } from '../channels/record.ts';
import type { ChannelStore } from '../channels/store.ts';
import { type Clock, isoTime } from '../platform/clock.ts';
import type { RotateKey } from './decision.ts';
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
  const written = await channels.update(record, { ...facts, pendingRotation }, 'rotation');
  if (!written) return undefined;
  const [fresh] = await channels.get([record.channelArn]);
  return fresh?.pendingRotation?.at === at ? fresh : undefined;
}
