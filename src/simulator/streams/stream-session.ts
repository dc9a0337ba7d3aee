import type { Channel, RecordingConfiguration } from '../state/resources.ts';
import type { EncoderRequest, Wire } from '../types/encoders.ts';
import type { EventDetailType } from './event-names.ts';
import type { Tracks } from './ingest.ts';
import type { LifecycleTimers } from './lifecycle-timers.ts';

/** Events that GetStreamSession shows at most. */
export const MAX_EVENTS = 500;

/**
 * - `connecting`: the encoder is connected; GetStream does not show the stream yet
 * - `live`: since Stream Start
 * - `ending`: the encoder disconnected; viewers still receive what it sent
 * - `ended`: the stream is offline
 */
export type SessionPhase = 'connecting' | 'live' | 'ending' | 'ended';

/** An event in GetStreamSession. */
export interface SessionEvent {
  name: string;
  type: EventDetailType;
  /** Milliseconds since the epoch. */
  at: number;
  code?: string;
}

/** One stream session, which begins with Session Created. Times are ms since the epoch. */
export interface StreamSession {
  /** The number of the session in the account. Later sessions have higher numbers. */
  readonly sequence: number;
  readonly streamId: string;
  readonly channelArn: string;
  readonly createdAt: number;
  phase: SessionPhase;
  health: 'HEALTHY' | 'STARVING';
  /** The channel at the time of Stream Start; before it, at the time of Session Created. */
  channel: Channel;
  recordingConfiguration?: RecordingConfiguration;
  /** What is known of the encoder's media. */
  tracks: Tracks;
  encoder: Encoder;
  /** How often another encoder took over. */
  takeovers: number;
  startedAt?: number;
  /** When the encoder disconnected. */
  disconnectedAt?: number;
  endedAt?: number;
  /** Oldest first; the newest 500. */
  events: SessionEvent[];
  hasErrorEvent: boolean;
  /** Nobody has said how many watch, so `viewerCount` is -1 until the viewers of the channel change. */
  hasUnknownViewers?: boolean;
  /** End of the last ad break. */
  adBreakUntil?: number;
  readonly lifecycle: LifecycleTimers;
}

export interface Encoder {
  streamKey: string;
  priority: number;
  reconnectAfterMs?: number;
  /** Whether it sends video and audio. Without them, players see the built-in picture. */
  sendsMedia: boolean;
  /** Called when the session leaves this connection, whatever the reason. */
  onGone?: () => void;
}

export function encoderOf(
  { streamKey, priority = 0, reconnectAfterMs }: EncoderRequest,
  { onGone, silent = false }: Wire,
): Encoder {
  return {
    streamKey,
    priority,
    sendsMedia: silent,
    ...(reconnectAfterMs !== undefined && { reconnectAfterMs }),
    ...(onGone && { onGone }),
  };
}

/** Adds an event to a session. The oldest events are dropped. */
export function recordEvent(session: StreamSession, event: SessionEvent): void {
  session.events.push(event);
  if (session.events.length > MAX_EVENTS) session.events.shift();
}

/** Whether the encoder of the session is connected. */
export function isEncoderConnected(session: StreamSession | undefined): session is StreamSession {
  return session !== undefined && session.disconnectedAt === undefined;
}

/** Whether GetStream shows the stream. */
export function isLive(session: StreamSession | undefined): session is StreamSession {
  return session?.phase === 'live' || session?.phase === 'ending';
}

/** @returns a time in the format of the API: ISO 8601 in UTC, whole seconds */
export function timestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
