import type { SessionId } from '../session-id.ts';
import type { SessionHealth } from './health.ts';

/** What the encoder sent, from GetStreamSession. Unknown members are absent. */
export interface SessionIngest {
  video?: {
    codec?: string;
    encoder?: string;
    width?: number;
    height?: number;
    /** Frames per second. */
    framerate?: number;
    /** Bits per second. */
    bitrate?: number;
  };
  audio?: {
    codec?: string;
    channels?: number;
    /** Hertz. */
    sampleRate?: number;
    /** Bits per second. */
    bitrate?: number;
  };
}

/** The channel as it was when the stream went live. */
export interface ChannelAtStart {
  name?: string;
  type?: string;
  latencyMode?: string;
  recordingConfigurationArn?: string;
  tags?: Record<string, string>;
}

/**
 * What is known of a session beyond its summary. Written when reconcile finalizes the session, so
 * that a query about many sessions does not read their events.
 */
export interface SessionDetails extends SessionId {
  channel?: ChannelAtStart;
  ingest?: SessionIngest;
  /** Computed from all events of the session when it was finalized. */
  health: SessionHealth;
  /** When the session was finalized, ISO 8601. */
  finalizedAt: string;
}

/** Where details are stored. */
export interface DetailStore {
  /** Replaces existing details. @param expiresAt DynamoDB's TTL, seconds since the epoch */
  put(details: SessionDetails, expiresAt: number): Promise<void>;
  /** @returns details in no particular order; sessions without details are left out */
  get(ids: SessionId[]): Promise<SessionDetails[]>;
}
