import type { FullSessionView } from '../../../../sessions/queries/full-view.ts';

/** When a session began, as far as it is known; ISO 8601. */
export const beganAt = ({ createdAt, startedAt, seenAt }: FullSessionView): string | undefined =>
  createdAt ?? startedAt ?? seenAt;

/** Why a session failed, in IVS's words. Empty if it has not failed. */
export function failureText({ state, startedAt, reason, code }: FullSessionView): string {
  if (state !== 'failed') return '';
  const said = [reason, code].filter((text) => text !== undefined && text !== '').join(', ');
  if (said !== '') return said;
  return startedAt === undefined ? 'It ended before it was live.' : 'IVS did not say why.';
}

/** Members of an event that its row shows elsewhere, or that repeat another member. */
const SHOWN_ELSEWHERE = new Set([
  ...['event_name', 'limit_name', 'limit', 'recording_status', 'channel_name', 'stream_id'],
  ...['version', 'recording_session_id'],
]);

/** What an event says besides its name: every member that IVS sends, also those of the future. */
export function eventDetail(detail: unknown): string {
  if (typeof detail !== 'object' || detail === null) return '';
  return Object.entries(detail)
    .filter(([name, value]) => !SHOWN_ELSEWHERE.has(name) && value !== '' && value !== null)
    .map(([name, value]) => `${name.replaceAll('_', ' ')}: ${plain(value)}`)
    .join(', ');
}

const plain = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** How long after Stream Start: `+1:02:03`, `−0:06`. */
export function sinceStartText(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1_000);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const two = (part: number): string => String(part).padStart(2, '0');
  const text =
    hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  return `${ms < 0 ? '−' : '+'}${text}`;
}
