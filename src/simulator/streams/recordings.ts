import type { Ids } from '../state/ids.ts';
import type { ResourceStore } from '../state/resource-store.ts';
import type { RecordingConfiguration } from '../state/resources.ts';
import type { Timers } from '../timers.ts';
import type { EventPublisher } from './event-publisher.ts';
import type { StreamSession } from './stream-session.ts';

interface RecordingsDependencies {
  account: string;
  now: () => number;
  timers: Timers;
  ids: Ids;
  resources: ResourceStore;
  publisher: EventPublisher;
}

type RecordingStatus = 'Recording Start' | 'Recording End';

/**
 * One recording: of one stream, or of several streams, each within the reconnect window of the one
 * before.
 */
interface Recording {
  id: string;
  /** The key prefix in the bucket. */
  prefix: string;
  bucket: string;
  windowMs: number;
  streamIds: string[];
  recordedMs: number;
  cancelEnd: () => void;
}

/** Publishes the recording events of channels that have a recording configuration. Nothing is recorded. */
export class Recordings {
  readonly #dependencies: RecordingsDependencies;
  readonly #open = new Map<string, Recording>();

  constructor(dependencies: RecordingsDependencies) {
    this.#dependencies = dependencies;
  }

  /** A stream went live: a recording starts, or an open recording continues within its reconnect window. */
  start(session: StreamSession): void {
    const arn = session.channel.recordingConfigurationArn;
    const configuration = arn
      ? this.#dependencies.resources.recordingConfigurations.get(arn)
      : undefined;
    if (!configuration) return;
    session.recordingConfiguration = configuration;
    if (configuration.state !== 'ACTIVE') {
      this.#publishStartFailure(session, configuration);
      return;
    }
    const open = this.#open.get(session.channelArn);
    open?.cancelEnd();
    const recording = open ?? this.#newRecording(session, configuration);
    recording.streamIds.push(session.streamId);
    this.#open.set(session.channelArn, recording);
    if (!open) this.#publish(session, recording, 'Recording Start');
  }

  /** A stream ended: its recording ends when the reconnect window passes without a new stream. */
  end(session: StreamSession): void {
    const recording = this.#open.get(session.channelArn);
    if (recording?.streamIds.at(-1) !== session.streamId) return;
    recording.recordedMs += (session.endedAt ?? 0) - (session.startedAt ?? 0);
    recording.cancelEnd = this.#dependencies.timers.after(recording.windowMs, () => {
      this.#open.delete(session.channelArn);
      this.#publish(session, recording, 'Recording End');
    });
  }

  #newRecording({ channelArn }: StreamSession, configuration: RecordingConfiguration): Recording {
    const { account, now, ids } = this.#dependencies;
    const channelId = channelArn.slice(channelArn.indexOf('/') + 1);
    return {
      id: ids.secret(16),
      prefix: `ivs/v1/${account}/${channelId}/${datePath(now())}/${ids.short()}`,
      bucket: bucketOf(configuration),
      windowMs: configuration.recordingReconnectWindowSeconds * 1_000,
      streamIds: [],
      recordedMs: 0,
      cancelEnd: () => undefined,
    };
  }

  #publish(session: StreamSession, recording: Recording, status: RecordingStatus): void {
    const ended = status === 'Recording End';
    const merged = ended && recording.streamIds.length > 1;
    this.#dependencies.publisher.streamEvent(session, 'IVS Recording State Change', status, {
      recording_status_reason: '',
      recording_s3_bucket_name: recording.bucket,
      recording_s3_key_prefix: recording.prefix,
      recording_duration_ms: ended ? recording.recordedMs : 0,
      recording_session_id: recording.id,
      ...(merged && { recording_session_stream_ids: [...recording.streamIds] }),
    });
  }

  #publishStartFailure(session: StreamSession, configuration: RecordingConfiguration): void {
    session.hasErrorEvent = true;
    const name = 'Recording Start Failure';
    this.#dependencies.publisher.streamEvent(session, 'IVS Recording State Change', name, {
      recording_status_reason: 'ValidationException',
      recording_s3_bucket_name: bucketOf(configuration),
      recording_s3_key_prefix: '',
      recording_duration_ms: 0,
      recording_session_id: this.#dependencies.ids.secret(16),
    });
  }
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

const bucketOf = ({ destinationConfiguration }: RecordingConfiguration): string =>
  destinationConfiguration.s3?.bucketName ?? '';
