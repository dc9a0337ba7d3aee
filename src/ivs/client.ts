import {
  BatchGetChannelCommand,
  CreateStreamKeyCommand,
  DeleteChannelCommand,
  DeleteStreamKeyCommand,
  GetRecordingConfigurationCommand,
  GetStreamCommand,
  GetStreamKeyCommand,
  GetStreamSessionCommand,
  type IvsClient,
  ListChannelsCommand,
  ListStreamKeysCommand,
  ListStreamSessionsCommand,
  ListStreamsCommand,
  ListTagsForResourceCommand,
  StopStreamCommand,
} from '@aws-sdk/client-ivs';
import { errorName } from '../platform/errors.ts';
import type {
  Channel,
  ChannelSummary,
  CreatedKey,
  IvsApi,
  Page,
  Stream,
  StreamKeySummary,
  StreamSessionSummary,
  StreamSummary,
} from './api.ts';
import { BatchGetChannelError, withRedactedErrors } from './errors.ts';
import { type CallContext, type IvsCalls, PacedCalls } from './paced.ts';
import { type OperationShares, Pacers } from './pacers.ts';
import { isNotFound, pageOf, undefinedOn } from './responses.ts';
import { StreamKeyValue } from './stream-key-value.ts';

/** IvsApi for one invocation. */
export interface InvocationIvs extends IvsApi {
  /**
   * Resolves when another program may send requests without exceeding a quota together with the last
   * ones here. Call it before releasing the lease.
   */
  waitForQuotaWindow(): Promise<void>;
  /**
   * Waits until one request of each of these operations may be sent, and reserves them.
   *
   * @returns IVS, where the first request of each of them is sent at once
   * @throws OutOfTimeError if the invocation has too little time left
   */
  reserve(operations: readonly ReservableOperation[]): Promise<IvsApi>;
}

/** Operations of a final check, and the deletions after it. */
export type ReservableOperation =
  | 'BatchGetChannel'
  | 'GetStreamSession'
  | 'DeleteChannel'
  | 'DeleteStreamKey';

/** The SDK's client, as far as it is used here. */
type Sdk = Pick<IvsClient, 'send'>;

/** One Lambda instance's access to IVS: the SDK's client and the pacers, which all invocations share. */
export interface Ivs {
  during(context: CallContext): InvocationIvs;
}

/**
 * Opens IVS: once per Lambda instance.
 *
 * @param sdk must not retry (`maxAttempts: 1`): its retries would not keep to the pace
 * @param share the share of each operation's quota to use, over 0 and up to 1 (`IVS_QUOTA_SHARE`)
 * @param parts this function's part of that share, for operations that several functions call
 */
export function openIvs(sdk: Sdk, share: number, parts: OperationShares = {}): Ivs {
  const pacers = new Pacers(share, parts);
  return { during: (context) => new SdkIvs(sdk, new PacedCalls(pacers, context)) };
}

const NOT_FOUND = new Set(['ResourceNotFoundException']);
/** IVS refuses a stream id that it cannot have given: no session has it. */
const NO_SESSION = new Set(['ResourceNotFoundException', 'ValidationException']);
const NO_STREAM = new Set(['ChannelNotBroadcasting', 'ResourceNotFoundException']);

/** IVS by the SDK's client: makes requests of arguments, and results of responses and errors. */
export class SdkIvs implements InvocationIvs {
  readonly #sdk: Sdk;
  readonly #calls: IvsCalls;

  /** @param calls decides when a request is sent */
  constructor(sdk: Sdk, calls: IvsCalls) {
    this.#sdk = sdk;
    this.#calls = calls;
  }

  waitForQuotaWindow(): Promise<void> {
    return this.#calls.waitForQuotaWindow();
  }

  async reserve(operations: readonly ReservableOperation[]): Promise<IvsApi> {
    return new SdkIvs(this.#sdk, await this.#calls.reserve(operations));
  }

  async batchGetChannels(arns: string[]): Promise<Channel[]> {
    const command = new BatchGetChannelCommand({ arns });
    const { channels = [], errors = [] } = await this.#calls.call('BatchGetChannel', () =>
      this.#sdk.send(command),
    );
    const failed = errors.filter((error) => !isNotFound(error));
    if (failed.length > 0) throw new BatchGetChannelError(failed);
    // The SRT passphrase is a secret that no use case needs.
    return channels.map(({ srt: _secret, ...channel }) => channel);
  }

  async listChannels(nextToken?: string): Promise<Page<ChannelSummary>> {
    const command = new ListChannelsCommand({ maxResults: 100, nextToken });
    const page = await this.#calls.call('ListChannels', () => this.#sdk.send(command));
    return pageOf(page.channels, page.nextToken);
  }

