import { setFlagsFromString } from 'node:v8';
import { whenParentExits } from '../simulator/when-parent-exits.ts';
import { logTo } from './logs/log.ts';
import { type Stack, startStack } from './stack.ts';
import { HelpShown } from './start/arguments.ts';
import { startFailure } from './start/failure.ts';
import { greeting } from './start/greeting.ts';
import { readStartOptions, type StartOptions } from './start/options.ts';
import { startProgress } from './start/progress.ts';

// npm start: the one-machine stack in the foreground.

/** The process ends this long after a signal, even if a function still runs, ms. */
const STOP_MS = 1_800;

// Each function has a thread with a heap of its own. This makes the heaps a third smaller. In package.json,
// MALLOC_ARENA_MAX and MALLOC_TRIM_THRESHOLD_ let glibc give memory back that it would keep for each thread.
setFlagsFromString('--optimize-for-size');
// dynalite keeps items in small buffers. Node.js cuts small buffers out of pieces of 8 KB, and one buffer would
// keep its whole piece.
Buffer.poolSize = 0;

let stack: Stack | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
if (process.env.npm_lifecycle_event) whenParentExits(() => void stop());

const writeError = (text: string): void => void process.stderr.write(text);

let options: StartOptions | undefined;
try {
  options = readStartOptions(process.env, process.argv.slice(2), process.stdout);
  stack = await start(options);
  process.stdout.write(greeting(stack, process.stdout.isTTY));
} catch (error) {
  if (error instanceof HelpShown) process.exit(0);
  const isRtmp = (port: number): boolean => port === options?.rtmp?.port;
  const again = (other: number, port: number): string =>
    `npm start -- ${isRtmp(port) ? '--rtmp-port' : '--port'} ${other}`;
  writeError(`${await startFailure(error, again)}\n`);
  process.exit(1);
}

async function start({ logLevel, ...rest }: StartOptions): Promise<Stack> {
  // Programs read standard error for what has gone wrong.
  const progress = startProgress(process.stderr.isTTY ? writeError : () => undefined);
  const log = logTo(writeError, logLevel);
  try {
    return await startStack({ ...rest, log, onStep: progress.step });
  } finally {
    progress.end();
  }
}

async function stop(): Promise<void> {
  setTimeout(() => process.exit(0), STOP_MS);
  await stack?.close();
  process.exit(0);
}
