import * as z from 'zod/mini';
import { type AccountRegion, expectOwnChannel, expectStreamId } from '../ivs/accept.ts';
import { isChannelArn } from '../ivs/arn.ts';
import { isoTime } from '../platform/clock.ts';
import { InputError } from '../platform/errors.ts';
import { checked } from '../platform/schema.ts';
import type { SessionId } from './session-id.ts';

const DAY_MS = 86_400_000;
/** The longest range. A range query reads one index partition for each day. */
const MAX_RANGE_DAYS = 366;

/** A time range, ISO 8601 in UTC with milliseconds. `from` is included, `to` is not. */
export interface TimeRange {
  from: string;
  to: string;
}

/** The queries that `getSessions` answers. */
export type SessionQuery =
  /** One session with its time line; `withDelivery`: each entry has the id of its event and when it was received. */
  | { kind: 'one'; id: SessionId; withDelivery: boolean }
  /** A channel's sessions. */
  | { kind: 'channel'; channelArn: string }
  /** The sessions that are live now. */
  | { kind: 'live' }
  /** Sums over a channel's sessions, over a day's, or over a channel's in a day. */
  | { kind: 'totals'; channelArn?: string; range?: TimeRange }
  /** The sessions that overlap a time range. */
  | { kind: 'range'; channelArn?: string; range: TimeRange }
  /** The failed sessions that overlap a time range. */
  | { kind: 'failed'; channelArn?: string; range: TimeRange }
  /** The viewers of the account over a day: `2026-11-21`. */
  | { kind: 'viewers'; day: string }
  /** The limit breaches of the account that name no channel. */
  | { kind: 'account' }
  /** The region and account of this function. */
  | { kind: 'home' };

export interface SessionRequest {
  query: SessionQuery;
  /** `nextToken` of the previous answer. */
  nextToken?: string;
}

const text = z.string().check(z.minLength(1));
const isDate = (value: string): boolean => z.iso.date().safeParse(value).success;
const isTime = (value: string): boolean =>
  isDate(value) || z.iso.datetime({ offset: true }).safeParse(value).success;
const TIME = 'an ISO 8601 time such as 2026-11-21T18:00:00Z, or a date';
const DAY = 'a day such as 2026-11-21';
const time = z.string().check(z.refine(isTime, TIME));

const schema = z.strictObject({
  channelArn: z.optional(z.string().check(z.refine(isChannelArn, 'the ARN of an IVS channel'))),
  streamId: z.optional(text),
  live: z.optional(z.literal(true)),
  account: z.optional(z.literal(true)),
  home: z.optional(z.literal(true)),
  totals: z.optional(z.literal(true)),
  viewers: z.optional(z.literal(true)),
  failed: z.optional(z.literal(true)),
  events: z.optional(z.literal(true)),
  day: z.optional(z.string().check(z.refine(isDate, DAY))),
  from: z.optional(time),
  to: z.optional(time),
  nextToken: z.optional(text),
});
type Members = z.infer<typeof schema>;

/**
 * The member that selects the query, and the members that it can be combined with. The first match
 * counts.
 */
const SELECTORS: [selector: keyof Members, others: (keyof Members)[]][] = [
  ['live', []],
  ['account', []],
  ['home', []],
  ['totals', ['channelArn', 'day']],
  ['viewers', ['day']],
  ['failed', ['from', 'to', 'channelArn']],
  ['from', ['to', 'channelArn']],
  ['to', ['channelArn']],
  ['channelArn', ['streamId', 'events']],
];
const MEMBERS = SELECTORS.flatMap(([selector, others]) => [selector, ...others]);

/**
 * Reads the input of `getSessions`.
 *
 * @throws InputError that names a field that is missing, unknown, of the wrong form or cannot be
 *   combined
 */
export function readRequest(raw: unknown, accountRegion: AccountRegion): SessionRequest {
  const members = checked(schema, raw, 'request');
  const { channelArn, nextToken } = members;
  if (channelArn !== undefined) expectOwnChannel('channelArn', channelArn, accountRegion);
  const query = readQuery(members);
  if (query.kind === 'home' || query.kind === 'viewers') refuse('nextToken', members, query.kind);
  return { query, ...(nextToken !== undefined && { nextToken }) };
}

function readQuery(members: Members): SessionQuery {
  const [selector, others] = SELECTORS.find(([member]) => members[member] !== undefined) ?? [];
  for (const member of MEMBERS) {
    if (selector && member !== selector && !others?.includes(member))
      refuse(member, members, selector);
  }
  const { channelArn } = members;
  const channel = channelArn === undefined ? {} : { channelArn };
  switch (selector) {
    case 'live':
    case 'account':
    case 'home':
      return { kind: selector };
    case 'totals':
      return { kind: 'totals', ...channel, ...readDay(members) };
    case 'viewers':
      return { kind: 'viewers', day: expectDay(members) };
    case 'failed':
      return { kind: 'failed', ...channel, range: readRange(members) };
    case 'from':
    case 'to':
      return { kind: 'range', ...channel, range: readRange(members) };
    default:
      return readChannelQuery(members);
  }
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
  throw new InputError('day', 'a day or a channelArn together with totals', day);
}

function expectDay({ day }: Members): string {
  if (day !== undefined) return day;
  throw new InputError('day', DAY, day);
}

function readRange({ from, to }: Members): TimeRange {
  if (from === undefined) throw new InputError('from', TIME, from);
  if (to === undefined) throw new InputError('to', TIME, to);
  const [start, end] = [Date.parse(from), Date.parse(to)];
  if (!(start < end)) throw new InputError('to', `a time after ${from}`, to);
  if (end - start > MAX_RANGE_DAYS * DAY_MS)
    throw new InputError('to', `a time at most ${MAX_RANGE_DAYS} days after ${from}`, to);
  return { from: isoTime(start), to: isoTime(end) };
}

const SELECTOR_NAMES =
  'the ARN of an IVS channel, or one of live, totals, viewers, failed, from and to, account, home';

function readChannelQuery({ channelArn, streamId, events }: Members): SessionQuery {
  if (channelArn === undefined) throw new InputError('channelArn', SELECTOR_NAMES, channelArn);
  if (streamId === undefined) {
    if (events)
      throw new InputError('streamId', 'the id of a stream together with events', streamId);
    return { kind: 'channel', channelArn };
  }
  expectStreamId('streamId', streamId);
  return { kind: 'one', id: { channelArn, streamId }, withDelivery: events === true };
}
