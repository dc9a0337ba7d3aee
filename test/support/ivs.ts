import type {
  Channel,
  ChannelSummary,
  CreatedKey,
  RecordingConfiguration,
  Stream,
  StreamSession,
  StreamSummary,
} from '../../src/ivs/api.ts';
import type { InvocationIvs } from '../../src/ivs/client.ts';
import { StreamKeyValue } from '../../src/ivs/stream-key-value.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { isoTime } from '../../src/platform/clock.ts';
import { rawEvent } from './ivs-events.ts';

interface Session {
  streamId: string;
  createdAt: number;
  startedAt?: number;
  endedAt?: number;
}

interface WorldChannel {
  arn: string;
  name?: string;
  recordingConfigurationArn?: string;
  tags: Record<string, string>;
  keys: { arn: string; tags: Record<string, string> }[];
  sessions: Session[];
}

/** A request that changed something, and what was true at that time. */
export interface IvsChange {
  operation: 'DeleteChannel' | 'DeleteStreamKey' | 'CreateStreamKey' | 'StopStream';
  at: number;
  channelArn: string;
  keyArn?: string;
  tags: Record<string, string>;
  /**
   * When GetStreamSession last showed the newest session, and whether that had ended; `requests`: the
   * channel's requests until then.
   */
  lastSessionCheck: { at: number; open: boolean; requests: number } | undefined;
  /** The tags in the last BatchGetChannel answer. */
  lastTags: Record<string, string>;
  /** The number of requests about this channel so far. */
  requests: number;
  /** The newest session at that moment. */
  session: Session | undefined;
}

export type RawEvent = ReturnType<typeof rawEvent>;

/** IVS in memory. It is as strict as IVS where cleanup and rotation could make mistakes. */
export class IvsDouble implements InvocationIvs {
  readonly channels = new Map<string, WorldChannel>();
  readonly recordingConfigurations = new Map<string, RecordingConfiguration>();
  readonly changes: IvsChange[] = [];
  readonly requests: string[] = [];
  /** Events that have not been delivered yet. */
  events: RawEvent[] = [];
  // Not #private: tests override single methods with Object.create(), which has no private members.
  private readonly clock: Clock;
  private lastSessionChecks = new Map<string, NonNullable<IvsChange['lastSessionCheck']>>();
  private lastTags = new Map<string, Record<string, string>>();
  private requestCounts = new Map<string, number>();
  private lastId = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  // Set-up, and what encoders do. There are no AWS requests for these.

  addChannel(tags: Record<string, string> = {}, keyTags: Record<string, string> = {}): string {
    const arn = this.newArn('channel');
    this.channels.set(arn, {
      arn,
      tags: { ...tags },
      keys: [{ arn: this.newArn('stream-key'), tags: { ...keyTags } }],
      sessions: [],
    });
    return arn;
  }

