import type { CleanupReason, RotationReason } from '../channels/audit-reason.ts';
import type { Tags } from '../channels/policy.ts';
import type { CleanupStop } from '../cleanup/cleanup-stop.ts';
import type { SessionView } from '../sessions/view.ts';
import type { Forecast } from './forecast.ts';

/** Whether a channel's newest stream has ended. Times are ISO 8601. */
export type StreamsView =
  | { state: 'live'; streamId?: string; since?: string }
  /** A stream session was just created. It counts as live until its end is known or this time has passed. */
  | { state: 'starting'; streamId: string; until: string }
  /** These streams have started, and their end is not known: the end events are late or lost. */
  | { state: 'end-unknown'; streamIds: string[] }
  | { state: 'offline'; streamId: string; since: string }
  | { state: 'never-streamed' };

/** A stream key, without its value. */
export interface KeyView {
  arn: string;
  /** When the autopilot created the key (`created`) or first saw it. Absent: it has not seen it yet. */
  since?: string;
  created?: boolean;
}

/** When a pass checks the channel next. */
export interface NextLook {
  /** ISO 8601. Absent: not before an event or the reconcile marks the channel. */
  nextLookAt?: string;
}

/** What will happen to a channel, when, and why. Times are ISO 8601 in UTC. */
export interface Explanation {
  channelArn: string;
  /** When the channel was read. */
  at: string;
  name: string;
  /** The tags that begin with the prefix, which is `autopilot:` by default. */
  tags: Tags;
  /** Why tags are unreadable, one text for each. */
  unreadable: string[];
  protected: boolean;
  streams: StreamsView;
  keys: KeyView[];
  cleanup: Forecast<CleanupReason> & NextLook;
  rotation: Forecast<RotationReason> & NextLook;
  /** Cleanup has stopped itself: only channels that an operator has approved are deleted. */
  stopped?: Pick<CleanupStop, 'id' | 'at' | 'channels' | 'allowed' | 'deleted'>;
  /**
   * Up to so many channels may be due that the survey has not marked yet. If there may be too many,
   * cleanup waits. Absent if there are none.
   */
  unmarked?: number;
  /** A new key for which no event has been published yet. The event is published before anything else. */
  untold?: { keyArn: string; at: string };
  /** When a revocation of the key began that is not complete. Rotation leaves the key alone until then. */
  revokingSince?: string;
  /** The newest sessions, newest first. */
  sessions: SessionView[];
  /** The same in plain English. */
  sentences: string[];
}

/** A channel that does not exist in IVS. */
export interface NoChannel {
  channelArn: string;
  at: string;
  gone: true;
  sessions: SessionView[];
  sentences: string[];
}
