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

const ENDS = new Set(['Recording End', 'Recording End Failure']);

/** A recording, and the id by which its events are known; undefined until an event names it. */
interface FoldedRecording {
  id: string | undefined;
  recording: SessionRecording;
}

/**
 * Computes the recordings of a session, one for each recording session. Events are added in time
 * order.
 *
 * An event that was lost and is known from GetStreamSession names no recording. Such an end is that
 * of the recording that is open. An end that names a recording whose start is not known is that of
 * an open recording without a name.
 */
export class RecordingsFold {
  readonly #recordings: FoldedRecording[] = [];
  /** The ids of recordings over the limit, which are only counted. */
  readonly #furtherIds = new Set<string>();

  /** @param event of detail-type IVS Recording State Change */
  add(event: RecordedEvent): void {
    const id = idOf(event);
    const folded = this.#recordingOf(event, id) ?? this.#newRecording(id);
    if (!folded) return;
    const { recording: before } = folded;
    folded.id ??= id;
    folded.recording = { ...before, ...locationOf(event), ...CHANGES[event.name]?.(event, before) };
  }

  /** @returns the first recordings, up to the limit, and the number of all */
  result(): { recordings: SessionRecording[]; count: number } {
    return {
      recordings: this.#recordings.map(({ recording }) => withoutOldReason(recording)),
      count: this.#recordings.length + this.#furtherIds.size,
    };
  }

  /** The known recording of an event. */
  #recordingOf({ name }: RecordedEvent, id: string | undefined): FoldedRecording | undefined {
    const named = id !== undefined && this.#recordings.find((one) => one.id === id);
    if (named || !ENDS.has(name)) return named || undefined;
    return this.#recordings.findLast(
      (one) => one.recording.status === 'recording' && (id === undefined || one.id === undefined),
    );
  }

  /** @returns undefined over the limit */
  #newRecording(id: string | undefined): FoldedRecording | undefined {
    if (this.#recordings.length === LIST_LIMITS.recordings) {
      this.#furtherIds.add(id ?? `without a name ${this.#furtherIds.size}`);
      return undefined;
    }
    const created: FoldedRecording = { id, recording: { status: 'recording' } };
    this.#recordings.push(created);
    return created;
  }
}

/** The id of the recording session; without one, the location of the recording in S3. */
function idOf({ detail }: RecordedEvent): string | undefined {
  const { recording_session_id: id, recording_s3_bucket_name: bucket } = detail;
  if (id) return JSON.stringify(id);
  const prefix = detail.recording_s3_key_prefix;
  return bucket || prefix ? JSON.stringify([bucket, prefix]) : undefined;
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
