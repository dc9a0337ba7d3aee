import {
  type BatchError,
  BatchGetChannelCommand,
  CreateStreamKeyCommand,
  DeleteChannelCommand,
  DeleteStreamKeyCommand,
  GetRecordingConfigurationCommand,
  GetStreamCommand,
  GetStreamKeyCommand,
  GetStreamSessionCommand,
  ListChannelsCommand,
  ListStreamKeysCommand,
  ListStreamSessionsCommand,
  ListStreamsCommand,
  IvsClient as Sdk,
  StopStreamCommand,
} from '@aws-sdk/client-ivs';
import { errorName } from '../platform/errors.ts';
import { httpTimeouts } from '../platform/http-timeouts.ts';
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
import {
  type CallContext,
  type OperationShares,
  PacedCalls,
  Pacers,
  REQUEST_TIMEOUT_MS,
} from './paced.ts';
import { StreamKeyValue } from './stream-key-value.ts';

/** IvsApi for one invocation. */
export interface InvocationIvs extends IvsApi {
  /** Resolves when the gap after the last requests has passed: only then hand over the lease. */
  waitForQuotaWindow(): Promise<void>;
}

/** One Lambda instance's access to IVS: the SDK's client and the pacers, which outlive an invocation. */
export interface Ivs {
  during(context: CallContext): InvocationIvs;
}

/**
 * Makes the client; once per Lambda instance.
 *
 * @param share of every operation's quota that may be used, over 0 and up to 1 (`IVS_QUOTA_SHARE`)
 * @param parts of that share, for operations that another program of ours may call at the same time
 */
export function openIvs(share: number, parts: OperationShares = {}, sdk = ivsSdk()): Ivs {
  const pacers = new Pacers(share, parts);
  return { during: (context) => new PacedIvs(sdk, new PacedCalls(pacers, context)) };
}

/** The SDK without retries of its own: those would not wait for their turn. */
function ivsSdk(): Sdk {
  return new Sdk({
    maxAttempts: 1,
    requestHandler: httpTimeouts(REQUEST_TIMEOUT_MS),
  });
}

/** How BatchGetChannel says that a channel does not exist; the codes are not documented. */
const NOT_FOUND = /not.?found|does not exist|\b404\b/i;
const NO_STREAM = new Set(['ChannelNotBroadcasting', 'ResourceNotFoundException']);

class PacedIvs implements InvocationIvs {
  constructor(
    private readonly sdk: Sdk,
    private readonly calls: PacedCalls,
  ) {}

  waitForQuotaWindow(): Promise<void> {
    return this.calls.waitForQuotaWindow();
  }

  async batchGetChannels(arns: string[], onSend?: () => void): Promise<Channel[]> {
    const command = new BatchGetChannelCommand({ arns });
    const { channels = [], errors = [] } = await this.calls.call('BatchGetChannel', () => {
      onSend?.();
      return this.sdk.send(command);
    });
    // The message may quote the ARN, whose account or id may hold these words by chance.
    const said = ({ arn = '', code, message = '' }: BatchError) =>
      `${code} ${arn ? message.replaceAll(arn, '') : message}`;
    const unsure = errors.filter((error) => !NOT_FOUND.test(said(error)));
    if (unsure.length > 0) throw new BatchGetChannelError(unsure);
    // The SRT passphrase is a secret that nobody here needs.
    return channels.map(({ srt: _secret, ...channel }) => channel);
  }

  async listChannels(nextToken?: string): Promise<Page<ChannelSummary>> {
    const command = new ListChannelsCommand({ maxResults: 100, nextToken });
    const page = await this.calls.call('ListChannels', () => this.sdk.send(command));
    return pageOf(page.channels, page.nextToken);
  }

  async getStream(channelArn: string): Promise<Stream | undefined> {
    const command = new GetStreamCommand({ channelArn });
    const get = () => this.calls.call('GetStream', () => this.sdk.send(command));
    return (await absentOn(NO_STREAM, get))?.stream;
  }

