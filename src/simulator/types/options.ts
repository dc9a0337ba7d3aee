import type { SimClock } from '../clock.ts';
import type { IvsEventBridgeEvent } from './event.ts';
import type { Faults } from './faults.ts';
import type { Policies } from './policies.ts';
import type { QuotaChange } from './quotas.ts';
import type { HandledRequest } from './requests.ts';

/** Delays in ms. The defaults are short; `REAL_DELAYS` has those of the real service. */
export interface Delays {
  /** From Session Created to Stream Start. */
  streamStartMs: number;
  /** From the end of the encoder's connection to Session Ended. */
  sessionEndMs: number;
  /** From the end of the encoder's connection to Stream End. */
  streamEndMs: number;
  /** After the end of an encoder's connection, the key is refused with 409 for so long. */
  reconnectMs: number;
  /** A session without data for so long ends. */
  starvationTimeoutMs: number;
  /** Until `viewerCount` includes new viewers. */
  viewersJoinMs: number;
  /** Until `viewerCount` drops viewers who left. */
  viewersLeaveMs: number;
  /** Until a new recording configuration is ACTIVE. */
  recordingConfigurationMs: number;
  /** From the end of a session until GetStreamSession and ListStreamSessions show its `endTime`. */
  sessionEndTimeMs: number;
  /** Until GetStreamSession lists an event. */
  sessionEventsMs: number;
}

export interface SimulatorOptions {
  /** 12 digits. Default `123456789012`. */
  account?: string;
  /** Default `us-west-2`. */
  region?: string;
  /** Called with each event when it is delivered. Default: events are dropped. */
  emit?: (event: IvsEventBridgeEvent) => void;
  /** Called with each request to the IVS API that was handled, over HTTP and by `call`. It must not throw. */
  onRequest?: (request: HandledRequest) => void;
  /** Default: the clock of the system. */
  clock?: SimClock;
  /** The time by which call rates are counted. Default: `clock`. */
  rateClock?: Pick<SimClock, 'now'>;
  /**
   * Seed of ids and key values. The same seed, clock and requests give the same events. Default: random.
   */
  seed?: number;
  delays?: Partial<Delays>;
  quotas?: QuotaChange;
  faults?: Faults;
  /** Default: no policy, so that every caller may do everything. */
  policies?: Policies;
  /** How many cues of a channel are kept, the newest ones. Default 10000. */
  cuesPerChannel?: number;
  /** Probability that `viewerCount` is -1, which means that the request timed out. Default 0. */
  viewerCountTimeout?: number;
  /**
   * Whether UpdateChannel of a live channel is a ConflictException (not confirmed for AWS). Default true.
   */
  refuseUpdateWhileLive?: boolean;
  /**
   * Whether DeleteStreamKey ends the stream that was started with the key (not confirmed for AWS). Default
   * false: it only refuses the next connection.
   */
  deleteStreamKeyEndsStream?: boolean;
  /**
   * Whether a stream keeps its id in a takeover (not confirmed for AWS). Default true. With false, the old stream
   * ends and a new one begins.
   */
  takeoverKeepsStreamId?: boolean;
  /**
   * How GetStreamSession shows members of the ingest configuration that are not known yet, such as those of an RTMP
   * encoder before its first frame (not confirmed for AWS): `absent`, the default, or `empty`, which means empty
   * strings and 0.
   */
  unknownIngest?: 'absent' | 'empty';
  /**
   * How GetStreamSession and ListStreamSessions show a session whose stream has not started, or never did (not
   * confirmed for AWS): `endTime`, the default, shows when it ended; `untimed` shows it without times; `hidden` does
   * not show it.
   */
  unstartedSessions?: 'endTime' | 'untimed' | 'hidden';
  /**
   * The form of the event IVS Limit Breach: `limit_name`, the default, as in the user guide, or `limit` as in the
   * schema `aws.ivs@LimitBreach` of the EventBridge schema registry, which has only the members `limit`,
   * `limit_value`, `limit_unit` and `exceeded_by`.
   */
  limitBreachForm?: 'limit_name' | 'limit';
  /**
   * The form of `playbackUrl`: `ivs`, the default, is that of IVS, and nothing answers there. `local` is a URL of this
   * simulator, where players see the picture.
   */
  playback?: 'ivs' | 'local';
  /**
   * Where players reach the simulator, for `playback: 'local'`. `startSimulator` sets it. Default
   * `http://127.0.0.1:4567`.
   */
  endpoint?: string;
  /**
   * The folder to which recordings are written, in the layout that IVS has in S3. Default: none is written.
   */
  recordings?: string;
  /**
   * The country of viewers, ISO 3166-1 alpha-2, for playback restriction policies. The header
   * `x-ivs-simulator-country` of a request has priority. Default `US`.
   */
  viewerCountry?: string;
  /** How many segments of about 2 s a playlist has, and so how much of each picture is kept. Default 6. */
  segmentsPerChannel?: number;
  /** Largest request body in bytes. Default 1 MiB. */
  maxBodyBytes?: number;
  /**
   * Hosts that requests may name in their Host header, besides 127.0.0.1, [::1], `localhost` and `*.localhost`:
   * `host.docker.internal`, `*.example.test`, with or without a port. Default: none.
   */
  allowedHosts?: string[];
  /** Origins of web pages that may send requests, such as `http://localhost:5173`. Default: none. */
  allowedOrigins?: string[];
}
