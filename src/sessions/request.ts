import * as z from 'zod/mini';
import { type AccountRegion, expectOwnChannel, expectStreamId } from '../ivs/accept.ts';
import { isChannelArn } from '../ivs/arn.ts';
import { isoTime } from '../platform/clock.ts';
import { InputError } from '../platform/errors.ts';
import { checked } from '../platform/schema.ts';
import type { SessionId } from './summary.ts';

const DAY_MS = 86_400_000;
/** The longest range: it takes a query for each day of it. */
const MOST_DAYS = 366;

/** A time range, ISO 8601 in UTC with milliseconds; without `to`. */
export interface TimeRange {
  from: string;
  to: string;
}

/** What `getSessions` can be asked. */
export type SessionQuery =
  /** One session with its time line. */
  | { kind: 'one'; id: SessionId }
  /** A channel's sessions. */
  | { kind: 'channel'; channelArn: string }
  /** What is live now. */
  | { kind: 'live' }
  /** Sums over a channel's sessions, over a day's, or over a channel's in a day. */
  | { kind: 'totals'; channelArn?: string; range?: TimeRange }
  /** The sessions that overlap a time range. */
  | { kind: 'range'; channelArn?: string; range: TimeRange }
  /** The limit breaches that are the account's and have no channel. */
  | { kind: 'account' }
  /** The region and account that this function is in. */
  | { kind: 'home' };

export interface SessionRequest {
  query: SessionQuery;
  /** Of the answer before. */
  nextToken?: string;
}

const text = z.string().check(z.minLength(1));
const isDate = (value: string): boolean => z.iso.date().safeParse(value).success;
const isTime = (value: string): boolean =>
  isDate(value) || z.iso.datetime({ offset: true }).safeParse(value).success;
const TIME = 'an ISO 8601 time such as 2026-11-21T18:00:00Z, or a date';
const time = z.string().check(z.refine(isTime, TIME));

const schema = z.strictObject({
  channelArn: z.optional(z.string().check(z.refine(isChannelArn, 'the ARN of an IVS channel'))),
  streamId: z.optional(text),
  live: z.optional(z.literal(true)),
  account: z.optional(z.literal(true)),
  home: z.optional(z.literal(true)),
  totals: z.optional(z.literal(true)),
  day: z.optional(z.string().check(z.refine(isDate, 'a day such as 2026-11-21'))),
  from: z.optional(time),
  to: z.optional(time),
  nextToken: z.optional(text),
});
type Members = z.infer<typeof schema>;

/** The member that says what is asked, and what may stand beside it: the first that is there counts. */
const KINDS: [asks: keyof Members, beside: (keyof Members)[]][] = [
  ['live', []],
  ['account', []],
  ['home', []],
  ['totals', ['channelArn', 'day']],
  ['from', ['to', 'channelArn']],
  ['to', ['channelArn']],
  ['channelArn', ['streamId']],
];
const MEMBERS = KINDS.flatMap(([asks, beside]) => [asks, ...beside]);

/** @throws InputError that names the field which is missing, unknown, of the wrong form or not to be combined */
export function readRequest(raw: unknown, accountRegion: AccountRegion): SessionRequest {
  const members = checked(schema, raw, 'request');
  const { channelArn, nextToken } = members;
  if (channelArn !== undefined) expectOwnChannel('channelArn', channelArn, accountRegion);
  const question = readQuery(members);
  if (question.kind === 'home') refuse('nextToken', members, 'home');
  return { query: question, ...(nextToken !== undefined && { nextToken }) };
}

function readQuery(members: Members): SessionQuery {
  const [asks, beside] = KINDS.find(([member]) => members[member] !== undefined) ?? [];
  for (const member of MEMBERS) {
    if (asks && member !== asks && !beside?.includes(member)) refuse(member, members, asks);
  }
  const { channelArn } = members;
  const channel = channelArn === undefined ? {} : { channelArn };
  if (asks === 'live' || asks === 'account' || asks === 'home') return { kind: asks };
  if (asks === 'totals') return { kind: 'totals', ...channel, ...readDay(members) };
  if (asks === 'from' || asks === 'to')
    return { kind: 'range', ...channel, range: readRange(members) };
  return readSessions(members);
}

function refuse(member: keyof Members, members: Members, other: string): void {
  if (members[member] !== undefined)
    throw new InputError(member, `cannot be combined with ${other}`);
}

function readDay({ day, channelArn }: Members): { range?: TimeRange } {
  if (day !== undefined) {
    const from = Date.parse(day);
    return { range: { from: isoTime(from), to: isoTime(from + DAY_MS) } };
  }
  if (channelArn !== undefined) return {};
  throw new InputError('day', 'a day or a channelArn beside totals', day);
}

function readRange({ from, to }: Members): TimeRange {
  if (from === undefined) throw new InputError('from', TIME, from);
  if (to === undefined) throw new InputError('to', TIME, to);
  const [start, end] = [Date.parse(from), Date.parse(to)];
  if (!(start < end)) throw new InputError('to', `a time after ${from}`, to);
  if (end - start > MOST_DAYS * DAY_MS)
    throw new InputError('to', `a time at most ${MOST_DAYS} days after ${from}`, to);
  return { from: isoTime(start), to: isoTime(end) };
}

const ASKABLE = 'the ARN of an IVS channel, or one of live, totals, from and to, account, home';

function readSessions({ channelArn, streamId }: Members): SessionQuery {
  if (channelArn === undefined) throw new InputError('channelArn', ASKABLE, channelArn);
  if (streamId === undefined) return { kind: 'channel', channelArn };
  expectStreamId('streamId', streamId);
  return { kind: 'one', id: { channelArn, streamId } };
}
