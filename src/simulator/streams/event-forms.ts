import type { IvsEventBridgeEvent } from '../types/event.ts';
import type { EventDetailType } from './event-names.ts';
import type { LimitExcess } from './limits.ts';
import { timestamp } from './stream-session.ts';

// The forms of the EventBridge events of IVS.

/** The member of `detail` that holds the name of the event. */
const NAME_MEMBERS: Record<Exclude<EventDetailType, 'IVS Limit Breach'>, string> = {
  'IVS Stream State Change': 'event_name',
  'IVS Stream Health Change': 'event_name',
  'IVS Recording State Change': 'recording_status',
};

/** The types of events about one stream whose name stands in a member of its own. */
export type StreamEventType = keyof typeof NAME_MEMBERS;

/**
 * The form of IVS Limit Breach: `limit_name` as in the user guide, or `limit` as in the schema `aws.ivs@LimitBreach`
 * of the EventBridge schema registry, which has no member for the channel and the stream.
 */
export type LimitBreachForm = 'limit_name' | 'limit';

/** What an event is about. */
export interface EventStream {
  channelName: string;
  streamId: string;
}

/** The recording that an event is about. */
export interface EventRecording {
  id: string;
  bucket: string;
  /** The key prefix in the bucket. */
  prefix: string;
}

export interface EventContent {
  id: string;
  account: string;
  region: string;
  /** Milliseconds since the epoch. */
  at: number;
  type: EventDetailType;
  /** The ARN of the channel, or nothing. */
  resources: string[];
  detail: Record<string, unknown>;
}

export function eventBridgeEvent({
  at,
  type,
  resources,
  detail,
  ...origin
}: EventContent): IvsEventBridgeEvent {
  return {
    version: '0',
    id: origin.id,
    'detail-type': type,
    source: 'aws.ivs',
    account: origin.account,
    time: timestamp(at),
    region: origin.region,
    resources,
    detail,
  };
}

/** @param extra further members of `detail` */
export function streamDetail(
  type: StreamEventType,
  name: string,
  stream: EventStream,
  extra: Record<string, unknown> = {},
): Record<string, unknown> {
  return { [NAME_MEMBERS[type]]: name, ...streamMembers(stream), ...extra };
}

/** @param stream absent for a limit of the account */
export function limitBreachDetail(
  form: LimitBreachForm,
  name: string,
  { value, unit, exceededBy }: LimitExcess,
  stream?: EventStream,
): Record<string, unknown> {
  return {
    ...{ [form]: name, limit_value: value, exceeded_by: exceededBy, limit_unit: unit },
    ...(form === 'limit_name' && stream && streamMembers(stream)),
  };
}

/** @param extra members that differ from those of a recording that has just started */
export function recordingMembers(
  { id, bucket, prefix }: EventRecording,
  extra: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    recording_status_reason: '',
    recording_s3_bucket_name: bucket,
    recording_s3_key_prefix: prefix,
    recording_duration_ms: 0,
    recording_session_id: id,
    ...extra,
  };
}

/** @returns the prefix of the keys of a recording: `ivs/v1/<account>/<channel>/<year>/<month>/<day>/<hour>/<minute>/<id>` */
export function recordingPrefix(
  { account, channelId }: { account: string; channelId: string },
  at: number,
  id: string,
): string {
  return `ivs/v1/${account}/${channelId}/${datePath(at)}/${id}`;
}

/** @returns `year/month/day/hour/minute` in UTC, without leading zeros */
function datePath(ms: number): string {
  const date = new Date(ms);
  return [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
  ].join('/');
}

const streamMembers = ({ channelName, streamId }: EventStream) => ({
  channel_name: channelName,
  stream_id: streamId,
});
