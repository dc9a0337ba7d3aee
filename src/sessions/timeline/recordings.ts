import { numberOf, textOf } from '../detail-members.ts';
import { LIST_LIMITS, type SessionRecording } from '../details/health.ts';
import type { RecordedEvent } from './event.ts';

/** The longest key that S3 allows. */
const MAX_PREFIX_LENGTH = 1_024;

/** What each event changes in its recording. */
const CHANGES: Record<
  string,
  (event: RecordedEvent, before: SessionRecording) => Partial<SessionRecording>
> = {
  'Recording Start': ({ time }, { startedAt = time }) => ({ startedAt }),
  'Recording End': ({ time, detail }) => ({
    status: 'recorded',
    endedAt: time,
    ...numberOf('durationMs', detail.recording_duration_ms),
  }),
  'Recording Start Failure': failed,
  'Recording End Failure': failed,
};

function failed({ detail }: RecordedEvent): Partial<SessionRecording> {
  return { status: 'failed', ...textOf('reason', detail.recording_status_reason) };
}

/**
 * Computes the recordings of a session, one for each recording session. Events are added in time
 * order.
 */
export class RecordingsFold {
  readonly #recordings = new Map<string, SessionRecording>();
  readonly #keys = new Set<string>();

  /** @param event of detail-type IVS Recording State Change */
  add(event: RecordedEvent): void {
    const key = keyOf(event);
    this.#keys.add(key);
    if (!this.#recordings.has(key) && this.#recordings.size === LIST_LIMITS.recordings) return;
    const before: SessionRecording = this.#recordings.get(key) ?? { status: 'recording' };
    const change = CHANGES[event.name]?.(event, before);
    this.#recordings.set(key, { ...before, ...locationOf(event), ...change });
  }

  /** @returns the first recordings, up to the limit, and the number of all */
  result(): { recordings: SessionRecording[]; count: number } {
    return {
      recordings: [...this.#recordings.values()].map(withoutOldReason),
      count: this.#keys.size,
    };
  }
}

/** The id of the recording session; without one, the location of the recording in S3. */
function keyOf({ detail }: RecordedEvent): string {
  const { recording_session_id: id, recording_s3_bucket_name: bucket } = detail;
  return JSON.stringify(id || [bucket, detail.recording_s3_key_prefix]);
}

function locationOf({ detail }: RecordedEvent): Partial<SessionRecording> {
  const ids = detail.recording_session_stream_ids;
  const streamIds = Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  return {
    ...textOf('bucket', detail.recording_s3_bucket_name),
    ...textOf('prefix', detail.recording_s3_key_prefix, MAX_PREFIX_LENGTH),
    ...textOf('recordingSessionId', detail.recording_session_id),
    ...(streamIds.length > 0 && { streamIds: streamIds.slice(0, LIST_LIMITS.streamIds) }),
  };
}

/** Removes the reason of a failure after which the recording was completed. */
function withoutOldReason({ reason, ...recording }: SessionRecording): SessionRecording {
  const hasFailed = recording.status === 'failed' && reason !== undefined;
  return hasFailed ? { ...recording, reason } : recording;
}
