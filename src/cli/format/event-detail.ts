import { formatDuration } from './duration.ts';
import { jsonText, oneLine, wholeNumber } from './text.ts';

/** Members that the time line shows elsewhere, or that repeat another member. */
const SHOWN_ELSEWHERE = [
  'event_name',
  'limit_name',
  'limit',
  'recording_status',
  'channel_name',
  'stream_id',
  'version',
];
/** Members that `limitText` shows. */
const LIMIT = ['limit_value', 'limit_unit', 'exceeded_by'];
/** Members that `recordingText` shows. */
const RECORDING = [
  'recording_s3_bucket_name',
  'recording_s3_key_prefix',
  'recording_duration_ms',
  'recording_session_id',
];
const NOT_LISTED = new Set([...SHOWN_ELSEWHERE, ...LIMIT, ...RECORDING]);
/** Members whose value is clear without their name. */
const SHOWN_WITHOUT_NAME = new Set(['reason', 'code', 'recording_status_reason']);

/**
 * What an event says besides its name, on one line: its limit, its recording, and every other member
 * as it is. Members that IVS adds in the future are shown too.
 *
 * @param detail the event's `detail`
 */
export function explainDetail(detail: unknown): string {
  if (typeof detail !== 'object' || detail === null) return '';
  const members = detail as Record<string, unknown>;
  const formatted = [limitText(members), recordingText(members)].filter((text) => text !== '');
  const listed = Object.entries(members)
    .filter(([name, value]) => !NOT_LISTED.has(name) && value !== '' && value != null)
    .map(([name, value]) =>
      SHOWN_WITHOUT_NAME.has(name) ? jsonText(value) : `${name}: ${jsonText(value)}`,
    );
  return oneLine([...formatted, ...listed].join(', '));
}

/** `limit 8,500,000 bits per second, exceeded by 1,312,000` */
function limitText({ limit_value, limit_unit, exceeded_by }: Record<string, unknown>): string {
  const unit = typeof limit_unit === 'string' ? ` ${limit_unit}` : '';
  const limit = typeof limit_value === 'number' ? `limit ${wholeNumber(limit_value)}${unit}` : '';
  const excess = typeof exceeded_by === 'number' ? `exceeded by ${wholeNumber(exceeded_by)}` : '';
  return [limit, excess].filter((text) => text !== '').join(', ');
}

/** `1h 02m, s3://bucket/prefix` */
function recordingText(detail: Record<string, unknown>): string {
  const {
    recording_s3_bucket_name: bucket,
    recording_s3_key_prefix: prefix,
    recording_duration_ms: ms,
  } = detail;
  const duration = typeof ms === 'number' && ms > 0 ? formatDuration(ms) : '';
  const url = typeof bucket === 'string' && typeof prefix === 'string' ? s3Url(bucket, prefix) : '';
  return [duration, url].filter((text) => text !== '').join(', ');
}

export const s3Url = (bucket: string, prefix: string): string => `s3://${bucket}/${prefix}`;
