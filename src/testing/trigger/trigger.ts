import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { formatArn, isChannelArn, parseArn } from '../../ivs/arn.ts';
import { InputError, quote } from '../../platform/errors.ts';
import { checked } from '../../platform/schema.ts';
import { nearest } from '../../settings/nearest.ts';
import { members, nonEmptyString } from '../../simulator/control/schema-parts.ts';
import type { IvsEventBridgeEvent } from '../../simulator/index.ts';
import { eventBridgeEvent, recordingPrefix } from '../../simulator/streams/event-forms.ts';
import { EVENT_KINDS, type EventKind, type EventKindName } from './kinds.ts';

/** What an event says. All members are optional. */
export interface TriggerDetails {
  /** Default: a channel `TestChannel1` in us-west-2. Events of the account have no channel, no name and no stream. */
  channelArn?: string;
  /** Default `test-channel`. */
  channelName?: string;
  /** Default: always the same stream, so that the events of two calls belong together. */
  streamId?: string;
  /** Default: now. */
  time?: Date | string | number;
  /** Default: a new UUID. Events that EventBridge delivers twice have the same id. */
  id?: string;
  /** The code of `session-ended` and `stream-takeover-failure`. */
  code?: string;
  /** The reason of a failure. */
  reason?: string;
  /** Members of `detail` that replace those of the kind; undefined removes a member. */
  detail?: Record<string, unknown>;
}

/** Where an event comes from that names no channel. */
export interface EventOrigin {
  region: string;
  account: string;
}

const DEFAULT_ORIGIN: EventOrigin = { region: 'us-west-2', account: '123456789012' };
const DEFAULT_CHANNEL = { type: 'channel', id: 'TestChannel1' };
const DEFAULT_NAME = 'test-channel';
const DEFAULT_STREAM = 'st-1TestStream000000000001';
const DEFAULT_RECORDING = { id: 'TestRecording001', bucket: 'recordings', key: 'TestRecord01' };

const isTime = (value: unknown): boolean =>
  (value instanceof Date || typeof value === 'string' || typeof value === 'number') &&
  !Number.isNaN(new Date(value).getTime());

const detailsSchema = members({
  channelArn: z.optional(z.string().check(z.refine(isChannelArn, 'the ARN of a channel'))),
  channelName: z.optional(z.string()),
  streamId: z.optional(z.string().check(z.regex(/^st-[a-zA-Z0-9]+$/, 'the id of a stream: st-…'))),
  time: z.optional(
    z.unknown().check(z.refine(isTime, 'a Date, a time in ISO 8601 or ms since the epoch')),
  ),
  id: z.optional(nonEmptyString),
  code: z.optional(z.string()),
  reason: z.optional(z.string()),
  detail: z.optional(z.record(z.string(), z.unknown())),
} satisfies Record<keyof TriggerDetails, z.ZodMiniType>);

/**
 * Makes one event in the form in which the target of an EventBridge rule receives it from IVS.
 *
 * @param kind such as `stream-end`
 * @throws InputError for an unknown kind, and for a detail that is wrong or that this kind does not have
 */
export function trigger(kind: EventKindName, details: TriggerDetails = {}): IvsEventBridgeEvent {
  return eventFrom(DEFAULT_ORIGIN, kind, details);
}

/** `trigger`, with the region and the account of an event that is told no channel. */
export function eventFrom(
  origin: EventOrigin,
  kind: EventKindName,
  details: TriggerDetails,
): IvsEventBridgeEvent {
  const form = kindNamed(kind);
  checked(detailsSchema, details, 'details');
  requireMembersOf(kind, form, details);
  const defaultArn = formatArn({ ...origin, ...DEFAULT_CHANNEL });
  const { channelArn = defaultArn, channelName = DEFAULT_NAME } = details;
  const { streamId = DEFAULT_STREAM, time = new Date(), id = randomUUID() } = details;
  const at = new Date(time).getTime();
  const { region = '', account = '', id: channelId = '' } = parseArn(channelArn) ?? {};
  const { key, ...recording } = DEFAULT_RECORDING;
  const prefix = recordingPrefix({ account, channelId }, at, key);
  const detail = form.detail({
    stream: { channelName, streamId },
    recording: { ...recording, prefix },
    code: details.code,
    reason: details.reason,
  });
  return eventBridgeEvent({
    ...{ id, account, region, at, type: form.type },
    resources: form.isOfAccount ? [] : [channelArn],
    detail: withoutUndefined({ ...detail, ...details.detail }),
  });
}

/** @throws InputError that names the kinds */
export function kindNamed(kind: unknown): EventKind {
  const names = Object.keys(EVENT_KINDS);
  if (typeof kind === 'string' && Object.hasOwn(EVENT_KINDS, kind))
    return EVENT_KINDS[kind as EventKindName];
  const meant = typeof kind === 'string' ? nearest(kind, names) : undefined;
  const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  throw new InputError(
    'kind',
    `expected a kind of event${hint}, received ${quote(kind)}. The kinds are ${names.join(', ')}`,
  );
}

function requireMembersOf(
  kind: string,
  { codes = [], hasReason = false, isOfAccount = false }: EventKind,
  { code, reason, channelArn, channelName, streamId }: TriggerDetails,
): void {
  const about = Object.entries({ channelArn, channelName, streamId });
  const [unfit] = about.filter(([, value]) => isOfAccount && value !== undefined);
  if (unfit)
    throw new InputError(unfit[0], `nothing, since ${kind} is about the account`, unfit[1]);
  if (code !== undefined && !codes.includes(code)) {
    const expected = codes.length > 0 ? codes.join(' or ') : `no code, since ${kind} has none`;
    throw new InputError('code', expected, code);
  }
  if (reason !== undefined && !hasReason)
    throw new InputError('reason', `no reason, since ${kind} has none`, reason);
}

function withoutUndefined(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
