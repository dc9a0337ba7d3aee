import type { SessionId } from '../summary.ts';
import type { SessionHealth } from './health.ts';

/** What the encoder sent, as IVS saw it (GetStreamSession). Members are absent while unknown. */
export interface Ingest {
  video?: {
    codec?: string;
    encoder?: string;
    width?: number;
    height?: number;
    /** Frames a second. */
    framerate?: number;
    /** Bits a second. */
    bitrate?: number;
  };
  audio?: {
    codec?: string;
    channels?: number;
    /** Hertz. */
    sampleRate?: number;
    /** Bits a second. */
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
 * What is known of a session beyond the first and last facts of its summary: written once, when the
 * reconcile closes the session's books, so that a question about many sessions needs no fold.
 */
export interface SessionDetails extends SessionId {
  channel?: ChannelAtStart;
  ingest?: Ingest;
  /** Folded from all of the session's events at the close. */
  health: SessionHealth;
  /** When the books were closed, ISO 8601. */
  finalizedAt: string;
}

/** Where details are kept. */
export interface DetailStore {
  /** Writing again replaces. @param expiresAt seconds since the epoch */
  put(details: SessionDetails, expiresAt: number): Promise<void>;
  /** Unknown ones are left out. In no certain order. */
  get(ids: SessionId[]): Promise<SessionDetails[]>;
}