  tag(arn: string, tags: Record<string, string | undefined>): void {
    const channel = this.channels.get(arn);
    if (!channel) return;
    const all = Object.entries({ ...channel.tags, ...tags });
    channel.tags = Object.fromEntries(all.flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])));
  }

  /** An encoder connects. @returns its stream id; undefined if IVS refuses it */
  connect(arn: string): string | undefined {
    const channel = this.channels.get(arn);
    if (!channel || channel.keys.length === 0 || openOf(channel)) return undefined;
    const streamId = `st-${String(++this.lastId).padStart(23, '0')}`;
    channel.sessions.push({ streamId, createdAt: this.clock.now() });
    this.emit('Session Created', arn, streamId);
    return streamId;
  }

  /** The stream starts: viewers can watch it. */
  start(arn: string): void {
    const session = this.openSession(arn);
    if (!session || session.startedAt !== undefined) return;
    session.startedAt = this.clock.now();
    this.emit('Stream Start', arn, session.streamId);
  }

  disconnect(arn: string): void {
    const session = this.openSession(arn);
    if (!session) return;
    session.endedAt = this.clock.now();
    this.emit('Session Ended', arn, session.streamId);
    if (session.startedAt !== undefined) this.emit('Stream End', arn, session.streamId);
  }

  keyArns(arn: string): string[] {
    return (this.channels.get(arn)?.keys ?? []).map((key) => key.arn);
  }

  // The IVS API.

  /** There are no quotas here, so there is nothing to wait for. */
  async reserve(): Promise<this> {
    return this;
  }

  async batchGetChannels(arns: string[]): Promise<Channel[]> {
    this.countRequest('BatchGetChannel', ...arns);
    if (arns.length < 1 || arns.length > 50) throw refusal('ValidationException');
    return arns.flatMap((arn) => {
      const channel = this.channels.get(arn);
      if (channel) this.lastTags.set(arn, { ...channel.tags });
      if (!channel) return [];
      const { name = '', recordingConfigurationArn = '', tags } = channel;
      const ingestEndpoint = 'a1b2c3d4e5f6.global-contribute.live-video.net';
      return [{ arn, name, recordingConfigurationArn, tags: { ...tags }, ingestEndpoint }];
    });
  }

  async listChannels(nextToken = '0') {
    this.requests.push('ListChannels');
    if (!/^\d+$/.test(nextToken)) throw refusal('ValidationException');
    const all = [...this.channels.values()];
    const from = Number(nextToken);
    const items: ChannelSummary[] = all
      .slice(from, from + 100)
      .map(({ arn, tags }) => ({ arn, tags: { ...tags } }));
    return { items, ...(from + 100 < all.length && { nextToken: String(from + 100) }) };
  }

  async findChannels(name: string): Promise<ChannelSummary[]> {
    this.requests.push('ListChannels');
    const named = [...this.channels.values()].filter((channel) => channel.name === name);
    return named.slice(0, 100).map(({ arn }) => ({ arn, name }));
  }

  async getStream(arn: string): Promise<Stream | undefined> {
    this.countRequest('GetStream', arn);
    return this.live(arn);
  }

  async listStreams() {
    this.requests.push('ListStreams');
    const items = [...this.channels.keys()].flatMap((arn) => this.live(arn) ?? []);
    return { items: items as StreamSummary[] };
  }

  async getStreamSession(arn: string, streamId?: string): Promise<StreamSession | undefined> {
    this.countRequest('GetStreamSession', arn);
    const started = (this.channels.get(arn)?.sessions ?? []).filter(
      ({ startedAt }) => startedAt !== undefined,
    );
    const found = streamId ? started.find((s) => s.streamId === streamId) : started.at(-1);
    const requests = this.requestCounts.get(arn) ?? 0;
    const open = found !== undefined && found.endedAt === undefined;
    if (!streamId) this.lastSessionChecks.set(arn, { at: this.clock.now(), open, requests });
    if (!found) return undefined;
    const { startedAt = 0, endedAt } = found;
    return {
      streamId: found.streamId,
      startTime: new Date(startedAt),
      ...(endedAt !== undefined && { endTime: new Date(endedAt) }),
    };
  }

  async getRecordingConfiguration(arn: string): Promise<RecordingConfiguration | undefined> {
    this.countRequest('GetRecordingConfiguration');
    return this.recordingConfigurations.get(arn);
  }

  async listStreamSessions(arn: string) {
    this.countRequest('ListStreamSessions', arn);
    const sessions = this.channels.get(arn)?.sessions ?? [];
    const items = sessions.flatMap(({ streamId, startedAt, endedAt }) => {
      if (startedAt === undefined) return [];
      const ended = endedAt !== undefined && { endTime: new Date(endedAt) };
      return [{ streamId, startTime: new Date(startedAt), ...ended }];
    });
    return { items: items.reverse() };
  }

  async listStreamKeys(arn: string) {
    this.countRequest('ListStreamKeys', arn);
    return this.channels
      .get(arn)
      ?.keys.map((key) => ({ arn: key.arn, channelArn: arn, tags: { ...key.tags } }));
  }

  async streamKeyExists(arn: string): Promise<boolean> {
    this.countRequest('ListTagsForResource');
    return [...this.channels.values()].some(({ keys }) => keys.some((key) => key.arn === arn));
  }

  async deleteChannel(arn: string): Promise<'deleted' | 'gone' | 'live'> {
    this.countRequest('DeleteChannel', arn);
    const channel = this.channels.get(arn);
    if (!channel) return 'gone';
    if (openOf(channel)) return 'live';
    this.recordChange('DeleteChannel', channel);
    this.channels.delete(arn);
    return 'deleted';
  }

  async deleteStreamKey(arn: string): Promise<'deleted' | 'gone'> {
    const channel = [...this.channels.values()].find((c) => c.keys.some((key) => key.arn === arn));
    this.countRequest('DeleteStreamKey', ...(channel ? [channel.arn] : []));
    if (!channel) return 'gone';
    this.recordChange('DeleteStreamKey', channel, arn);
    channel.keys = channel.keys.filter((key) => key.arn !== arn);
    return 'deleted';
  }

  async createStreamKey(channelArn: string, tags: Record<string, string>): Promise<CreatedKey> {
    this.countRequest('CreateStreamKey', channelArn);
    const channel = this.channels.get(channelArn);
    if (!channel) return { outcome: 'gone' };
    if (channel.keys.length > 0) return { outcome: 'exists' };
    if (Object.keys(tags).some((key) => /^aws:/i.test(key))) throw refusal('ValidationException');
    const arn = this.newArn('stream-key');
    this.recordChange('CreateStreamKey', channel, arn);
    channel.keys.push({ arn, tags: { ...tags } });
    return { outcome: 'created', arn, value: new StreamKeyValue(keyValue(arn)) };
  }

  async getStreamKey(arn: string): Promise<StreamKeyValue | undefined> {
    this.requests.push('GetStreamKey');
    const known = [...this.channels.values()].some((c) => c.keys.some((key) => key.arn === arn));
    return known ? new StreamKeyValue(keyValue(arn)) : undefined;
  }

  async stopStream(arn: string): Promise<'stopped' | 'offline'> {
    this.requests.push('StopStream');
    const channel = this.channels.get(arn);
    if (!channel || !this.live(arn)) return 'offline';
    this.recordChange('StopStream', channel);
    this.disconnect(arn);
    return 'stopped';
  }

  async waitForQuotaWindow(): Promise<void> {
    this.requests.push('waitForQuotaWindow');
  }

  private countRequest(request: string, ...channelArns: string[]): void {
    this.requests.push(request);
    for (const arn of channelArns)
      this.requestCounts.set(arn, (this.requestCounts.get(arn) ?? 0) + 1);
  }

  private live(arn: string): Stream | undefined {
    const session = this.openSession(arn);
    if (!session || session.startedAt === undefined) return undefined;
    const { streamId, startedAt } = session;
    return { channelArn: arn, streamId, startTime: new Date(startedAt), state: 'LIVE' };
  }

  private openSession(arn: string): Session | undefined {
    const channel = this.channels.get(arn);
    return channel && openOf(channel);
  }

  /** Adds an event. Its time is in whole seconds, as in EventBridge. */
  private emit(name: string, channelArn: string, streamId: string): void {
    const second = Math.floor(this.clock.now() / 1_000) * 1_000;
    this.events.push(rawEvent({ name, channelArn, streamId, time: isoTime(second) }));
  }

  private recordChange(
    operation: IvsChange['operation'],
    channel: WorldChannel,
    keyArn?: string,
  ): void {
    const { arn: channelArn, tags, sessions } = channel;
    const session = sessions.at(-1);
    this.changes.push({
      operation,
      at: this.clock.now(),
      channelArn,
      ...(keyArn !== undefined && { keyArn }),
      tags: { ...tags },
      lastSessionCheck: this.lastSessionChecks.get(channelArn),
      lastTags: this.lastTags.get(channelArn) ?? {},
      requests: this.requestCounts.get(channelArn) ?? 0,
      session: session && { ...session },
    });
  }

  private newArn(type: string): string {
    return `arn:aws:ivs:us-west-2:123456789012:${type}/${String(++this.lastId).padStart(12, '0')}`;
  }
}

/** The value of a stream key. Each ARN has its own. */
export const keyValue = (keyArn: string): string =>
  `sk_us-west-2_${keyArn.slice(-12)}_QmFzZTY0b3JOb3RUaGlzSXNTZWM`;

function openOf({ sessions }: WorldChannel): Session | undefined {
  const newest = sessions.at(-1);
  return newest?.endedAt === undefined ? newest : undefined;
}

/** An error as the SDK throws it for a 4xx answer. */
export function refusal(name: string, httpStatusCode = 400): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}
