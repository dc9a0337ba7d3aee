import { setFlagsFromString } from 'node:v8';
import { errorMessage } from '../platform/errors.ts';
import { whenParentExits } from '../simulator/when-parent-exits.ts';
import { logTo } from './log.ts';
import { type Stack, startStack } from './stack.ts';
import { readStartOptions } from './start-options.ts';

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

try {
  const { logLevel, ...options } = readStartOptions(process.env, process.argv.slice(2));
  stack = await startStack({
    ...options,
    log: logTo((text) => process.stderr.write(text), logLevel),
  });
  const encoders = stack.rtmpEndpoint ? `encoders ${stack.rtmpEndpoint}/<stream key>\n` : '';
  process.stdout.write(`ready ${stack.endpoint}\n${encoders}console ${stack.endpoint}/console\n`);
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exit(1);
}

async function stop(): Promise<void> {
  setTimeout(() => process.exit(0), STOP_MS);
  await stack?.close();
  process.exit(0);
}

function describeError(error: unknown): string {
  const { code, port } = error as { code?: string; port?: number };
  if (code !== 'EADDRINUSE') return errorMessage(error);
  const setting = `${port}` === process.env.RTMP_PORT ? 'RTMP_PORT' : 'PORT';
  return `port ${port} is in use: stop the program that uses it, or choose another port with ${setting}`;
}
