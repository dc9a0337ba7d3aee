import type {
  Channel,
  ChannelSummary,
  RecordingConfiguration,
  _Stream as Stream,
  StreamKeySummary,
  StreamSession,
  StreamSessionSummary,
  StreamSummary,
} from '@aws-sdk/client-ivs';
import type { StreamKeyValue } from './stream-key-value.ts';

export interface Page<T> {
  items: T[];
  nextToken?: string;
}

/**
 * What the use cases need of Amazon IVS. `openIvs` (client.ts) makes it from the SDK's client.
 *
 * Every method keeps to its share of the request quota, and retries while IVS throttles. It throws
 * OutOfTimeError if the invocation has too little time left, and the SDK's error for anything that is
 * not an outcome named here.
 */
export interface IvsApi {
  /** Takes at most 50 ARNs. A channel that does not exist is absent from the answer. */
  batchGetChannels(arns: string[]): Promise<Channel[]>;
  /** Up to 100 channels per page, with their tags. */
  listChannels(nextToken?: string): Promise<Page<ChannelSummary>>;
  /** The first 100 channels with this name. */
  findChannels(name: string): Promise<ChannelSummary[]>;
  /** @returns undefined for a channel that is not live, or does not exist */
  getStream(channelArn: string): Promise<Stream | undefined>;
  /** Up to 100 live streams per page. */
  listStreams(nextToken?: string): Promise<Page<StreamSummary>>;
  /** @returns the session, or the newest one if `streamId` is absent; undefined if there is none */
  getStreamSession(channelArn: string, streamId?: string): Promise<StreamSession | undefined>;
  /** @returns undefined if it does not exist */
  getRecordingConfiguration(arn: string): Promise<RecordingConfiguration | undefined>;
  /**
   * Up to 100 sessions per page, newest first. IVS keeps sessions for 60 days, also those of a deleted
   * channel.
   *
   * @returns an empty page for a channel that IVS does not know
   */
  listStreamSessions(channelArn: string, nextToken?: string): Promise<Page<StreamSessionSummary>>;
  /** @returns undefined if the channel does not exist */
  listStreamKeys(channelArn: string): Promise<StreamKeySummary[] | undefined>;
  /**
   * Reads the tags of the stream key, and never its value. No other function of the stage makes this request, so it
   * takes nothing from the quotas of the others.
   *
   * @returns false if IVS has no key with this ARN
   */
  streamKeyExists(arn: string): Promise<boolean>;
  /**
   * Deletes a channel that was checked before.
   *
   * @param notAfter the latest time to send the request, ms since the epoch: until then the check is
   *   valid
   * @returns `gone` if the channel does not exist, `live` if IVS refuses because it is live
   * @throws SnapshotExpiredError if throttling lasts past `notAfter`
   */
  deleteChannel(arn: string, notAfter?: number): Promise<'deleted' | 'gone' | 'live'>;
  /** Parameters and errors as in `deleteChannel`. */
  deleteStreamKey(arn: string, notAfter?: number): Promise<'deleted' | 'gone'>;
  /**
   * Not retried when the outcome is unknown: call `listStreamKeys` then.
   *
   * @returns the new key; `exists` if the channel has a key already, since it can have only one; `gone` if
   *   the channel does not exist
   */
  createStreamKey(channelArn: string, tags: Record<string, string>): Promise<CreatedKey>;
  /** @returns the value of a key; undefined if the key does not exist */
  getStreamKey(arn: string): Promise<StreamKeyValue | undefined>;
  /**
   * Disconnects the encoder. Its stream key stays valid.
   *
   * @returns `offline` if the channel is not live, or does not exist
   */
  stopStream(channelArn: string): Promise<'stopped' | 'offline'>;
}

export type CreatedKey =
  | { outcome: 'created'; arn: string; value: StreamKeyValue }
  | { outcome: 'exists' | 'gone' };

export type {
  Channel,
  ChannelSummary,
  RecordingConfiguration,
  Stream,
  StreamKeySummary,
  StreamSession,
  StreamSessionSummary,
  StreamSummary,
};
