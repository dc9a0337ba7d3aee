import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SimClock } from './clock.ts';
import type { Operations } from './model/service-types.ts';
import type { EventDetailType, SessionEndCode } from './streams/event-names.ts';

/** An EventBridge event of source `aws.ivs`, as the target of a rule receives it. */
export interface IvsEventBridgeEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: 'aws.ivs';
  account: string;
  /** ISO 8601 in UTC, whole seconds. */
  time: string;
  region: string;
  /** The ARN of the channel. Empty for a limit of the account. */
  resources: string[];
  detail: Record<string, unknown>;
}

/** What the encoder sends, in the form of the API's IngestConfiguration. */
export interface Ingest {
  video?: Record<string, string | number>;
  audio?: Record<string, string | number>;
}

/**
 * The tracks that an encoder with multitrack input sends, in the form of the API's IngestConfigurations. The first
 * of each kind is the main track.
 */
export interface IngestTracks {
  videoConfigurations: Readonly<Record<string, string | number>>[];
  audioConfigurations: Readonly<Record<string, string | number>>[];
}

export interface EncoderRequest {
  /** The value of a stream key. */
  streamKey: string;
  /**
   * Priority of a takeover. It must be higher than that of the connected encoder. Default 0: no takeover.
   */
  priority?: number;
  ingest?: Ingest;
  /** Instead of `ingest`, for an encoder with several tracks. It needs at least one video track. */
  ingestConfigurations?: IngestTracks;
  /**
   * After StopStream, the encoder connects again after so many ms, as real encoders do. It tries until it is
   * connected or its key is no longer valid. Default: it does not connect again.
   */
  reconnectAfterMs?: number;
}

/** The network connection of an encoder, such as an RTMP connection. */
export interface Wire {
  /**
   * Called once when the stream session leaves this connection, also after StopStream, a takeover or a
   * reset.
   */
  onGone?: () => void;
  /**
   * The encoder has not sent media yet. Its stream starts after `recoverEncoder`, and its ingest configuration is
   * empty until `describeEncoder`.
   */
  silent?: boolean;
}

/** A video or audio message of an encoder, as RTMP carries it. */
export interface EncoderMedia {
  kind: 'video' | 'audio';
  /** The time stamp: ms, 32 bits. */
  atMs: number;
  /** The body of an FLV tag: H.264 or AAC. Players do not see other codecs. The memory may be reused afterwards. */
  body: Buffer;
}

export interface Connection {
  channelArn: string;
  streamId: string;
}

/** Timed metadata that a player received. */
export interface Cue {
  /** When, in ms since the epoch. Each cue of a channel has a later time than the one before. */
  at: number;
  channelArn: string;
  streamId: string;
  /** The string that PutMetadata was called with, unchanged. */
  metadata: string;
}

/** An error that chosen requests get. Their operation is not performed. */
export interface ErrorFault {
  operation: string;
  /** The name of an error of the service model, such as `PendingVerification`. */
  error: string;
  /**
   * Only requests that name this ARN. A Batch operation has the error in its response, for this ARN alone. Default:
   * all requests.
   */
  resource?: string;
  /** How many requests get the error, from the first one on. Default: all. */
  times?: number;
}

export interface StateQuery {
  /** Only this channel. Default: all channels. */
  channelArn?: string;
}

export interface SessionQuery extends StateQuery {
  /** At most so many sessions, the newest ones. Default: all sessions. */
  limit?: number;
}

/** A channel as it is now. */
export interface ChannelState {
  arn: string;
  name: string;
  tags: Record<string, string>;
  recordingConfigurationArn: string;
  /** Oldest first. */
  streamKeys: { arn: string; value: string; tags: Record<string, string> }[];
}

/** A stream session as it is now. Times are ms since the epoch. */
export interface SessionState {
  channelArn: string;
  streamId: string;
  /** When the encoder connected. */
  createdAt: number;
  /** When the stream started; absent before that. */
  startedAt?: number;
  /** When the encoder disconnected, or was disconnected; absent before that. */
  disconnectedAt?: number;
  /** When the session ended; absent before that. */
  endedAt?: number;
  /** Whether GetStream shows the stream. */
  live: boolean;
  hasErrorEvent: boolean;
  /** The newest 500 events, oldest first. */
  events: { name: string; type: string; at: number; code?: string }[];
}

/** A stream whose encoder is connected. */
export interface EncoderState {
  channelArn: string;
  streamId: string;
  /** Whether GetStream shows the stream. */
  live: boolean;
  /** The encoder sends no data. */
  starving: boolean;
  /** Those who watch, and those whom `setViewers` added. */
  viewers: number;
}

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

