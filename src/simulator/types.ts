import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SimClock } from './clock.ts';

/** A complete EventBridge event of source `aws.ivs`, as a rule's target receives it. */
export interface IvsEventBridgeEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: 'aws.ivs';
  account: string;
  /** ISO 8601 in UTC, to the second. */
  time: string;
  region: string;
  /** The channel's ARN; empty for the account's own limits. */
  resources: string[];
  detail: Record<string, unknown>;
}

/** The encoder's media, in the form of the service's IngestConfiguration. */
export interface Ingest {
  video?: Record<string, string | number>;
  audio?: Record<string, string | number>;
}

export interface EncoderRequest {
  /** The value of a stream key. */
  streamKey: string;
  /** The `?priority=N` of a takeover: it succeeds if higher than the connected encoder's. Default 0. */
  priority?: number;
  ingest?: Ingest;
  /**
   * If StopStream cuts it off, the encoder comes back by itself after so many ms, as encoders do,
   * while its key is valid. Default: it stays away.
   */
  reconnectAfterMs?: number;
}

/** What holds an encoder's connection, where there is one. */
export interface Wire {
  /** Called once when the connection is over, whoever ends it: also by StopStream, a takeover, a reset. */
  onGone?: () => void;
  /**
   * The encoder has sent nothing yet: its stream starts when `recoverEncoder` says that media came, and
   * its ingest configuration is empty until `describeEncoder` says what they are.
   */
  silent?: boolean;
}

export interface Connection {
  channelArn: string;
  streamId: string;
}

/** What a player received through the stream. */
export interface Cue {
  /** Milliseconds since the epoch; strictly increasing for each channel. */
  at: number;
  channelArn: string;
  streamId: string;
  /** Exactly the string that PutMetadata was given. */
  metadata: string;
}

/** Weather. Probabilities are from 0 to 1; members left out mean fair weather. */
export interface Faults {
  /** Seed of all chances below. Default 1. */
  seed?: number;
  /** Probability that an event is delivered twice. */
  duplicate?: number;
  /** Probability that an event is never delivered. */
  drop?: number;
  /** Every event comes so much later; alone, this keeps their order. */
  delayMs?: number;
  /** Probability that a delivery is held back for up to `reorderMs`, so that later ones overtake it. */
  reorder?: number;
  /** How long reordered and second deliveries are held back at most. Default 2000. */
  reorderMs?: number;
  /** Probability per operation that a request is answered with ThrottlingException. */
  throttle?: Record<string, number>;
  /** Probability per operation of an InternalServerException (500) or ServiceUnavailable (503). */
  fail?: Record<string, number>;
  /** Probability per operation that the work is done but the connection breaks before the answer. */
  cut?: Record<string, number>;
  /** Every answer takes so much longer. */
  latencyMs?: number;
}

/** The quotas that are counts or sizes. They hold whatever `enforce` says. */
export interface ResourceQuotas {
  channels: number;
  concurrentStreams: number;
  concurrentViewers: number;
  streamKeysPerChannel: number;
  playbackKeyPairs: number;
  recordingConfigurations: number;
  playbackRestrictionPolicies: number;
  adConfigurations: number;
  tagsPerResource: number;
  /** UTF-8 bytes of one PutMetadata request. */
  metadataBytes: number;
}

export interface Quotas {
  /** false: a request over a call rate is answered, and still reported as a violation. */
  enforce: boolean;
  /** Requests per second and operation, of the account. */
  callRates: Record<string, number>;
  /** PutMetadata requests per second and channel. */
  putMetadataPerChannel: number;
  resources: ResourceQuotas;
}

/** Members left out stay as they are. */
export interface QuotaChange {
  enforce?: boolean;
  callRates?: Record<string, number>;
  putMetadataPerChannel?: number;
  resources?: Partial<ResourceQuotas>;
}

export interface RequestCounts {
  ok: number;
  /** Answered with ThrottlingException, by a quota or by the weather. */
  throttled: number;
  /** Answered with any other error. */
  failed: number;
}

/** One request over a quota, answered or not. */
export interface Violation {
  /** Milliseconds since the epoch. */
  at: number;
  /** The quota, in words. */
  rule: string;
  operation: string;
  /** The ARN of the resource whose quota it is, or the account id. */
  resource: string;
}

export interface Report {
  requests: Record<string, RequestCounts>;
  violations: Violation[];
}

export interface CueQuery {
  channelArn?: string;
  /** Only cues later than this, ms since the epoch. */
  after?: number;
}

/** One statement of an IAM policy. */
export interface PolicyStatement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  /** From operator to condition key to value or values. */
  Condition?: Record<string, Record<string, unknown>>;
}

/** An identity policy, as IAM has it, with every reference resolved to text. */
export interface PolicyDocument {
  Version?: string;
  Id?: string;
  Statement: PolicyStatement | PolicyStatement[];
}

/**
 * Who may do what: policies by access key id; `*` stands for everybody who has none. Who has no
 * policy at all may do everything.
 */
export type Policies = Record<string, PolicyDocument>;

export interface CallOptions {
  /** Who asks, as in the SigV4 credential; chooses the policy that is enforced. */
  accessKeyId?: string;
}

