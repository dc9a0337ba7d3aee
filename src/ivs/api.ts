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
 * What the use cases need of Amazon IVS. `IvsClient` (client.ts) does it over the SDK, paced;
 * tests may stand an in-memory double behind it.
 *
 * Every method waits for its share of the quota and out-waits throttling. It throws OutOfTimeError
 * when the invocation's time would not suffice, and the SDK's error for anything that is not an
 * outcome named here.
 */
export interface IvsApi {
  /**
   * At most 50 ARNs. A channel that does not exist is absent from the answer.
   *
   * @param onSend called when a request is sent, and again if it is repeated: no tag in the answer is
   *   older than the last one
   */
  batchGetChannels(arns: string[], onSend?: () => void): Promise<Channel[]>;
  /** Up to 100 channels a page, tags included. */
  listChannels(nextToken?: string): Promise<Page<ChannelSummary>>;
  /** @returns undefined while the channel is not broadcasting, and for a channel that is gone */
  getStream(channelArn: string): Promise<Stream | undefined>;
  /** Up to 100 live streams a page. */
  listStreams(nextToken?: string): Promise<Page<StreamSummary>>;
  /** @returns the newest session without `streamId`; undefined if there is none */
  getStreamSession(channelArn: string, streamId?: string): Promise<StreamSession | undefined>;
  /** @returns undefined for one that does not exist */
  getRecordingConfiguration(arn: string): Promise<RecordingConfiguration | undefined>;
  /**
   * Up to 100 sessions a page, newest first; those of 60 days, also of a channel that is gone.
   *
   * @returns an empty page for a channel that IVS knows nothing of
   */
  listStreamSessions(channelArn: string, nextToken?: string): Promise<Page<StreamSessionSummary>>;
  /** @returns undefined for a channel that is gone */
  listStreamKeys(channelArn: string): Promise<StreamKeySummary[] | undefined>;
  /**
   * Deletes on the strength of a look at the channel, so it starts no later than `notAfter` (ms since
   * the epoch), however long throttling lasts: then it throws LookExpiredError, and one looks again.
   */
  deleteChannel(arn: string, notAfter?: number): Promise<'deleted' | 'gone' | 'live'>;
  /** `notAfter` as in deleteChannel. */
  deleteStreamKey(arn: string, notAfter?: number): Promise<'deleted' | 'gone'>;
  /**
   * Never retried when the outcome is unknown: look at `listStreamKeys` then.
   *
   * @returns the new key, its value wrapped; `exists` if the channel already has one, as there can be
   *   only one; `gone` for a channel that is gone
   */
  createStreamKey(channelArn: string, tags: Record<string, string>): Promise<CreatedKey>;
  /** @returns the value of a key; undefined if the key is gone */
  getStreamKey(arn: string): Promise<StreamKeyValue | undefined>;
  /** Cuts the encoder off. Its key stays valid. `offline`: there was no stream, or no such channel. */
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