/** Faults that the simulator injects. Probabilities are from 0 to 1. An absent member injects nothing. */
export interface Faults {
  /** Seed of the random numbers for all faults. Default 1. */
  seed?: number;
  /** Probability that an event is delivered twice. */
  duplicate?: number;
  /** Probability that an event is never delivered. */
  drop?: number;
  /** Delay of every event in ms. The order of events stays the same. */
  delayMs?: number;
  /** Probability that a delivery is delayed by up to `reorderMs` more, so that later events overtake it. */
  reorder?: number;
  /** Longest delay in ms of reordered and of second deliveries. Default 2000. */
  reorderMs?: number;
  /** By operation: probability of a ThrottlingException. */
  throttle?: Record<string, number>;
  /** By operation: probability of an InternalServerException (500) or ServiceUnavailable (503). */
  fail?: Record<string, number>;
  /** By operation: probability that it is performed, but the connection closes before the response. */
  cut?: Record<string, number>;
  /** Errors that chosen requests get. Of several that apply to a request, the first one counts. */
  errors?: ErrorFault[];
  /** Delay of every response in ms. */
  latencyMs?: number;
  /** Probability that a recording does not start: event Recording Start Failure. */
  recordingStartFailure?: number;
  /** Probability that a recording ends with the event Recording End Failure. */
  recordingEndFailure?: number;
}

/** Quotas of numbers and sizes. They are always enforced. */
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
  /** How often a stream may be taken over. */
  takeoversPerStream: number;
  /** UTF-8 bytes of the metadata of one PutMetadata request. */
  metadataBytes: number;
}

export interface Quotas {
  /** Whether a request over a call rate is throttled. It is reported as a violation in any case. */
  enforce: boolean;
  /** By operation: requests per second of the account. */
  callRates: Record<string, number>;
  /** PutMetadata requests per second of one channel. */
  putMetadataPerChannel: number;
  resources: ResourceQuotas;
}

/** A change of quotas. Quotas that it does not name stay the same. */
export interface QuotaChange {
  enforce?: boolean;
  callRates?: Record<string, number>;
  putMetadataPerChannel?: number;
  resources?: Partial<ResourceQuotas>;
}

export interface RequestCounts {
  ok: number;
  /** Requests that got a ThrottlingException, because of a quota or a fault. */
  throttled: number;
  /** Requests that got any other error. */
  failed: number;
}

