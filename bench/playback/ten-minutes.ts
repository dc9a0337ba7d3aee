import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Packager } from '../../src/simulator/playback/packager.ts';
import { BuiltInPicture } from '../../src/simulator/playback/picture/built-in-picture.ts';
import { SegmentList } from '../../src/simulator/playback/segment-list.ts';
import type { Measure } from '../support/bench.ts';

const MS = 600_000;
const FRAME_TICKS = 9_000;
const AUDIO_TICKS = 1_920;

interface Packet {
  codec_type: string;
  pts: number;
}

/** Lets ffprobe read ten minutes of segments of the built-in picture. */
export async function tenMinutes(): Promise<Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ivs-autopilot-playback-'));
  try {
    const file = join(folder, 'ten-minutes.ts');
    await writeFile(file, packaged());
    const { packets, errors } = await probe(file);
    const times = (type: string) =>
      packets.filter(({ codec_type }) => codec_type === type).map(({ pts }) => pts);
    const [video, audio] = [times('video'), times('audio')];
    const apart = Math.abs((video.at(-1) ?? 0) + FRAME_TICKS - (audio.at(-1) ?? 0) - AUDIO_TICKS);
    return [
      {
        name: 'playback.ffprobe.errors',
        value: errors,
        unit: 'complaints of ffprobe about ten minutes',
        target: { atMost: 0 },
      },
      {
        name: 'playback.ffprobe.gaps',
        value: gaps(video, FRAME_TICKS) + gaps(audio, AUDIO_TICKS),
        unit: 'gaps in them',
        target: { atMost: 0 },
      },
      {
        name: 'playback.ffprobe.apart',
        value: apart / 90,
        unit: 'ms between the end of video and audio',
        target: { atMost: 40 },
      },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

function packaged(): Buffer {
  const segments = new SegmentList(1_000);
  const packager = new Packager(segments);
  const picture = BuiltInPicture.get();
  for (const tag of picture.headers(0)) packager.receive(tag, 0);
  for (const { at, tag } of picture.between(-1, MS - 1)) packager.receive(tag, at);
  packager.end();
  return Buffer.concat(segments.complete().map((segment) => segment.content()));
}

/** @returns how many steps differ from that of a frame */
const gaps = (times: number[], step: number): number =>
  times.slice(1).filter((pts, n) => Math.abs(pts - (times[n] ?? 0) - step) > 1).length;

async function probe(file: string): Promise<{ packets: Packet[]; errors: number }> {
  const shown = ['-v', 'warning', '-show_entries', 'packet=codec_type,pts', '-of', 'json', file];
  const program = process.env.FFPROBE || 'ffprobe';
  const { stdout, stderr } = await promisify(execFile)(program, shown, { maxBuffer: 2 ** 28 });
  // No version of ffmpeg has a decoder for timed ID3.
  const complaints = stderr
    .split('\n')
    .filter((line) => line && !line.includes('codec with id 98313'));
  return { packets: JSON.parse(stdout).packets, errors: complaints.length };
}
