import { AUTO_DELETE, PROTECT, ROTATE_KEY } from '../channels/policy.ts';
import type { CleanupReason } from '../cleanup/decide.ts';
import type { RotationReason } from '../rotation/decision.ts';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** `90_000` as `90 seconds`: whole, in the largest unit that leaves no rest; under a second in ms. */
export function formatDuration(ms: number): string {
  if (ms === 0) return 'no time';
  const [unit, size] = UNITS.find(([, each]) => ms >= each && ms % each === 0) ?? ['ms', 1];
  const count = ms / size;
  return unit === 'ms' ? `${count} ms` : `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Why a channel is deleted, or stays: goes on after a colon. */
export const CLEANUP_REASON_TEXTS: Record<CleanupReason, string> = {
  'grace-over': 'its last stream has ended, and the grace after it is over',
  protected: `the tag ${PROTECT} keeps the autopilot off it`,
  untagged: `no tag ${AUTO_DELETE} asks for it`,
  'tag-unreadable': 'a tag of it can not be read',
  'never-streamed': 'it has not streamed yet',
  'newer-start': 'another stream has started since the last end that is known',
  settling: 'a stream has just begun',
  'end-unknown': 'its newest stream started, and nobody knows its end yet',
  grace: 'the grace after its last stream is not over',
  live: 'it is live',
  'never-live': 'it has been tagged for long, and never went live',
  recording: 'its recording may still go on, should its encoder come back',
  'recording-unknown': 'IVS does not know its recording configuration',
  'limit-reached': 'more channels are due than may go without an approval',
};

/** Why a stream key is replaced or made, or stays. */
export const ROTATION_REASON_TEXTS: Record<RotationReason, string> = {
  'key-too-old': 'the key is older than its tag allows',
  'stream-ended': 'a stream has ended that the key was used for',
  'no-key': 'the channel has no stream key',
  'cut-off': 'a rotation was cut off in the middle, and is finished whatever tags and settings say',
  protected: `the tag ${PROTECT}, on the channel or on the key, keeps the autopilot off it`,
  untagged: `no tag ${ROTATE_KEY} asks for it`,
  'tag-unreadable': 'a tag of the channel or of the key can not be read',
  never: `the tag ${ROTATE_KEY} says never`,
  'several-keys': 'the channel has several stream keys',
  'not-due': 'the key is not due',
  settling: 'a stream has just begun',
  'end-unknown': 'the newest stream started, and nobody knows its end yet',
  live: 'the channel is live',
  overdue: 'the key is too old, and the channel has been in use ever since',
};
