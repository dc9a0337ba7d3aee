import { numberOf, textOf } from '../detail-members.ts';
import { LIST_LIMITS, type Recording } from '../details/health.ts';
import type { SessionEvent } from './event.ts';

/** S3's longest key. */
const LONGEST_PREFIX = 1_024;

/** What an event does to its recording. */
const CHANGES: Record<string, (event: SessionEvent, before: Recording) => Partial<Recording>> = {
  'Recording Start': ({ time }, { startedAt = time }) => ({ startedAt }),
  'Recording End': ({ time, detail }) => ({
    status: 'recorded',
    endedAt: time,
    ...numberOf('durationMs', detail.recording_duration_ms),
  }),
  'Recording Start Failure': failed,
  'Recording End Failure': failed,
};

function failed({ detail }: SessionEvent): Partial<Recording> {
  return { status: 'failed', ...textOf('reason', detail.recording_status_reason) };
}

/** Folds recordings: one for each recording session. Takes events in time order. */
export interface RecordingsFold {
  add(event: SessionEvent): void;
  result(): { recordings: Recording[]; count: number };
}

export function recordingsFold(): RecordingsFold {
  const recordings = new Map<string, Recording>();
  const keys = new Set<string>();
  return {
    add(event) {
      const key = keyOf(event);
      keys.add(key);
      if (!recordings.has(key) && recordings.size === LIST_LIMITS.recordings) return;
      const before: Recording = recordings.get(key) ?? { status: 'recording' };
      const change = CHANGES[event.name]?.(event, before);
      recordings.set(key, { ...before, ...placeOf(event), ...change });
    },
    result: () => ({
      recordings: [...recordings.values()].map(withoutStaleReason),
      count: keys.size,
    }),
  };
}

/** The recording session; where it is not told, where the recording lies. */
function keyOf({ detail }: SessionEvent): string {
  const { recording_session_id: id, recording_s3_bucket_name: bucket } = detail;
  return JSON.stringify(id || [bucket, detail.recording_s3_key_prefix]);
}

function placeOf({ detail }: SessionEvent): Partial<Recording> {
  const ids = detail.recording_session_stream_ids;
  const streamIds = Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  return {
    ...textOf('bucket', detail.recording_s3_bucket_name),
    ...textOf('prefix', detail.recording_s3_key_prefix, LONGEST_PREFIX),
    ...textOf('recordingSessionId', detail.recording_session_id),
    ...(streamIds.length > 0 && { streamIds: streamIds.slice(0, LIST_LIMITS.streamIds) }),
  };
}

/** A recording that was finished after a failure has no reason. */
function withoutStaleReason({ reason, ...recording }: Recording): Recording {
  const failure = recording.status === 'failed' && reason !== undefined;
  return failure ? { ...recording, reason } : recording;
}