/** One request over a quota, whether it succeeded or not. */
export interface Violation {
  /** Milliseconds since the epoch. */
  at: number;
  /** The quota, such as `5 per second per channel`. */
  rule: string;
  operation: string;
  /** What the quota applies to: the ARN of a resource, or the account id. */
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

/** An identity-based policy of IAM. CloudFormation references in it must be resolved. */
export interface PolicyDocument {
  Version?: string;
  Id?: string;
  Statement: PolicyStatement | PolicyStatement[];
}

/**
 * IAM policies by access key id. The policy under `*` is for all access keys without a policy of their own.
 * An access key without any policy may do everything.
 */
export type Policies = Record<string, PolicyDocument>;

export interface CallOptions {
  /** The access key id of the caller. It selects the policy. */
  accessKeyId?: string;
  /**
   * No fault, call rate or policy applies to the call, and the report does not count it. For what sets up a test.
   */
  isSetup?: boolean;
}

/** A request to the IVS API that was handled. */
export interface HandledRequest {
  /** When, in ms since the epoch. */
  at: number;
  operation: string;
  input: unknown;
  /** The error code of its response; absent if the operation was performed. */
  error?: string;
}

/** The name of an operation of IVS, such as `CreateChannel`. */
export type OperationName = keyof Operations;
/** The input of an operation, as the service model describes it. */
export type OperationInput<Name extends OperationName> = Operations[Name]['input'];
/** The response body of an operation. Times are ISO 8601 strings, as in JSON. */
export type OperationOutput<Name extends OperationName> = Operations[Name]['output'];

/** The arguments of `call` after the operation. The input may be left out if none of its members is required. */
export type CallArguments<Name extends OperationName> =
  Partial<OperationInput<Name>> extends OperationInput<Name>
    ? [input?: OperationInput<Name>, options?: CallOptions]
    : [input: OperationInput<Name>, options?: CallOptions];

/** A JSON object. */
export type Plain = Record<string, unknown>;

export interface Simulator {
  /** A request listener for `node:http`: the IVS API, `/_sim/` and `GET /`. */
  listener(request: IncomingMessage, response: ServerResponse): void;
  /**
   * Calls an operation with any name and any input, also wrong ones: `call<object>('CreateChannel', { name: 1 })`.
   * The type of the response is the one that the caller names.
   */
  call<T extends object = never>(
    operation: [T] extends [never] ? never : string,
    input?: object,
    options?: CallOptions,
  ): Promise<T>;
  /**
   * Calls an operation without HTTP. Quotas, faults, permissions and validation are the same.
   *
   * @returns the response body; times are ISO 8601 strings; `{}` for an operation without output
   * @throws ServiceError whose `name` is the error code; ConnectionCutError for the fault `cut`
   */
  call<Name extends OperationName>(
    operation: Name,
    ...args: CallArguments<Name>
  ): Promise<OperationOutput<Name>>;
  /**
   * An encoder connects: its stream session begins, or it takes over from the connected encoder.
   *
   * @throws ControlError 400 for a wrong request, 403 for an invalid stream key, 409 while another encoder is
   *   connected or over the quota of concurrent streams
   */
  connectEncoder(request: EncoderRequest, wire?: Wire): Connection;
  /**
   * Says what `connectEncoder` would do, before the media of the encoder are known.
   *
   * @returns `stream` for a new stream, `takeover` for a takeover of the current one
   * @throws ControlError as `connectEncoder` does
   */
  admitEncoder(request: EncoderRequest): 'stream' | 'takeover';
  /**
   * The encoder disconnects, or IVS ends its session.
   *
   * @param code why IVS ends the session: the `code` of Session Ended. Default: the encoder disconnects.
   * @throws ControlError 400 for an unknown code, 404 if no encoder is connected to that stream
   */
  disconnectEncoder(streamId: string, code?: SessionEndCode): Connection;
  /**
   * Sets what the encoder sends. A stream over the limits of its channel's type ends.
   *
   * @throws ControlError 400 for a wrong `ingest`, 404 as `disconnectEncoder`
   */
  describeEncoder(streamId: string, ingest: Ingest): Connection;
  /**
   * Takes what the encoder sends, so that players see it. Only for a connection that is `silent` at first; others
   * show the built-in picture.
   *
   * @throws ControlError 404 as `disconnectEncoder`
   */
  receiveMedia(streamId: string, media: EncoderMedia): void;
  /**
   * The encoder stops sending: its stream is STARVING, and its session ends after `starvationTimeoutMs`.
   *
   * @param silentMs how long it has sent nothing already, in ms. Default 0.
   * @throws ControlError 404 as `disconnectEncoder`
   */
  starveEncoder(streamId: string, silentMs?: number): Connection;
  /** The encoder sends again. @throws ControlError 404 as `disconnectEncoder` */
  recoverEncoder(streamId: string): Connection;
  /**
   * The stream fails: event Stream Failure, and offline at once.
   *
   * @throws ControlError 404 as `disconnectEncoder`
   */
  failStream(streamId: string, reason?: string): Connection;
  /**
   * Sets the number of viewers of a channel, besides those who watch.
   *
   * @throws ControlError 400 for a wrong count, 404 for an unknown channel
   */
  setViewers(channelArn: string, count: number): void;
  /**
   * Sets tags that only AWS sets, such as `aws:cloudformation:stack-name`. The other tags stay the same.
   *
   * @throws ControlError 400 for a key that does not begin with `aws:`, 404 for an unknown resource
   */
  setSystemTags(resourceArn: string, tags: Record<string, string>): void;
  /** @returns the timed metadata that players received, oldest first */
  cues(query?: CueQuery): Cue[];
  /**
   * The channels that exist, in the order in which they were created. This is no request: it meets no quota,
   * policy or fault, and `report` does not count it.
   */
  channels(query?: StateQuery): ChannelState[];
  /**
   * Stream sessions, newest first, also of deleted channels. IVS, and so the simulator, keeps ended sessions for
   * 60 days. Like `channels`, this is no request.
   */
  sessions(query?: SessionQuery): SessionState[];
  /** The streams whose encoder is connected, in the order in which they began. Like `channels`, this is no request. */
  encoders(): EncoderState[];
  /**
   * Creates the channel with this ARN, with one stream key, or changes the members that are given. Like `channels`,
   * this is no request.
   *
   * @throws ControlError 400 that names the member, for example an ARN of another account
   */
  plantChannel(channel: PlantedChannel): ChannelState;
  /**
   * Puts a stream session into the account, or replaces the one with its id, without events. It stays as it is until
   * it is planted again, or until something ends its stream.
   *
   * @throws ControlError 400 that names the member, 404 for an unknown channel, 409 while another session of the channel
   *   is active, or if the channel has a later session
   */
  plantSession(session: PlantedSession): SessionState;
  /**
   * Delivers an event as it is, through the faults that are set.
   *
   * @throws ControlError 400 that names the member
   */
  deliverEvent(event: IvsEventBridgeEvent): void;
  /** @returns the faults that were set last, and those that were added */
  faults(): Faults;
  /** Replaces all faults; `{}` removes them. @throws ControlError 400 that names the member */
  setFaults(faults: Faults): void;
  /**
   * Adds an error for chosen requests, behind those that are there. The other faults go on as before.
   *
   * @returns all faults
   * @throws ControlError 400 that names the member
   */
  addErrorFault(fault: ErrorFault): Faults;
  /**
   * Changes quotas.
   *
   * @returns all quotas after the change.
   * @throws ControlError 400 that names the member
   */
  setQuotas(change: QuotaChange): Quotas;
  /** Replaces all policies. @throws ControlError 400 that names the member */
  setPolicies(policies: Policies): void;
  /** @returns how requests ended, and which were over a quota, since the start or the last reset */
  report(): Report;
  /** Deletes everything. Quotas, faults and policies are those of the options again. Ids do not repeat. */
  reset(): void;
  /** Cancels all timers. No event comes after this. */
  close(): void;
}

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

export interface RunningSimulator extends Omit<Simulator, 'close'> {
  /** `http://127.0.0.1:<port>` */
  endpoint: string;
  /** `rtmp://127.0.0.1:<port>/app`; undefined without the option `rtmp`. */
  rtmpEndpoint?: string;
  /** Cancels all timers, stops the servers and closes open connections. */
  close(): Promise<void>;
}
