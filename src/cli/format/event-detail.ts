import { formatDuration } from './duration.ts';
import { oneLine, wholeNumber } from './text.ts';

/** What the time line says already, and what says the same again. */
const KNOWN = new Set([
  'event_name',
  'limit_name',
  'recording_status',
  'channel_name',
  'stream_id',
  'version',
]);

/**
 * What an event says beyond its name, on one line: its reason, its numbers, and every other member of
 * its detail as it is, since IVS may send what nobody knows yet.
 */
export function explainDetail(detail: unknown): string {
  if (typeof detail !== 'object' || detail === null) return '';
  const members = detail as Record<string, unknown>;
  const told = [limitText(members), recordingText(members)].filter((text) => text !== '');
  const rest = Object.entries(members)
    .filter(([name, value]) => !isTold(name) && value !== '' && value != null)
    .map(([name, value]) => (PLAIN.has(name) ? textOf(value) : `${name}: ${textOf(value)}`));
  return oneLine([...told, ...rest].join(', '));
}

/** Members that need no name before them. */
const PLAIN = new Set(['reason', 'code', 'recording_status_reason']);
const LIMIT = ['limit_value', 'limit_unit', 'exceeded_by'];
const RECORDING = [
  'recording_s3_bucket_name',
  'recording_s3_key_prefix',
  'recording_duration_ms',
  'recording_session_id',
];
const TOLD = new Set([...LIMIT, ...RECORDING]);
const isTold = (name: string): boolean => KNOWN.has(name) || TOLD.has(name);

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

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
  const lasted = typeof ms === 'number' && ms > 0 ? formatDuration(ms) : '';
  const place = typeof bucket === 'string' && typeof prefix === 'string' ? s3(bucket, prefix) : '';
  return [lasted, place].filter((text) => text !== '').join(', ');
}

export const s3 = (bucket: string, prefix: string): string => `s3://${bucket}/${prefix}`;
