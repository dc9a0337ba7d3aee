import type { RandomSource as Random } from '../../simulator/random.ts';
import { ACCOUNT, REGION } from '../account.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Of a hundred past streams so many failed. */
const FAILED_SHARE = 0.08;

/** An event of IVS, as EventBridge delivers it. */
export interface IvsEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: 'aws.ivs';
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, string>;
}

interface Stream {
  channelArn: string;
  name: string;
  streamId: string;
  /** ms since the epoch */
  startAt: number;
  /** Absent: it is still live. */
  endAt?: number;
  fails?: boolean;
}

/** The events of one stream, in their order. */
export function streamEvents(
  { channelArn, name, streamId, startAt, endAt, fails = false }: Stream,
  random: Random,
): IvsEvent[] {
  const event = (type: string, eventName: string, at: number): IvsEvent => ({
    version: '0',
    id: idFrom(random),
    'detail-type': `IVS Stream ${type}`,
    source: 'aws.ivs',
    ...{ account: ACCOUNT, region: REGION, resources: [channelArn] },
    time: new Date(at).toISOString().replace(/\.\d+Z/, 'Z'),
    detail: { event_name: eventName, channel_name: name, stream_id: streamId },
  });
  const state = (eventName: string, at: number) => event('State Change', eventName, at);
  const begin = [state('Session Created', startAt - 3_000), state('Stream Start', startAt)];
  if (endAt === undefined) return begin;
  const failure = fails ? [state('Stream Failure', endAt - 1_000)] : [];
  return [...begin, ...failure, state('Session Ended', endAt), state('Stream End', endAt + 2_000)];
}

/** Streams of a channel on the days before `now`: on about two days in three, for half an hour to three hours. */
export function pastStreams(
  { channelArn, name }: { channelArn: string; name: string },
  { now, days, random }: { now: number; days: number; random: Random },
): IvsEvent[] {
  const events: IvsEvent[] = [];
  for (let day = days; day >= 1; day--) {
    if (random() > 0.65) continue;
    const startAt = now - day * DAY_MS + Math.round((random() - 0.5) * 6 * HOUR_MS);
    const endAt = Math.min(startAt + Math.round((0.5 + random() * 2.5) * HOUR_MS), now - HOUR_MS);
    const fails = random() < FAILED_SHARE;
    const stream = { channelArn, name, streamId: streamIdFrom(random), startAt, endAt, fails };
    events.push(...streamEvents(stream, random));
  }
  return events;
}

const hexFrom = (random: Random, digits: number): string =>
  Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');

const idFrom = (random: Random): string =>
  [8, 4, 4, 4, 12].map((digits) => hexFrom(random, digits)).join('-');

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
const streamIdFrom = (random: Random): string =>
  `st-1${Array.from({ length: 22 }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join('')}`;
