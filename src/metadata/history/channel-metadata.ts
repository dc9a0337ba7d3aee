import { isoTime } from '../../platform/clock.ts';
import type { Table } from '../../platform/table.ts';
import { readDrainAt } from '../queue/dynamo-backlog.ts';
import { readSentBatches } from './dynamo-sent-history.ts';
import type { SentMessage } from './sent-message.ts';
import { rounded } from './sent-rate.ts';

/** The metadata of one channel: what waits, and what became of the last messages. */
export interface ChannelMetadata {
  channelArn: string;
  /** The setting `metadataHistory`. While it is `off`, `perSecond` is 0 and `messages` is empty. */
  history: 'on' | 'off';
  /** About how many PutMetadata requests wait, as far as `enqueueMetadata` has counted them. A request holds one or more messages. */
  waiting: number;
  /** How long they take at the full rate of the channel, s. */
  waitingSeconds: number;
  /** Messages that were delivered in the last minute, per second. */
  perSecond: number;
  /** The last ones, newest first: at most 20 of each batch of the sender, and at most 50. */
  messages: AnsweredMessage[];
}

/** `at` is ISO 8601. */
export type AnsweredMessage = Omit<SentMessage, 'at'> & { at: string };

export interface ChannelMetadataAnswer {
  metadata: ChannelMetadata;
}

export interface ChannelMetadataSettings {
  history: 'on' | 'off';
  /** The setting `metadataGapMs`. */
  gapMs: number;
}

const MINUTE_MS = 60_000;
const MESSAGES = 50;

/**
 * Reads the metadata of one channel: one read of the backlog, and a query for 50 batches, or for those of the last minute,
 * which are 300 at most.
 *
 * @param now ms since the epoch
 */
export async function readChannelMetadata(
  channelArn: string,
  table: Table,
  { history, gapMs }: ChannelMetadataSettings,
  now: number,
): Promise<ChannelMetadata> {
  const [drainAt, sent] = await Promise.all([
    readDrainAt(table, channelArn),
    history === 'on' ? lastSent(channelArn, table, now) : { delivered: 0, messages: [] },
  ]);
  const waitingMs = Math.max(0, drainAt - now);
  return {
    ...{ channelArn, history, waiting: Math.ceil(waitingMs / gapMs) },
    waitingSeconds: Math.ceil(waitingMs / 100) / 10,
    perSecond: rounded(sent.delivered / (MINUTE_MS / 1_000)),
    messages: sent.messages.map((message) => ({ ...message, at: isoTime(message.at) })),
  };
}

interface Sent {
  /** Messages of the last minute. */
  delivered: number;
  /** Newest first. */
  messages: SentMessage[];
}

async function lastSent(channelArn: string, table: Table, now: number): Promise<Sent> {
  const since = isoTime(now - MINUTE_MS);
  const sent: Sent = { delivered: 0, messages: [] };
  for await (const { at, delivered, messages } of readSentBatches(table, channelArn)) {
    const isRecent = at > since;
    if (!isRecent && sent.messages.length >= MESSAGES) break;
    if (isRecent) sent.delivered += delivered;
    sent.messages.push(...messages.toReversed());
  }
  return { ...sent, messages: sent.messages.slice(0, MESSAGES) };
}
