import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

// The programs of Debian's ffmpeg, or those that FFMPEG and FFPROBE name.

const run = promisify(execFile);
const FFMPEG = process.env.FFMPEG || 'ffmpeg';
const FFPROBE = process.env.FFPROBE || 'ffprobe';

/** Whether ffmpeg and ffprobe are on this machine. */
export async function hasFfmpeg(): Promise<boolean> {
  return Promise.all([run(FFMPEG, ['-version']), run(FFPROBE, ['-version'])]).then(
    () => true,
    () => false,
  );
}

/** Runs ffmpeg. @returns its output on standard error */
export async function ffmpeg(args: string[]): Promise<string> {
  return (await run(FFMPEG, ['-hide_banner', '-loglevel', 'warning', '-y', ...args])).stderr;
}

export interface Probe {
  streams: { index: number; codec_name: string; codec_type: string; width?: number }[];
  packets: { codec_type: string; pts: number; dts: number; flags: string; size: string }[];
  /** What ffprobe complains about. */
  errors: string;
}

export async function probe(file: string): Promise<Probe> {
  const shown = ['-show_streams', '-show_packets', '-of', 'json'];
  const { stdout, stderr } = await run(FFPROBE, ['-v', 'warning', ...shown, file], {
    maxBuffer: 2 ** 28,
  });
  return { ...JSON.parse(stdout), errors: stderr };
}
