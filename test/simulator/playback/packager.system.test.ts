import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFlvFile } from '../../../src/simulator/playback/codecs/flv-file.ts';
import { ffmpeg, hasFfmpeg, type Probe, probe } from './ffmpeg.ts';
import { packaging } from './media.ts';

// What ffprobe finds in the segments that are made of a stream of ffmpeg with B-frames.

const SECONDS = 6;
const isInstalled = await hasFfmpeg();
let folder: string;
let source: Probe;
let result: Probe;

beforeAll(async () => {
  if (!isInstalled) return;
  folder = await mkdtemp(join(tmpdir(), 'ivs-autopilot-packager-'));
  const flv = join(folder, 'source.flv');
  const video = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '3', '-g', '60'];
  await ffmpeg([
    ...['-f', 'lavfi', '-i', 'testsrc=size=160x90:rate=30'],
    ...['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=44100'],
    ...['-t', `${SECONDS}`, ...video, '-pix_fmt', 'yuv420p', '-c:a', 'aac', flv],
  ]);
  source = await probe(flv);
  const world = packaging();
  for (const [n, tag] of readFlvFile(await readFile(flv)).entries()) {
    if (n > 2 && n % 100 === 0) world.packager.addMetadata(`message ${n}`);
    world.play([tag]);
  }
  world.packager.end();
  const ts = join(folder, 'result.ts');
  await writeFile(ts, world.bytes());
  result = await probe(ts);
});
afterAll(async () => {
  if (folder) await rm(folder, { recursive: true, force: true });
});

const packetsOf = ({ packets }: Probe, type: string) =>
  packets.filter(({ codec_type }) => codec_type === type);
const inMs = (ticks: number[]) => ticks.map((tick) => Math.round((tick - (ticks[0] ?? 0)) / 90));

describe.skipIf(!isInstalled)('segments of a stream of ffmpeg', () => {
  test('ffprobe finds H.264, AAC and timed ID3, and nothing to complain about', () => {
    const codecs = result.streams.map(({ codec_name }) => codec_name);
    expect(codecs).toEqual(['h264', 'aac', 'timed_id3']);
    expect(result.streams[0]).toMatchObject({ width: 160, height: 90 });
    // No version of ffmpeg has a decoder for timed ID3.
    expect(result.errors.replace(/^Unsupported codec with id 98313.*\n/m, '')).toBe('');
  });

  test('no frame is missing, and each has its time stamps, those of B-frames too', () => {
    const sent = packetsOf(source, 'video');
    const received = packetsOf(result, 'video');
    expect(received).toHaveLength(sent.length);
    expect(sent.some(({ pts, dts }) => pts - dts > 34)).toBe(true);
    for (const member of ['pts', 'dts'] as const) {
      const before = sent.map((packet) => packet[member] - (sent[0]?.[member] ?? 0));
      expect(inMs(received.map((packet) => packet[member]))).toEqual(before);
    }
  });

  test('audio has no gap, and stays within 40 ms of the encoder', () => {
    const sent = packetsOf(source, 'audio');
    const received = packetsOf(result, 'audio');
    // ffprobe does not count frames before the first picture.
    expect(Math.abs(received.length - sent.length)).toBeLessThanOrEqual(2);
    const times = received.map(({ pts }) => pts);
    const steps = times.slice(1).map((pts, n) => pts - (times[n] ?? 0));
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1);
    const end = (times.at(-1) ?? 0) - (packetsOf(result, 'video')[0]?.pts ?? 0);
    const sentEnd = (sent.at(-1)?.pts ?? 0) - (packetsOf(source, 'video')[0]?.pts ?? 0);
    expect(Math.abs(end / 90 - sentEnd)).toBeLessThan(40);
  });

  test('each tag is one packet of the ID3 stream', () => {
    expect(packetsOf(result, 'data').length).toBeGreaterThan(3);
  });
});
