import { createHash } from 'node:crypto';
import type { StreamStatus } from '../channels/stream-status.ts';
import { isoTime } from '../platform/clock.ts';

/** How many channels may be deleted in one run without an operator's word. */
export interface CleanupLimits {
  maxDeletes: number;
  /** Of the channels that the last survey counted, over 0 and up to 1. */
  maxShare: number;
}

/** A channel that is to be deleted, and for which end: after another stream it is another decision. */
export interface PendingDeletion {
  channelArn: string;
  end: string;
}

/** Of so many channels or fewer, a large share may be due: then only the number counts. */
const SMALL_ACCOUNT = 20;
const ID_LENGTH = 16;

/**
 * How many channels may be due in one run.
 *
 * @param channels how many the last survey counted; undefined if none has: then only the number counts
 */
export function allowedDeletes(
  { maxDeletes, maxShare }: CleanupLimits,
  channels: number | undefined,
): number {
  if (channels === undefined || channels <= SMALL_ACCOUNT) return maxDeletes;
  return Math.min(maxDeletes, Math.floor(maxShare * channels));
}

/** What a deletion is for: the end of a stream, or that there never was one. */
export function endOf(streamStatus: StreamStatus, neverLiveSince: number | undefined): string {
  return streamStatus.state === 'ended'
    ? `${streamStatus.streamId} ${isoTime(streamStatus.at)}`
    : `never-live ${isoTime(neverLiveSince ?? 0)}`;
}

/** Whether two ends are of the same stream: how exactly its end is known may differ from look to look. */
export function isSameStream(end: string, other: string): boolean {
  return end.split(' ', 1)[0] === other.split(' ', 1)[0];
}

/** Names a set: the same for the same channels and ends, in whatever order they were found. */
export function setId(members: readonly PendingDeletion[]): string {
  const lines = members.map(({ channelArn, end }) => `${channelArn} ${end}`).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, ID_LENGTH);
}
