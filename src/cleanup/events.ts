import type { Tags } from '../channels/policy.ts';
import type { AutopilotEvent } from '../platform/bus.ts';
import { isoTime } from '../platform/clock.ts';
import type { SessionSummary } from '../sessions/summary.ts';
import { toView } from '../sessions/view.ts';
import type { CleanupStop } from './cleanup-stop.ts';
import type { DeleteReason } from './decide.ts';
import type { PendingDeletion } from './limits.ts';

/** A channel that is about to be deleted. */
export interface DeletionNotice extends PendingDeletion {
  channelName: string;
  tags: Tags;
  reason: DeleteReason;
  /** The newest that the table knows, in no certain order. */
  sessions: readonly SessionSummary[];
}

/** How many of a set's channels an event names: far less than the 256 KB that any bus takes. */
const NAMED = 100;

/**
 * `Channel Deletion`: told before each deletion. Told again, with the same id, when that deletion is
 * tried again; not undone should IVS refuse it.
 *
 * @param now ms since the epoch
 */
export function channelDeletion(farewell: DeletionNotice, now: number): AutopilotEvent {
  const { channelArn, channelName, tags, reason, end, sessions } = farewell;
  const newest = [...sessions].sort((a, b) => (a.sessionAt < b.sessionAt ? 1 : -1)).map(toView);
  return {
    detailType: 'Channel Deletion',
    time: isoTime(now),
    resources: [channelArn],
    detail: {
      id: `channel-deletion:${channelArn}:${end}`,
      at: isoTime(now),
      ...{ channelArn, channelName, tags: { ...tags }, reason, sessions: newest },
    },
  };
}

/** `Cleanup Stopped`: more was due in one run than may be deleted without an operator's word. */
export function cleanupStopped(
  stop: CleanupStop,
  members: readonly PendingDeletion[],
): AutopilotEvent {
  const channelArns = members.slice(0, NAMED).map(({ channelArn }) => channelArn);
  const { id, at, channels, allowed } = stop;
  return {
    detailType: 'Cleanup Stopped',
    time: at,
    resources: channelArns,
    detail: { id: `cleanup-stopped:${id}:${at}`, at, set: id, due: channels, allowed, channelArns },
  };
}
