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

/** One recording: that of a stream, or of several that followed each other within the reconnect window. */
interface Recording {
  id: string;
  prefix: string;
  bucket: string;
  windowMs: number;
  streamIds: string[];
  recordedMs: number;
  cancelEnd: () => void;
}

/** Recordings of channels that have a recording configuration, as far as events show them. */
export class Recordings {
  readonly #dependencies: RecordingsDependencies;
  readonly #open = new Map<string, Recording>();

  constructor(parts: RecordingsDependencies) {
    this.#dependencies = parts;
  }

  /** A stream went live: its recording starts, or goes on where the last one's window is still open. */
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

  /** A stream ended: so does its recording, once no reconnect came within its window. */
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
    const at = new Date(now());
    const minute = [
      at.getUTCFullYear(),
      at.getUTCMonth() + 1,
      at.getUTCDate(),
      at.getUTCHours(),
      at.getUTCMinutes(),
    ];
    const channelId = channelArn.slice(channelArn.indexOf('/') + 1);
    return {
      id: ids.secret(16),
      prefix: `ivs/v1/${account}/${channelId}/${minute.join('/')}/${ids.short()}`,
      bucket: bucketOf(configuration),
      windowMs: configuration.recordingReconnectWindowSeconds * 1_000,
      streamIds: [],
      recordedMs: 0,
      cancelEnd: () => undefined,
    };
  }

  #publish(session: StreamSession, recording: Recording, status: string): void {
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

const bucketOf = ({ destinationConfiguration }: RecordingConfiguration): string =>
  destinationConfiguration.s3?.bucketName ?? '';
