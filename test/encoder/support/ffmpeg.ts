import { type ChildProcess, spawn } from 'node:child_process';

const FFMPEG = process.env.FFMPEG || 'ffmpeg';

/** A generated picture and tone, at a size and a rate that any machine can encode. */
export const PICTURE = { width: 320, height: 180, framerate: 15, kbps: 200 };

const GENERATED = [
  ...[
    '-re',
    '-f',
    'lavfi',
    '-i',
    `testsrc=size=${PICTURE.width}x${PICTURE.height}:rate=${PICTURE.framerate}`,
  ],
  ...['-re', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'],
];
const ENCODED = [
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-threads', '1'],
  ...['-g', `${2 * PICTURE.framerate}`, '-b:v', `${PICTURE.kbps}k`, '-c:a', 'aac', '-b:a', '64k'],
];

export interface Ffmpeg {
  child: ChildProcess;
  /** What it wrote on standard error. */
  said(): string;
  /** Its exit code, when it has ended. */
  ended: Promise<number | null>;
  /** Ends it as its user would, with `q`. */
  stop(): Promise<number | null>;
}

/** Encodes the generated picture and streams it, until it is stopped. */
export const streamTo = (url: string): Ffmpeg => run([...GENERATED, ...ENCODED, '-f', 'flv', url]);

/** Streams a file again and again, without encoding. */
export const loopTo = (url: string, file: string): Ffmpeg =>
  run(['-re', '-stream_loop', '-1', '-i', file, '-c', 'copy', '-f', 'flv', url]);

/** Makes a file of so many seconds of the generated picture. */
export async function makeFile(file: string, seconds: number): Promise<void> {
  const asFastAsItCan = GENERATED.filter((argument) => argument !== '-re');
  const ffmpeg = run([...asFastAsItCan, '-t', `${seconds}`, ...ENCODED, '-f', 'flv', file]);
  if ((await ffmpeg.ended) !== 0) throw new Error(`ffmpeg: ${ffmpeg.said()}`);
}

function run(args: string[]): Ffmpeg {
  const child = spawn(FFMPEG, ['-hide_banner', '-loglevel', 'warning', ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) => {
      reject(
        new Error(`${FFMPEG} does not run: apt-get install -y ffmpeg, or set FFMPEG`, { cause }),
      );
    });
    child.once('close', resolve);
  });
  return {
    child,
    said: () => said,
    ended,
    stop() {
      child.stdin.end('q');
      return ended;
    },
  };
}
