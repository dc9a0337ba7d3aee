import * as z from 'zod/mini';
import { InputError } from '../platform/errors.ts';
import { checked } from '../platform/schema.ts';
import { isChannelArn } from './arn.ts';

/** The four detail-types of low-latency streaming. Events of other detail-types from `aws.ivs` are foreign. */
export const DETAIL_TYPES = [
  'IVS Stream State Change',
  'IVS Stream Health Change',
  'IVS Limit Breach',
  'IVS Recording State Change',
] as const;
export type DetailType = (typeof DETAIL_TYPES)[number];

/** The checked members of an IVS event from EventBridge. `detail` also holds members that are not known. */
export interface IvsEvent {
  /** EventBridge's id; the same in every delivery of an event. */
  id: string;
  /** When it happened: ISO 8601 in UTC with milliseconds. Decisions use this time, not the wall clock. */
  time: string;
  account: string;
  region: string;
  detailType: DetailType;
  /** `event_name`, `limit_name`, `limit` or `recording_status`; may be a value that is not known yet. */
  name: string;
  /** Absent only in breaches of the account's limits (Concurrent Broadcasts, Concurrent Viewers). */
  channelArn?: string;
  streamId?: string;
  /** May be empty. */
  channelName?: string;
  detail: Record<string, unknown>;
}

/** The member of `detail` that holds the event's name. */
export const NAME_MEMBER: Record<DetailType, string> = {
  'IVS Stream State Change': 'event_name',
  'IVS Stream Health Change': 'event_name',
  'IVS Limit Breach': 'limit_name',
  'IVS Recording State Change': 'recording_status',
};

/**
 * Another member that may hold the name of IVS Limit Breach. The user guide has `limit_name`; the schema
 * `aws.ivs@LimitBreach` of the EventBridge schema registry has `limit`.
 */
const LIMIT_IN_SCHEMA_REGISTRY = 'limit';

/** Limits of the account: the events of their breaches have no channel. */
const ACCOUNT_LIMITS = new Set(['Concurrent Broadcasts', 'Concurrent Viewers']);

const text = z.string().check(z.minLength(1));
const envelope = z.object({
  id: text,
  source: z.literal('aws.ivs'),
  'detail-type': text,
  time: text,
  account: text,
  region: text,
  resources: z.array(z.string()),
  detail: z.record(z.string(), z.unknown()),
});

export type ParsedEvent =
  | { kind: 'ivs'; event: IvsEvent }
  /** A well-formed event from `aws.ivs` of another detail-type (stages, API calls, …). */
  | { kind: 'foreign'; detailType: string };

/**
 * Reads an EventBridge event of source `aws.ivs`.
 *
 * @throws InputError that names the member that is missing or wrong
 */
export function parseIvsEvent(raw: unknown): ParsedEvent {
  const head = checked(envelope, raw, 'event');
  const { 'detail-type': detailType, detail, resources, id, account, region } = head;
  if (!isDetailType(detailType)) return { kind: 'foreign', detailType };
  const name = nameOf(detail, detailType);
  const channelArn = readChannelArn(resources, detailType, name);
  const event: IvsEvent = {
    id,
    time: readTime(head.time),
    account,
    region,
    detailType,
    name,
    detail,
    ...(channelArn && { channelArn }),
    ...optionalText(detail, 'stream_id', 'streamId'),
    ...optionalText(detail, 'channel_name', 'channelName'),
  };
  return { kind: 'ivs', event };
}

function isDetailType(value: string): value is DetailType {
  return (DETAIL_TYPES as readonly string[]).includes(value);
}

function nameOf(detail: Record<string, unknown>, detailType: DetailType): string {
  const { limit } = optionalText(detail, LIMIT_IN_SCHEMA_REGISTRY, 'limit');
  const member = NAME_MEMBER[detailType];
  if (detailType === 'IVS Limit Breach' && limit && !Object.hasOwn(detail, member)) return limit;
  return requiredText(detail, member);
}

function requiredText(detail: Record<string, unknown>, member: string): string {
  const value = detail[member];
  if (typeof value === 'string' && value !== '') return value;
  throw new InputError(`detail.${member}`, 'a non-empty string', value);
}

function optionalText<K extends string>(
  detail: Record<string, unknown>,
  member: string,
  as: K,
): { [P in K]?: string } {
  const value = detail[member];
  return (typeof value === 'string' && value !== '' ? { [as]: value } : {}) as {
    [P in K]?: string;
  };
}

function readTime(value: string): string {
  const ms = Date.parse(value);
  if (Number.isNaN(ms)) throw new InputError('time', 'an ISO 8601 time', value);
  return new Date(ms).toISOString();
}

function readChannelArn(
  resources: string[],
  detailType: DetailType,
  name: string,
): string | undefined {
  const [arn] = resources;
  if (isChannelArn(arn)) return arn;
  const accountWide = detailType === 'IVS Limit Breach' && ACCOUNT_LIMITS.has(name);
  if (arn === undefined && accountWide) return undefined;
  throw new InputError('resources[0]', 'the ARN of an IVS channel', arn);
}
