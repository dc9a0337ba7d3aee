import type { Playback } from '../playback/playback.ts';
import { renditionOf } from '../playback/rendition.ts';
import { RecordingWriter } from '../recordings/recording-writer.ts';
import type { Ids } from '../state/ids.ts';
import type { ResourceStore } from '../state/resource-store.ts';
import type { RecordingConfiguration } from '../state/resources.ts';
import type { Timers } from '../timers.ts';
import { type EventRecording, recordingMembers, recordingPrefix } from './event-forms.ts';
import type { RecordingStatus } from './event-names.ts';
import type { EventPublisher } from './event-publisher.ts';
import type { StreamSession } from './stream-session.ts';

interface RecordingsDependencies {
  account: string;
  now: () => number;
  timers: Timers;
  ids: Ids;
  resources: ResourceStore;
  publisher: EventPublisher;
  /** Whether a fault hits this recording now. */
  fails: (step: 'recordingStartFailure' | 'recordingEndFailure') => boolean;
  playback: Playback;
  /** The folder for the files of recordings; empty for none. */
  folder: string;
}

/** The reason of a failure that a fault caused. */
const FAULT = 'InternalServerException';

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
  /** Absent if no files are written. */
  writer?: RecordingWriter | undefined;
  stopRecording: () => void;
  cancelEnd: () => void;
}

/** Records channels that have a recording configuration, and publishes the events. Files are written only if asked for. */
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
    const open = this.#open.get(session.channelArn);
    const reason = this.#startFailure(configuration, open !== undefined);
    if (reason !== undefined) {
      this.#publishStartFailure(session, configuration, reason);
      return;
    }
    open?.cancelEnd();
    const recording = open ?? this.#newRecording(session, configuration);
    if (!open && !this.#openFiles(session, configuration, recording)) {
      this.#publishStartFailure(session, configuration, FAULT);
      return;
    }
    this.#recordSegments(session, recording);
    recording.streamIds.push(session.streamId);
    this.#open.set(session.channelArn, recording);
    if (!open) this.#publish(session, recording, { recording_status: 'Recording Start' });
  }

  /** A stream ended: its recording ends when the reconnect window passes without a new stream. */
  end(session: StreamSession): void {
    const recording = this.#open.get(session.channelArn);
    if (recording?.streamIds.at(-1) !== session.streamId) return;
    recording.stopRecording();
    recording.recordedMs += (session.endedAt ?? 0) - (session.startedAt ?? 0);
    recording.cancelEnd = this.#dependencies.timers.after(recording.windowMs, () => {
      this.#open.delete(session.channelArn);
      const isFault = this.#dependencies.fails('recordingEndFailure');
      recording.writer?.end(isFault ? FAULT : undefined);
      const hasFailed = isFault || recording.writer?.failure !== undefined;
      if (hasFailed) this.#publishEndFailure(session, recording);
      else this.#publishEnd(session, recording);
    });
  }

  /** Ends the files of all recordings, without events. Used when the service ends. */
  close(): void {
    for (const recording of this.#open.values()) {
      recording.cancelEnd();
      recording.stopRecording();
      recording.writer?.end();
    }
    this.#open.clear();
  }

  /** Begins to write the files of a recording, if there is a folder for them. @returns whether that worked */
  #openFiles(
    { channelArn }: StreamSession,
    { thumbnailConfiguration: thumbnails }: RecordingConfiguration,
    recording: Recording,
  ): boolean {
    const { folder, now } = this.#dependencies;
    if (folder === '') return true;
    const { prefix } = recording;
    try {
      recording.writer = new RecordingWriter({ folder, prefix, channelArn, thumbnails, now });
      return true;
    } catch (error) {
      console.error(`simulator: the recording ${prefix} cannot be written: ${error}`);
      return false;
    }
  }

  #recordSegments(session: StreamSession, recording: Recording): void {
    const { writer } = recording;
    if (!writer) return;
    writer.markGap();
    recording.stopRecording = this.#dependencies.playback.record(
      session.channelArn,
      (segment, playback) => writer.add(segment, renditionOf(session, playback)),
    );
  }

  /** @returns why a recording cannot start or continue; undefined if it can */
  #startFailure({ state }: RecordingConfiguration, continues: boolean): string | undefined {
    if (state !== 'ACTIVE') return 'ValidationException';
    const fails = !continues && this.#dependencies.fails('recordingStartFailure');
    return fails ? FAULT : undefined;
  }

  #newRecording({ channelArn }: StreamSession, configuration: RecordingConfiguration): Recording {
    const { account, now, ids } = this.#dependencies;
    const channelId = channelArn.slice(channelArn.indexOf('/') + 1);
    return {
      id: ids.secret(16),
      prefix: recordingPrefix({ account, channelId }, now(), ids.short()),
      bucket: bucketOf(configuration),
      windowMs: configuration.recordingReconnectWindowSeconds * 1_000,
      streamIds: [],
      recordedMs: 0,
      stopRecording: () => undefined,
      cancelEnd: () => undefined,
    };
  }

  #publishEnd(session: StreamSession, recording: Recording): void {
    const { recordedMs, streamIds } = recording;
    this.#publish(session, recording, {
      recording_status: 'Recording End',
      recording_duration_ms: recordedMs,
      ...(streamIds.length > 1 && { recording_session_stream_ids: [...streamIds] }),
    });
  }

  #publishEndFailure(session: StreamSession, recording: Recording): void {
    session.hasErrorEvent = true;
    this.#publish(session, recording, {
      recording_status: 'Recording End Failure',
      recording_status_reason: FAULT,
    });
  }

  #publishStartFailure(
    session: StreamSession,
    configuration: RecordingConfiguration,
    reason: string,
  ): void {
    session.hasErrorEvent = true;
    const id = this.#dependencies.ids.secret(16);
    const bucket = bucketOf(configuration);
    this.#publish(
      session,
      { id, bucket, prefix: '' },
      {
        recording_status: 'Recording Start Failure',
        recording_status_reason: reason,
      },
    );
  }

  /** @param members of `detail` that differ from those of a recording that has just started */
  #publish(
    session: StreamSession,
    recording: EventRecording,
    {
      recording_status,
      ...members
    }: { recording_status: RecordingStatus } & Record<string, unknown>,
  ): void {
    const type = 'IVS Recording State Change';
    const extra = recordingMembers(recording, members);
    this.#dependencies.publisher.streamEvent(session, type, recording_status, extra);
  }
}

const bucketOf = ({ destinationConfiguration }: RecordingConfiguration): string =>
  destinationConfiguration.s3?.bucketName ?? '';
