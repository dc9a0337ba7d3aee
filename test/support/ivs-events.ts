import { type DetailType, type IvsEvent, parseIvsEvent } from '../../src/ivs/events.ts';

export const CHANNEL_ARN = 'arn:aws:ivs:us-west-2:123456789012:channel/aB1cD2eF3gH4';
export const STREAM_ID = 'st-Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op';

export interface EventParts {
  id?: string;
  /** ISO 8601. */
  time?: string;
  detailType?: DetailType;
  name?: string;
  channelArn?: string | undefined;
  streamId?: string | undefined;
  channelName?: string;
  detail?: Record<string, unknown>;
  region?: string;
  account?: string;
}

const NAME_MEMBER: Record<DetailType, string> = {
  'IVS Stream State Change': 'event_name',
  'IVS Stream Health Change': 'event_name',
  'IVS Limit Breach': 'limit_name',
  'IVS Recording State Change': 'recording_status',
};

let count = 0;

/** An IVS event as EventBridge delivers it. Members that are not in `parts` have default values. */
export function rawEvent(parts: EventParts = {}) {
  const { detailType = 'IVS Stream State Change', name = 'Stream Start' } = parts;
  const channelArn = 'channelArn' in parts ? parts.channelArn : CHANNEL_ARN;
  const streamId = 'streamId' in parts ? parts.streamId : STREAM_ID;
  count += 1;
  return {
    version: '0',
    id: parts.id ?? `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
    'detail-type': detailType,
    source: 'aws.ivs',
    account: parts.account ?? '123456789012',
    time: parts.time ?? '2026-11-21T12:00:00Z',
    region: parts.region ?? 'us-west-2',
    resources: channelArn === undefined ? [] : [channelArn],
    detail: {
      [NAME_MEMBER[detailType]]: name,
      channel_name: parts.channelName ?? 'Evening quiz',
      ...(streamId !== undefined && { stream_id: streamId }),
      ...parts.detail,
    },
  };
}

/** The same event, parsed. */
export function parsedEvent(parts: EventParts = {}): IvsEvent {
  const parsed = parseIvsEvent(rawEvent(parts));
  if (parsed.kind === 'foreign') throw new Error(`not an event about streams: ${parts.detailType}`);
  return parsed.event;
}
