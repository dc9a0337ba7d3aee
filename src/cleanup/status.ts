import type { DeleteReason } from '../channels/audit-reason.ts';
import type { ChannelCountStore } from '../channels/channel-count.ts';
import { madeUntil, totalOf, withoutExpired } from '../channels/rolling-count.ts';
import type { RollingCountStore } from '../channels/rolling-count-store.ts';
import type { ChannelStore } from '../channels/store.ts';
import { type Clock, isoTime } from '../platform/clock.ts';
import { InputError } from '../platform/errors.ts';
import type { Approval, CleanupStop, CleanupStopStore } from './cleanup-stop.ts';
import { DELETE_REASON_TEXTS } from './delete-reason-texts.ts';
import { allowedDeletes, deleteReasonOf, type PendingDeletion } from './limits.ts';
import type { CleanupSettings } from './settings.ts';

export interface CleanupStatusDeps {
  stops: CleanupStopStore;
  channelCounts: ChannelCountStore;
  deletions: Pick<RollingCountStore, 'load'>;
  channels: Pick<ChannelStore, 'listDue'>;
  clock: Clock;
  settings: CleanupSettings;
}

/** A channel that waits for approval, and why it is due. */
export interface HeldDeletion extends PendingDeletion {
  reason: DeleteReason;
  /** The reason in words, which can follow "because". */
  reasonText: string;
}

/** Whether cleanup has stopped itself, and what operators have approved. */
export interface CleanupStatus {
  mode: CleanupSettings['mode'];
  /** How many channels may be deleted within the window without approval. */
  allowed: number;
  /** How many were deleted within the window, without approval. */
  deleted: number;
  /** The length of the rolling window, s. */
  windowSeconds: number;
  /** How many channels the last survey counted; absent if none has completed. */
  channels?: number;
  /** How many channels may be due that the survey has counted, but not marked yet. Absent if there are none. */
  unmarked?: number;
  /** The set that waits for approval, with one page of its channels. Absent if cleanup has not stopped. */
  stopped?: Omit<CleanupStop, 'published'> & { members: HeldDeletion[] };
  /** The approved sets. */
  approved: Approval[];
  /** Request the next page of `members` with it; absent on the last page. */
  nextToken?: string;
}

/**
 * Says whether cleanup has stopped, and which channels wait for approval.
 *
 * @param nextToken of the previous answer, for the next page
 * @throws InputError if the token belongs to another set
 */
export async function cleanupStatus(
  deps: CleanupStatusDeps,
  nextToken?: string,
): Promise<CleanupStatus> {
  const { stops, clock, settings } = deps;
  const now = clock.now();
  const status = {
    mode: settings.mode,
    ...(await limitOf(deps, now)),
    approved: await stops.approvals(now),
  };
  const stop = await currentStop(deps, now);
  if (!stop) return status;
  const { members, next } = await stops.members(stop.id, pageOf(nextToken, stop));
  const { published: _published, ...stopped } = stop;
  const more = next === undefined ? {} : { nextToken: `${stop.id}.${next}` };
  return { ...status, stopped: { ...stopped, members: members.map(heldDeletion) }, ...more };
}

function heldDeletion(deletion: PendingDeletion): HeldDeletion {
  const reason = deleteReasonOf(deletion.end);
  return { ...deletion, reason, reasonText: DELETE_REASON_TEXTS[reason] };
}

type LimitStatus = Pick<
  CleanupStatus,
  'allowed' | 'deleted' | 'windowSeconds' | 'channels' | 'unmarked'
>;

/** Before the first survey, only the number is known. The next run of cleanup counts the channels. */
async function limitOf(
  { channelCounts, deletions, settings: { limits } }: CleanupStatusDeps,
  now: number,
): Promise<LimitStatus> {
  const count = await channelCounts.last(now);
  const stored = await deletions.load();
  const counted = withoutExpired(stored.count, now, limits.windowMs);
  const channels = count && count.channels + madeUntil(counted, count.countedAt);
  return {
    allowed: channels === undefined ? limits.maxDeletes : allowedDeletes(limits, channels),
    deleted: totalOf(counted),
    windowSeconds: limits.windowMs / 1_000,
    ...(count && { channels: count.channels }),
    ...(count && count.unmarked > 0 && { unmarked: count.unmarked }),
  };
}

/** Clears the stop if no channel is due any more: without due channels, no run would do it. */
async function currentStop(
  { stops, channels }: CleanupStatusDeps,
  now: number,
): Promise<CleanupStop | undefined> {
  const stop = await stops.pending(now);
  if (!stop) return undefined;
  const { channelArns } = await channels.listDue('cleanup', isoTime(now));
  if (channelArns.length > 0) return stop;
  await stops.clear(stop.id);
  return undefined;
}

/** A page token: the id of a set, and the number of a page of it. */
export const STATUS_TOKEN = /^([0-9a-f]{16})\.(\d{1,6})$/;

/** @throws InputError if the token belongs to another set, so that no answer mixes two sets */
function pageOf(nextToken: string | undefined, { id }: CleanupStop): number {
  if (nextToken === undefined) return 0;
  const [, set, page] = STATUS_TOKEN.exec(nextToken) ?? [];
  if (set !== id)
    throw new InputError('nextToken', 'a token of the set that waits for approval', nextToken);
  return Number(page);
}