  async listStreams(nextToken?: string): Promise<Page<StreamSummary>> {
    const command = new ListStreamsCommand({ maxResults: 100, nextToken });
    const page = await this.calls.call('ListStreams', () => this.sdk.send(command));
    return pageOf(page.streams, page.nextToken);
  }

  async getStreamSession(channelArn: string, streamId?: string) {
    const command = new GetStreamSessionCommand({ channelArn, streamId });
    const get = () => this.calls.call('GetStreamSession', () => this.sdk.send(command));
    return (await absentOn(GONE, get))?.streamSession;
  }

  async getRecordingConfiguration(arn: string) {
    const command = new GetRecordingConfigurationCommand({ arn });
    const get = () => this.calls.call('GetRecordingConfiguration', () => this.sdk.send(command));
    return (await absentOn(GONE, get))?.recordingConfiguration;
  }

  async listStreamSessions(
    channelArn: string,
    nextToken?: string,
  ): Promise<Page<StreamSessionSummary>> {
    const command = new ListStreamSessionsCommand({ channelArn, maxResults: 100, nextToken });
    const list = () => this.calls.call('ListStreamSessions', () => this.sdk.send(command));
    const page = await absentOn(GONE, list);
    return pageOf(page?.streamSessions, page?.nextToken);
  }

  async listStreamKeys(channelArn: string): Promise<StreamKeySummary[] | undefined> {
    const command = new ListStreamKeysCommand({ channelArn, maxResults: 50 });
    const list = () => this.calls.call('ListStreamKeys', () => this.sdk.send(command));
    const answer = await absentOn(GONE, list);
    return answer && (answer.streamKeys ?? []);
  }

  async deleteChannel(arn: string, notAfter?: number): Promise<'deleted' | 'gone' | 'live'> {
    const command = new DeleteChannelCommand({ arn });
    try {
      await this.calls.call('DeleteChannel', () => this.sdk.send(command), { notAfter });
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
      this.calls.call('DeleteStreamKey', () => this.sdk.send(command), { notAfter });
    return (await absentOn(GONE, remove)) ? 'deleted' : 'gone';
  }

  async createStreamKey(channelArn: string, tags: Record<string, string>): Promise<CreatedKey> {
    const command = new CreateStreamKeyCommand({ channelArn, tags });
    const send = withRedactedErrors('CreateStreamKey', () => this.sdk.send(command));
    try {
      const { streamKey } = await this.calls.call('CreateStreamKey', send, { repeatable: false });
      const { arn, value } = streamKey ?? {};
      if (!arn || !value) throw new Error('CreateStreamKey answered without a stream key');
      return { outcome: 'created', arn, value: new StreamKeyValue(value) };
    } catch (error) {
      if (errorName(error) === 'ServiceQuotaExceededException') return { outcome: 'exists' };
      if (errorName(error) === 'ResourceNotFoundException') return { outcome: 'gone' };
      throw error;
    }
  }

  async getStreamKey(arn: string): Promise<StreamKeyValue | undefined> {
    const command = new GetStreamKeyCommand({ arn });
    const send = withRedactedErrors('GetStreamKey', () => this.sdk.send(command));
    const answer = await absentOn(GONE, () => this.calls.call('GetStreamKey', send));
    const value = answer?.streamKey?.value;
    if (answer && !value) throw new Error('GetStreamKey answered without a value');
    return value === undefined ? undefined : new StreamKeyValue(value);
  }

  async stopStream(channelArn: string): Promise<'stopped' | 'offline'> {
    const command = new StopStreamCommand({ channelArn });
    const stop = () => this.calls.call('StopStream', () => this.sdk.send(command));
    return (await absentOn(NO_STREAM, stop)) ? 'stopped' : 'offline';
  }
}

const GONE = new Set(['ResourceNotFoundException']);

/** @returns undefined where the service answered with one of these errors */
async function absentOn<T>(names: Set<string>, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (names.has(errorName(error))) return undefined;
    throw error;
  }
}

function pageOf<T>(items: T[] = [], nextToken?: string): Page<T> {
  return { items, ...(nextToken && { nextToken }) };
}
