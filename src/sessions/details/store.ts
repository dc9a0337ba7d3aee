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

/** What is known of a session beyond its summary: at first what only IVS knows. */
export interface SessionDetails extends SessionId {
  channel?: ChannelAtStart;
  ingest?: SessionIngest;
  /** Computed from all events of the session when it was finalized; absent before. */
  health?: SessionHealth;
  /** When the session was finalized, ISO 8601; absent before. */
  finalizedAt?: string;
}

/** Written when a session is finalized, so that a query about many sessions does not read their events. */
export type FinalDetails = SessionDetails &
  Required<Pick<SessionDetails, 'health' | 'finalizedAt'>>;

/** Where details are stored. */
export interface DetailStore {
  /** Replaces existing details. @param expiresAt DynamoDB's TTL, seconds since the epoch */
  put(details: FinalDetails, expiresAt: number): Promise<void>;
  /**
   * Writes the details of a session that has not been finalized. Replaces earlier ones.
   *
   * @param expiresAt as in `put`
   * @returns false if the session has been finalized; then nothing is written
   */
  putLive(
    details: Omit<SessionDetails, 'health' | 'finalizedAt'>,
    expiresAt: number,
  ): Promise<boolean>;
  /** @returns details in no particular order; sessions without details are left out */
  get(ids: SessionId[]): Promise<SessionDetails[]>;
}
