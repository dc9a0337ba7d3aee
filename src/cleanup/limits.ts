import { createHash } from 'node:crypto';
import type { DeleteReason } from '../channels/audit-reason.ts';
import { allowedChanges, type ChangeLimits } from '../channels/change-limits.ts';
import type { StreamStatus } from '../channels/stream-status.ts';
import { isoTime } from '../platform/clock.ts';

/** How many channels may be deleted in a rolling window of time without an operator's approval. */
export interface CleanupLimits {
  maxDeletes: number;
  /** The share of all channels, greater than 0 and at most 1. */
  maxShare: number;
  windowMs: number;
}

/** A channel that is to be deleted, and the end of the stream for which it is (see `endOf`). */
export interface PendingDeletion {
  channelArn: string;
  end: string;
  /** The channel's name when it became due. Absent if it has none. */
  name?: string;
}

const ID_LENGTH = 16;
/** Stands in an end for the id of a stream. */
const NEVER_LIVE = 'never-live';

/** The same limits, as the rolling count of deletions has them. */
export function changeLimits({ maxDeletes, ...limits }: CleanupLimits): ChangeLimits {
  return { ...limits, max: maxDeletes };
}

/**
 * How many channels may be deleted in the window.
 *
 * @param channels how many there were at its beginning
 */
export function allowedDeletes(
  { maxDeletes: max, maxShare }: Pick<CleanupLimits, 'maxDeletes' | 'maxShare'>,
  channels: number,
): number {
  return allowedChanges({ max, maxShare }, channels);
}

/**
 * Identifies the end for which a channel is deleted. After another stream, the deletion is another
 * decision and has another end.
 *
 * @param neverLiveSince ms since the epoch; used for a channel that never streamed
 * @returns `<stream id> <ISO 8601 time>`, or `never-live <ISO 8601 time>`
 */
export function endOf(streamStatus: StreamStatus, neverLiveSince: number | undefined): string {
  return streamStatus.state === 'ended'
    ? `${streamStatus.streamId} ${isoTime(streamStatus.at)}`
    : `${NEVER_LIVE} ${isoTime(neverLiveSince ?? 0)}`;
}

/** Why a channel with this end is deleted. */
export const deleteReasonOf = (end: string): DeleteReason =>
  end.startsWith(`${NEVER_LIVE} `) ? 'never-live' : 'grace-over';

/** Whether two ends are of the same stream. Their times may differ: a later check may know it better. */
export function isSameStream(end: string, other: string): boolean {
  return end.split(' ', 1)[0] === other.split(' ', 1)[0];
}

/** The id of a set: the same for the same channels and ends, in any order. */
export function setId(members: readonly PendingDeletion[]): string {
  const lines = members.map(({ channelArn, end }) => `${channelArn} ${end}`).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, ID_LENGTH);
}
