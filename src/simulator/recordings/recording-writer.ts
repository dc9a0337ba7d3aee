import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rendition } from '../playback/playlists.ts';
import type { CompleteSegment } from '../playback/segment-list.ts';
import {
  HLS_FOLDER,
  MASTER,
  masterPlaylist,
  PLAYLIST,
  type RecordedSegment,
  recordedPlaylist,
  recordingDocument,
  renditionFolder,
} from './recording-documents.ts';
import { type ThumbnailSettings, Thumbnails } from './thumbnails.ts';

interface RecordingWriterOptions {
  /** The folder of all recordings. */
  folder: string;
  /** The key prefix of this recording. */
  prefix: string;
  channelArn: string;
  thumbnails: ThumbnailSettings;
  now: () => number;
}

/**
 * Writes one recording. Files are written at once, so that an event tells what is really there. After the first error,
 * nothing more is recorded.
 */
export class RecordingWriter {
  readonly #options: RecordingWriterOptions;
  readonly #root: string;
  readonly #startedAt: number;
  readonly #segments: RecordedSegment[] = [];
  readonly #thumbnails: Thumbnails;
  #rendition: Omit<Rendition, 'uri'> | undefined;
  #isGap = false;
  #failure: string | undefined;

  /** Begins the recording. @throws the error of the file system */
  constructor(options: RecordingWriterOptions) {
    this.#options = options;
    this.#root = join(options.folder, options.prefix);
    this.#startedAt = options.now();
    this.#thumbnails = new Thumbnails(this.#root, options.thumbnails);
    mkdirSync(join(this.#root, 'events'), { recursive: true });
    mkdirSync(join(this.#root, HLS_FOLDER), { recursive: true });
    this.#write('events/recording-started.json', recordingDocument(this.#facts));
  }

  /** Why the recording failed; undefined if it did not. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** The next segment does not continue the last one, because another stream begins. */
  markGap(): void {
    this.#isGap = this.#segments.length > 0;
  }

  /** Adds a segment. */
  add(segment: CompleteSegment, rendition: Omit<Rendition, 'uri'>): void {
    this.#attempt(() => {
      this.#describe(rendition);
      const path = `${this.#folder}/${this.#segments.length}.ts`;
      this.#write(path, segment.content());
      const { seconds, startedAt } = segment;
      const isDiscontinuity = this.#segments.length > 0 && (segment.isDiscontinuity || this.#isGap);
      this.#segments.push({ seconds, startedAt, isDiscontinuity });
      this.#isGap = false;
      this.#write(`${this.#folder}/${PLAYLIST}`, recordedPlaylist(this.#segments, false));
      this.#thumbnails.add(path, seconds);
    });
  }

  /** Ends the recording. @param fault why it fails nevertheless; undefined if it does not */
  end(fault?: string): void {
    this.#failure ??= fault;
    const hasFailed = this.#failure !== undefined;
    this.#attempt(() => {
      if (this.#rendition)
        this.#write(`${this.#folder}/${PLAYLIST}`, recordedPlaylist(this.#segments, true));
    });
    const { now } = this.#options;
    const seconds = this.#segments.reduce((sum, one) => sum + one.seconds, 0);
    const durationMs = Math.round(seconds * 1_000);
    const end = { endedAt: now(), durationMs, failure: this.#failure };
    const name = hasFailed ? 'recording-failed.json' : 'recording-ended.json';
    this.#attempt(() => this.#write(`events/${name}`, recordingDocument(this.#facts, end)), true);
  }

  get #facts() {
    const { channelArn } = this.#options;
    return { channelArn, startedAt: this.#startedAt, rendition: this.#rendition };
  }

  get #folder(): string {
    return `${HLS_FOLDER}/${renditionFolder(this.#rendition)}`;
  }

  /** The first segment says what the recording has. */
  #describe(rendition: Omit<Rendition, 'uri'>): void {
    if (this.#rendition) return;
    this.#rendition = rendition;
    mkdirSync(join(this.#root, this.#folder), { recursive: true });
    this.#write(`${HLS_FOLDER}/${MASTER}`, masterPlaylist(rendition));
    this.#write('events/recording-started.json', recordingDocument(this.#facts));
  }

  #attempt(write: () => void, evenAfterFailure = false): void {
    if (this.#failure !== undefined && !evenAfterFailure) return;
    try {
      write();
    } catch (error) {
      this.#failure ??= error instanceof Error ? error.message : `${error}`;
    }
  }

  #write(path: string, content: string | Buffer): void {
    writeFileSync(join(this.#root, path), content);
  }
}
