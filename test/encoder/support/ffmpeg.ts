import { type ChildProcess, spawn } from 'node:child_process';

const FFMPEG = process.env.FFMPEG || 'ffmpeg';

/** A generated test picture with a size and frame rate that any machine can encode. */
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
  /** @returns what it wrote to standard error */
  errorOutput(): string;
  /** Resolves with its exit code. */
  ended: Promise<number | null>;
  /** Stops it with the key `q`, as a user does. */
  stop(): Promise<number | null>;
}

/** Encodes the test picture and streams it until it is stopped. */
export const streamTo = (url: string): Ffmpeg => run([...GENERATED, ...ENCODED, '-f', 'flv', url]);

/** Streams a file in a loop, without encoding. */
export const loopTo = (url: string, file: string): Ffmpeg =>
  run(['-re', '-stream_loop', '-1', '-i', file, '-c', 'copy', '-f', 'flv', url]);

/** Makes a file with `seconds` seconds of the test picture. */
export async function makeFile(file: string, seconds: number): Promise<void> {
  const withoutRealTime = GENERATED.filter((argument) => argument !== '-re');
  const ffmpeg = run([...withoutRealTime, '-t', `${seconds}`, ...ENCODED, '-f', 'flv', file]);
  if ((await ffmpeg.ended) !== 0) throw new Error(`ffmpeg: ${ffmpeg.errorOutput()}`);
}

function run(args: string[]): Ffmpeg {
  const child = spawn(FFMPEG, ['-hide_banner', '-loglevel', 'warning', ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let errorOutput = '';
  child.stderr.on('data', (chunk) => {
    errorOutput += chunk;
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) => {
      reject(
        new Error(
          `cannot start ${FFMPEG}: install it (apt-get install -y ffmpeg) or set FFMPEG to its path`,
          { cause },
        ),
      );
    });
    child.once('close', resolve);
  });
  return {
    child,
    errorOutput: () => errorOutput,
    ended,
    stop() {
      child.stdin.end('q');
      return ended;
    },
  };
}
