import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SessionEndCode } from '../streams/event-names.ts';
import type { Cue, CueQuery } from './cues.ts';
import type { Connection, EncoderMedia, EncoderRequest, Ingest, Wire } from './encoders.ts';
import type { IvsEventBridgeEvent } from './event.ts';
import type { ErrorFault, Faults } from './faults.ts';
import type { PlantedChannel, PlantedSession } from './planted.ts';
import type { Policies } from './policies.ts';
import type { QuotaChange, Quotas } from './quotas.ts';
import type { Report } from './report.ts';
import type { CallArguments, CallOptions, OperationName, OperationOutput } from './requests.ts';
import type {
  ChannelState,
  EncoderState,
  SessionQuery,
  SessionState,
  StateQuery,
} from './state.ts';

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

export interface RunningSimulator extends Omit<Simulator, 'close'> {
  /** `http://127.0.0.1:<port>` */
  endpoint: string;
  /** `rtmp://127.0.0.1:<port>/app`; undefined without the option `rtmp`. */
  rtmpEndpoint?: string;
  /** Cancels all timers, stops the servers and closes open connections. */
  close(): Promise<void>;
}
