import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { THUMBNAIL_FOLDER } from './recording-documents.ts';

/** The members of a recording configuration that say how many thumbnails there are. */
export interface ThumbnailSettings {
  recordingMode?: unknown;
  targetIntervalSeconds?: unknown;
}

const DEFAULT_INTERVAL_SECONDS = 60;

/** Makes thumbnails of a recording with ffmpeg. Without ffmpeg, there are none. */
export class Thumbnails {
  readonly #root: string;
  readonly #intervalSeconds: number;
  #recordedSeconds = 0;
  #count = 0;

  /** @param root the folder of the recording */
  constructor(root: string, { recordingMode, targetIntervalSeconds }: ThumbnailSettings) {
    this.#root = root;
    const seconds = Number(targetIntervalSeconds ?? DEFAULT_INTERVAL_SECONDS);
    this.#intervalSeconds = recordingMode === 'DISABLED' ? Number.POSITIVE_INFINITY : seconds;
  }

  /** Takes the first picture of a segment if a thumbnail is due. @param path that of the segment in the recording */
  add(path: string, seconds: number): void {
    const isDue = this.#recordedSeconds >= this.#count * this.#intervalSeconds;
    this.#recordedSeconds += seconds;
    if (!isDue || this.#intervalSeconds === Number.POSITIVE_INFINITY) return;
    const name = `thumb${this.#count}.jpg`;
    this.#count += 1;
    mkdirSync(join(this.#root, THUMBNAIL_FOLDER), { recursive: true });
    const input = ['-loglevel', 'error', '-y', '-i', join(this.#root, path)];
    const output = ['-frames:v', '1', join(this.#root, THUMBNAIL_FOLDER, name)];
    const ffmpeg = spawn(process.env.FFMPEG || 'ffmpeg', [...input, ...output], {
      stdio: 'ignore',
    });
    // A machine without ffmpeg has no thumbnails, which is no failure of the recording.
    ffmpeg.on('error', () => undefined);
    ffmpeg.unref();
  }
}
