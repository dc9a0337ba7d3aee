import { readFileSync } from 'node:fs';
import type { FlvTag } from '../../../src/simulator/playback/codecs/flv.ts';
import { readFlvFile } from '../../../src/simulator/playback/codecs/flv-file.ts';
import { Packager } from '../../../src/simulator/playback/packager.ts';
import { SegmentList } from '../../../src/simulator/playback/segment-list.ts';

const PICTURE = 'src/simulator/playback/picture';
const read = (name: string): FlvTag[] => readFlvFile(readFileSync(`${PICTURE}/${name}.flv`));

/** The tags of the built-in picture: 60 s of video with ten frames a second, 8 s of audio. */
export const VIDEO: readonly FlvTag[] = read('video');
export const AUDIO: readonly FlvTag[] = read('audio');

/** @returns the tags in the order of their times; sequence headers first */
export function interleave(...tracks: (readonly FlvTag[])[]): FlvTag[] {
  const isHeader = ({ body }: FlvTag) => (body[1] === 0 ? 0 : 1);
  return tracks.flat().sort((a, b) => isHeader(a) - isHeader(b) || a.atMs - b.atMs);
}

/** @returns the tags of the first `seconds` seconds, sequence headers included */
export const until = (seconds: number, tags: readonly FlvTag[]): FlvTag[] =>
  tags.filter(({ atMs }) => atMs < seconds * 1_000);

/** @returns the same tags with other time stamps */
export const shift = (ms: number, tags: readonly FlvTag[]): FlvTag[] =>
  tags.map((tag) => ({ ...tag, atMs: (tag.atMs + ms + 2 ** 32) % 2 ** 32 }));

/** Whether a tag is a frame and no sequence header. */
export const isFrame = ({ body }: FlvTag): boolean => body[1] === 1;

/** A packager whose messages arrive at the time that they say, and which keeps all segments. */
export function packaging(first?: number) {
  const segments = new SegmentList(1_000);
  let now = Date.parse('2026-01-01T00:00:00Z');
  const packager = new Packager(segments, first);
  return {
    packager,
    segments,
    /** Receives tags, each in its time. */
    play(tags: readonly FlvTag[]) {
      const begin = now - (tags[0]?.atMs ?? 0);
      for (const tag of tags) {
        now = Math.max(now, begin + tag.atMs);
        packager.receive(tag, now);
      }
    },
    wait(ms: number) {
      now += ms;
    },
    /** The bytes of all complete segments. */
    bytes: () => Buffer.concat(segments.complete().map((segment) => segment.content())),
  };
}