  async findChannels(filterByName: string): Promise<ChannelSummary[]> {
    const command = new ListChannelsCommand({ maxResults: 100, filterByName });
    const list = () => this.#sdk.send(command);
    return (await this.#calls.call('ListChannels', list)).channels ?? [];
  }

  async getStream(channelArn: string): Promise<Stream | undefined> {
    const command = new GetStreamCommand({ channelArn });
    const get = () => this.#calls.call('GetStream', () => this.#sdk.send(command));
    return (await undefinedOn(NO_STREAM, get))?.stream;
  }

  async listStreams(nextToken?: string): Promise<Page<StreamSummary>> {
    const command = new ListStreamsCommand({ maxResults: 100, nextToken });
    const page = await this.#calls.call('ListStreams', () => this.#sdk.send(command));
    return pageOf(page.streams, page.nextToken);
  }

  async getStreamSession(channelArn: string, streamId?: string) {
    const command = new GetStreamSessionCommand({ channelArn, streamId });
    const get = () => this.#calls.call('GetStreamSession', () => this.#sdk.send(command));
    const missing = streamId === undefined ? NOT_FOUND : NO_SESSION;
    return (await undefinedOn(missing, get))?.streamSession;
  }

  async getRecordingConfiguration(arn: string) {
    const command = new GetRecordingConfigurationCommand({ arn });
    const get = () => this.#calls.call('GetRecordingConfiguration', () => this.#sdk.send(command));
    return (await undefinedOn(NOT_FOUND, get))?.recordingConfiguration;
  }

  async listStreamSessions(
    channelArn: string,
    nextToken?: string,
  ): Promise<Page<StreamSessionSummary>> {
    const command = new ListStreamSessionsCommand({ channelArn, maxResults: 100, nextToken });
    const list = () => this.#calls.call('ListStreamSessions', () => this.#sdk.send(command));
    const page = await undefinedOn(NOT_FOUND, list);
    return pageOf(page?.streamSessions, page?.nextToken);
  }

  async listStreamKeys(channelArn: string): Promise<StreamKeySummary[] | undefined> {
    const command = new ListStreamKeysCommand({ channelArn, maxResults: 50 });
    const list = () => this.#calls.call('ListStreamKeys', () => this.#sdk.send(command));
    const answer = await undefinedOn(NOT_FOUND, list);
    return answer && (answer.streamKeys ?? []);
  }

  async streamKeyExists(arn: string): Promise<boolean> {
    const command = new ListTagsForResourceCommand({ resourceArn: arn });
    const list = () => this.#calls.call('ListTagsForResource', () => this.#sdk.send(command));
    return (await undefinedOn(NOT_FOUND, list)) !== undefined;
  }

  async deleteChannel(arn: string, notAfter?: number): Promise<'deleted' | 'gone' | 'live'> {
    const command = new DeleteChannelCommand({ arn });
    try {
      await this.#calls.call('DeleteChannel', () => this.#sdk.send(command), { notAfter });
      return 'deleted';
    } catch (error) {
      if (errorName(error) === 'ResourceNotFoundException') return 'gone';
      if (errorName(error) === 'ConflictException') return 'live';
      throw error;
    }
  }

  async deleteStreamKey(arn: string, notAfter?: number): Promise<'deleted' | 'gone'> {
    const command = new DeleteStreamKeyCommand({ arn });
    const remove = () =>
      this.#calls.call('DeleteStreamKey', () => this.#sdk.send(command), { notAfter });
    return (await undefinedOn(NOT_FOUND, remove)) ? 'deleted' : 'gone';
  }

  async createStreamKey(channelArn: string, tags: Record<string, string>): Promise<CreatedKey> {
    const command = new CreateStreamKeyCommand({ channelArn, tags });
    const send = withRedactedErrors('CreateStreamKey', () => this.#sdk.send(command));
    try {
      const { streamKey } = await this.#calls.call('CreateStreamKey', send, { repeatable: false });
      const { arn, value } = streamKey ?? {};
      if (!arn || !value) throw new Error('the response of CreateStreamKey has no stream key');
      return { outcome: 'created', arn, value: new StreamKeyValue(value) };
    } catch (error) {
      if (errorName(error) === 'ServiceQuotaExceededException') return { outcome: 'exists' };
      if (errorName(error) === 'ResourceNotFoundException') return { outcome: 'gone' };
      throw error;
    }
  }

  async getStreamKey(arn: string): Promise<StreamKeyValue | undefined> {
    const command = new GetStreamKeyCommand({ arn });
    const send = withRedactedErrors('GetStreamKey', () => this.#sdk.send(command));
    const answer = await undefinedOn(NOT_FOUND, () => this.#calls.call('GetStreamKey', send));
    const value = answer?.streamKey?.value;
    if (answer && !value) throw new Error('the response of GetStreamKey has no value');
    return value === undefined ? undefined : new StreamKeyValue(value);
  }

  async stopStream(channelArn: string): Promise<'stopped' | 'offline'> {
    const command = new StopStreamCommand({ channelArn });
    const stop = () => this.#calls.call('StopStream', () => this.#sdk.send(command));
    return (await undefinedOn(NO_STREAM, stop)) ? 'stopped' : 'offline';
  }
}
