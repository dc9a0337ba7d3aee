import type { Tags } from '../channels/policy.ts';
import type { CleanupStop } from '../cleanup/cleanup-stop.ts';
import type { CleanupReason, CleanupRules } from '../cleanup/decide.ts';
import type { RotationReason } from '../rotation/decision.ts';
import type { RotationSettings } from '../rotation/settings.ts';
import type { SessionView } from '../sessions/view.ts';
import type { Mode } from '../settings/mode.ts';
import type { Forecast } from './forecast.ts';

export interface ExplainSettings {
  cleanup: CleanupRules & { mode: Mode };
  rotation: RotationSettings;
}

/** How a channel's streams stand. Times are ISO 8601. */
export type StreamsView =
  | { state: 'live'; streamId?: string; since?: string }
  /** Created so lately that it counts as live, until its end is known or this time has passed. */
  | { state: 'starting'; streamId: string; until: string }
  /** A stream started, and nobody knows its end: its events are late, or lost. */
  | { state: 'end-unknown'; streamIds: string[] }
  | { state: 'offline'; streamId: string; since: string }
  | { state: 'never-streamed' };

/** A stream key, never its value. */
export interface KeyView {
  arn: string;
  /** When the autopilot made it (`created`), else when it first saw it. Absent: it has not seen it yet. */
  since?: string;
  created?: boolean;
}

/** What would happen to a channel, when, and why. Times are ISO 8601 in UTC. */
export interface Explanation {
  channelArn: string;
  /** When it was looked at. */
  at: string;
  name: string;
  /** Those that are ours. */
  tags: Tags;
  /** Why they can't be read, one sentence each. */
  unreadable: string[];
  protected: boolean;
  streams: StreamsView;
  keys: KeyView[];
  cleanup: Forecast<CleanupReason> & NextLook;
  rotation: Forecast<RotationReason> & NextLook;
  /** Cleanup has stopped itself: nothing is deleted that an operator has not approved. */
  stopped?: Pick<CleanupStop, 'id' | 'at' | 'channels' | 'allowed'>;
  /** A new key of which nobody has been told yet: that comes before all else. */
  untold?: { keyArn: string; at: string };
  /** Since when its key is being revoked: until that is over, nobody else touches it. */
  revokingSince?: string;
  /** The newest ones first. */
  sessions: SessionView[];
  /** The same in plain words. */
  sentences: string[];
}

/** A channel that IVS does not know: deleted, or never there. */
export interface NoChannel {
  channelArn: string;
  at: string;
  gone: true;
  sessions: SessionView[];
  sentences: string[];
}

export interface NextLook {
  /** When a pass looks at it next. Absent: not before the reconcile, or an event, marks it. */
  nextLookAt?: string;
}
