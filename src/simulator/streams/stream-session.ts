import type { Channel, RecordingConfiguration } from '../state/resources.ts';
import type { EncoderRequest, Ingest, Wire } from '../types.ts';
import type { LifecycleTimers } from './lifecycle-timers.ts';

/**
 * - `connecting`: the key was accepted; viewers see nothing yet
 * - `live`: from Stream Start on
 * - `ending`: the encoder is gone, what it sent is still on its way to viewers
 * - `ended`: after the last event of its life
 */
export type SessionPhase = 'connecting' | 'live' | 'ending' | 'ended';

/** An event as a stream session remembers it. */
export interface SessionEvent {
  name: string;
  type: string;
  /** Milliseconds since the epoch. */
  at: number;
  code?: string;
}

/** One stream session, from Session Created on. Times are ms since the epoch. */
export interface StreamSession {
  /** Rises with every session of the account. */
  readonly sequence: number;
  readonly streamId: string;
  readonly channelArn: string;
  readonly createdAt: number;
  phase: SessionPhase;
  health: 'HEALTHY' | 'STARVING';
  /** The channel as it was at go-live. */
  channel: Channel;
  recordingConfiguration?: RecordingConfiguration;
  /** What the encoder sends, as far as it is known. */
  ingest: Ingest;
  encoder: Encoder;
  startedAt?: number;
  /** When the encoder left. */
  leftAt?: number;
  endedAt?: number;
  /** Oldest first; the newest 500. */
  events: SessionEvent[];
  hasErrorEvent: boolean;
  /** When the last ad break is over. */
  adBreakUntil?: number;
  /** What is still to come. */
  readonly lifecycle: LifecycleTimers;
}

export interface Encoder {
  streamKey: string;
  priority: number;
  reconnectAfterMs?: number;
  /** Called when the connection is over, whoever ends it. */
  onGone?: () => void;
}

export function encoderOf(
  { streamKey, priority = 0, reconnectAfterMs }: EncoderRequest,
  { onGone }: Wire,
): Encoder {
  return {
    streamKey,
    priority,
    ...(reconnectAfterMs !== undefined && { reconnectAfterMs }),
    ...(onGone && { onGone }),
  };
}

const MAX_EVENTS = 500;

export function recordEvent(session: StreamSession, event: SessionEvent): void {
  session.events.push(event);
  if (session.events.length > MAX_EVENTS) session.events.shift();
}

/** Whether GetStream would show it. */
export function isLive(session: StreamSession | undefined): session is StreamSession {
  return session?.phase === 'live' || session?.phase === 'ending';
}

/** An instant as the service writes it: ISO 8601 in UTC, to the second. */
export function timestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
