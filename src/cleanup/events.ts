import type { DeleteReason } from '../channels/audit-reason.ts';
import type { Tags } from '../channels/policy.ts';
import type { AutopilotEvent } from '../platform/bus.ts';
import { isoTime } from '../platform/clock.ts';
import type { SessionSummary } from '../sessions/summary.ts';
import { toView } from '../sessions/view.ts';
import type { CleanupStop } from './cleanup-stop.ts';
import type { PendingDeletion } from './limits.ts';

/** What the event `Channel Deletion` says about a channel that is about to be deleted. */
export interface DeletionNotice extends PendingDeletion {
  channelName: string;
  tags: Tags;
  reason: DeleteReason;
  /** The channel's newest sessions, in any order. */
  sessions: readonly SessionSummary[];
}

/** How many channels of a set an event names. 100 ARNs are far below EventBridge's limit of 256 KB. */
const MAX_CHANNEL_ARNS = 100;

/**
 * The event `Channel Deletion`, which is published before each deletion. If the deletion is tried again,
 * the event is published again with the same id. If IVS refuses the deletion, no other event says so.
 *
 * @param now ms since the epoch
 */
export function channelDeletion(notice: DeletionNotice, now: number): AutopilotEvent {
  const { channelArn, channelName, tags, reason, end, sessions } = notice;
  const newestFirst = [...sessions].sort((a, b) => (a.sessionAt < b.sessionAt ? 1 : -1));
  return {
    detailType: 'Channel Deletion',
    time: isoTime(now),
    resources: [channelArn],
    detail: {
      id: `channel-deletion:${channelArn}:${end}`,
      at: isoTime(now),
      ...{ channelArn, channelName, tags: { ...tags }, reason },
      sessions: newestFirst.map(toView),
    },
  };
}

/** The event `Cleanup Stopped`: more channels are due than may be deleted without approval. */
export function cleanupStopped(
  stop: CleanupStop,
  members: readonly PendingDeletion[],
): AutopilotEvent {
  const channelArns = members.slice(0, MAX_CHANNEL_ARNS).map(({ channelArn }) => channelArn);
  const { id, at, channels, allowed, deleted } = stop;
  return {
    detailType: 'Cleanup Stopped',
    time: at,
    resources: channelArns,
    detail: {
      ...{ id: `cleanup-stopped:${id}:${at}`, at, set: id },
      ...{ due: channels, allowed, deleted, channelArns },
    },
  };
}
