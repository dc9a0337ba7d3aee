import { readFileSync } from 'node:fs';
import type { FlvTag } from '../codecs/flv.ts';
import { readFlvFile } from '../codecs/flv-file.ts';

// What encoders without media of their own show: a test picture with a running clock, and a beep each second.
// scripts/make-picture.sh makes the files.

/** The size and frame rate of the picture. */
export const BUILT_IN_PICTURE = { width: 480, height: 270, framesPerSecond: 10 };

/** A tag, and the time of day in ms since the epoch to which it belongs. */
interface TimedTag {
  at: number;
  tag: FlvTag;
}

/** A track that repeats itself. */
interface Loop {
  header: FlvTag;
  frames: readonly FlvTag[];
  periodMs: number;
}

const RTMP_WRAP = 2 ** 32;
const IS_HEADER = 0;

/** Repeats the two tracks. The picture at each time of day shows the second of that time. */
export class BuiltInPicture {
  readonly #loops: readonly Loop[];

  private constructor(loops: readonly Loop[]) {
    this.#loops = loops;
  }

  static #shared: BuiltInPicture | undefined;

  /** @returns the picture, which is read from its files only once, and only if somebody wants to watch */
  static get(): BuiltInPicture {
    BuiltInPicture.#shared ??= new BuiltInPicture([
      readLoop('video.flv', 60_000),
      readLoop('audio.flv', 8_000),
    ]);
    return BuiltInPicture.#shared;
  }

  /** @returns the sequence headers, which come before the first frames */
  headers(atMs: number): FlvTag[] {
    return this.#loops.map(({ header }) => ({ ...header, atMs: atMs % RTMP_WRAP }));
  }

  /**
   * @param from time of day in ms since the epoch
   * @returns the frames after `from`, up to and including `to`, in the order of their times
   */
  between(from: number, to: number): TimedTag[] {
    const found = this.#loops.flatMap((loop) => framesBetween(loop, from, to));
    return found.sort((one, other) => one.at - other.at);
  }
}

function framesBetween({ frames, periodMs }: Loop, from: number, to: number): TimedTag[] {
  const found: TimedTag[] = [];
  for (let round = Math.floor(from / periodMs); round * periodMs <= to; round++) {
    for (const frame of frames) {
      const at = round * periodMs + frame.atMs;
      if (at > from && at <= to) found.push({ at, tag: { ...frame, atMs: at % RTMP_WRAP } });
    }
  }
  return found;
}

function readLoop(name: string, periodMs: number): Loop {
  const tags = readFlvFile(readFileSync(new URL(name, import.meta.url)));
  const isHeader = ({ body }: FlvTag): boolean => body[1] === IS_HEADER;
  const header = tags.find(isHeader);
  if (!header) throw new Error(`${name}: expected a sequence header, found none`);
  const isFrame = (tag: FlvTag): boolean =>
    !isHeader(tag) && tag.atMs < periodMs && tag.body[1] === 1;
  return { header, frames: tags.filter(isFrame), periodMs };
}
