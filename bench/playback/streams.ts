import { readFileSync } from 'node:fs';
import type { FlvTag } from '../../src/simulator/playback/codecs/flv.ts';
import { readFlvFile } from '../../src/simulator/playback/codecs/flv-file.ts';

const PICTURE = 'src/simulator/playback/picture';
const VIDEO_BITS = 1_872_000;
const FRAMES_PER_SECOND = 30;
const AUDIO_BITS = 128_000;
const AUDIO_FRAMES_PER_SECOND = 48_000 / 1_024;
const GOP = 2 * FRAMES_PER_SECOND;

const headerOf = (name: string): FlvTag | undefined =>
  readFlvFile(readFileSync(`${PICTURE}/${name}.flv`)).find(({ body }) => body[1] === 0);

/** @returns the messages of an encoder that sends 2 Mbit/s: H.264 with 30 frames a second, and AAC */
export function twoMegabits(seconds: number): FlvTag[] {
  const headers = [headerOf('video'), headerOf('audio')].filter((tag) => tag !== undefined);
  const video = Array.from({ length: seconds * FRAMES_PER_SECOND }, (_, n) =>
    videoFrame(n, Math.round(VIDEO_BITS / 8 / FRAMES_PER_SECOND)),
  );
  const audioFrames = Math.floor(seconds * AUDIO_FRAMES_PER_SECOND);
  const audio = Array.from({ length: audioFrames }, (_, n) =>
    audioFrame(n, Math.round(AUDIO_BITS / 8 / AUDIO_FRAMES_PER_SECOND)),
  );
  return [...headers, ...[...video, ...audio].sort((a, b) => a.atMs - b.atMs)];
}

function videoFrame(n: number, bytes: number): FlvTag {
  const isKey = n % GOP === 0;
  const body = Buffer.alloc(9 + bytes, 0x55);
  body.set([isKey ? 0x17 : 0x27, 1, 0, 0, 0]);
  body.writeUInt32BE(bytes, 5);
  body[9] = isKey ? 0x65 : 0x41;
  return { kind: 'video', atMs: Math.round((n * 1_000) / FRAMES_PER_SECOND), body };
}

function audioFrame(n: number, bytes: number): FlvTag {
  const body = Buffer.alloc(2 + bytes, 0x55);
  body.set([0xaf, 1]);
  return { kind: 'audio', atMs: Math.round((n * 1_000) / AUDIO_FRAMES_PER_SECOND), body };
}