/** A plain, JSON-like object. */
export type Plain = Record<string, unknown>;

export interface Simulator {
  /** Request listener for `node:http`: the service API, `/_sim/*` and `GET /`. */
  listener(request: IncomingMessage, response: ServerResponse): void;
  /**
   * Calls an operation without HTTP, with everything else the same: quotas, weather, validation.
   *
   * @returns the response body as it would travel (times are ISO 8601 strings); `{}` for a 204
   * @throws ServiceError with the service's error code as `name`; ConnectionCutError for weather `cut`
   */
  call<T extends object = Plain>(
    operation: string,
    input?: object,
    options?: CallOptions,
  ): Promise<T>;
  /** An encoder connects. @throws ControlError 403 for a key that is not valid, 409 while another is connected */
  connectEncoder(request: EncoderRequest, wire?: Wire): Connection;
  /**
   * What `connectEncoder` would do, as far as that can be said without the encoder's media: a new
   * stream, or the takeover of one.
   *
   * @throws ControlError as `connectEncoder` does
   */
  admitEncoder(request: EncoderRequest): 'stream' | 'takeover';
  /** @throws ControlError 404 if no encoder is connected to that stream; so the next four */
  disconnectEncoder(streamId: string): Connection;
  /** The encoder's media turn out to be these. Over the limits of the channel's type, the stream ends. */
  describeEncoder(streamId: string, ingest: Ingest): Connection;
  /** @param silentMs how long it has sent nothing already; counts for the time after which it ends */
  starveEncoder(streamId: string, silentMs?: number): Connection;
  recoverEncoder(streamId: string): Connection;
  /** The stream breaks: Stream Failure with that reason. */
  failStream(streamId: string, reason?: string): Connection;
  /** Sets a channel's audience. @throws ControlError 404 for an unknown channel */
  setViewers(channelArn: string, count: number): void;
  /** What players received, oldest first. */
  cues(query?: CueQuery): Cue[];
  /** Replaces the weather; `{}` clears it. @throws ControlError 400 that names the member */
  setFaults(faults: Faults): void;
  /** @returns all quotas as they are now. @throws ControlError 400 that names the member */
  setQuotas(change: QuotaChange): Quotas;
  /** Enforces these policies from now on, in place of all others. @throws ControlError 400 that names the member */
  setPolicies(policies: Policies): void;
  report(): Report;
  /** Everything empty again, quotas and weather as at the start. Ids are not used again. */
  reset(): void;
  /** Stops all timers: no event comes after this. */
  close(): void;
}

/** Delays of a stream's life in ms. Defaults are quick; `REAL_DELAYS` has those of the service. */
export interface Delays {
  /** From Session Created to Stream Start. */
  streamStartMs: number;
  /** From the encoder's leaving to Session Ended. */
  sessionEndMs: number;
  /** From the encoder's leaving to Stream End (not before Session Ended). */
  streamEndMs: number;
  /** How long after its leaving an encoder is refused with 409; then it gets a new stream. */
  reconnectMs: number;
  /** Without data for so long, a session ends. */
  starvationTimeoutMs: number;
  /** Until joined viewers show in `viewerCount`. */
  viewersJoinMs: number;
  /** Until viewers who left are gone from `viewerCount`. */
  viewersLeaveMs: number;
  /** Until a recording configuration becomes ACTIVE. */
  recordingConfigurationMs: number;
}

export interface SimulatorOptions {
  /** 12 digits. Default `123456789012`. */
  account?: string;
  /** Default `us-west-2`. */
  region?: string;
  /** Receives every event, when it is delivered. */
  emit?: (event: IvsEventBridgeEvent) => void;
  /** Default: the clock on the wall. */
  clock?: SimClock;
  /** Seed of ids and key values: same seed, clock and requests, same event log. Default: drawn at random. */
  seed?: number;
  delays?: Partial<Delays>;
  quotas?: QuotaChange;
  faults?: Faults;
  /** Default: none, so everybody may do everything. */
  policies?: Policies;
  /** Cues kept per channel, the last ones. Default 10000. */
  cuesPerChannel?: number;
  /** Probability that `viewerCount` is -1 ("timed out, ask again"). Default 0. */
  viewerCountTimeout?: number;
  /** Whether UpdateChannel is a ConflictException while the channel is live (not confirmed). Default true. */
  refuseUpdateWhileLive?: boolean;
  /**
   * Whether DeleteStreamKey ends the stream that was started with the key (not confirmed). Default
   * false: it only refuses the next connection.
   */
  deleteStreamKeyEndsStream?: boolean;
  /**
   * Whether a stream keeps its id in a takeover (not confirmed). Default true; false: the old stream
   * ends and a new one begins.
   */
  takeoverKeepsStreamId?: boolean;
  /** Bytes of a request body that are read at most. Default 1 MiB. */
  maxBodyBytes?: number;
}

export interface RunningSimulator extends Omit<Simulator, 'close'> {
  /** `http://127.0.0.1:<port>` */
  endpoint: string;
  /** `rtmp://127.0.0.1:<port>/app`, if it listens for encoders. */
  rtmpEndpoint?: string;
  /** Stops timers and the server, and cuts open connections. */
  close(): Promise<void>;
}
