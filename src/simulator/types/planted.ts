import type { EventDetailType } from '../streams/event-names.ts';
import type { Ingest } from './encoders.ts';

/** A channel of another time or account. Members that are absent have the usual values of CreateChannel. */
export interface PlantedChannel {
  /** In the account and region of the simulator. */
  arn: string;
  name?: string;
  type?: string;
  latencyMode?: string;
  tags?: Record<string, string>;
}

/** An event in the list of GetStreamSession. */
export interface PlantedEvent {
  name: string;
  type: EventDetailType;
  /** Milliseconds since the epoch. */
  at: number;
  code?: string;
}

/** A stream session of another time. Times are ms since the epoch. */
export interface PlantedSession {
  channelArn: string;
  streamId: string;
  /** When the encoder connected. */
  createdAt: number;
  /** Without it, the stream has not started. */
  startedAt?: number;
  /** When the encoder disconnected. */
  disconnectedAt?: number;
  /** Without it, the session is active: live if it has started. */
  endedAt?: number;
  /** Default: whether one of `events` is an error. */
  hasErrorEvent?: boolean;
  /** What the encoder sends. Default: not known. */
  ingest?: Ingest;
  /** Oldest first, at most 500. */
  events?: PlantedEvent[];
}
