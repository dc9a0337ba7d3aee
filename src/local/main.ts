import { errorMessage } from '../platform/errors.ts';
import { choiceSetting, numberSetting } from '../platform/settings.ts';
import { REAL_DELAYS } from '../simulator/index.ts';
import { whenParentExits } from '../simulator/when-parent-exits.ts';
import { logTo } from './log.ts';
import { DEFAULT_PORT, type Stack, startStack } from './stack.ts';

// npm start: the one-machine stack in the foreground.
//
// PORT       where to listen; 4566 without it, 0 takes a free one
// RTMP_PORT  lets encoders stream into it, there; 0 takes a free port; without it nobody listens
// SCHEDULES  off, or how many times faster than said the schedules fire
// DELAYS     quick, or real: streams take as long to start and to end as they do on AWS
// LOGS       on: the functions' logs on standard error; all: their metrics too; off

/** Stopping must not take longer, whatever a function does. */
const STOP_MS = 1_800;

let stack: Stack | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
if (process.env.npm_lifecycle_event) whenParentExits(() => void stop());

try {
  stack = await startStack(readOptions());
  const encoders = stack.rtmpEndpoint ? `encoders ${stack.rtmpEndpoint}/<stream key>\n` : '';
  process.stdout.write(`ready ${stack.endpoint}\n${encoders}`);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}

function readOptions() {
  const { env } = process;
  const delays = choiceSetting(env, 'DELAYS', ['quick', 'real'] as const, 'quick');
  const level = choiceSetting(env, 'LOGS', ['on', 'all', 'off'] as const, 'on');
  return {
    port: readPort('PORT', DEFAULT_PORT),
    ...(env.RTMP_PORT && { rtmp: { port: readPort('RTMP_PORT', 0) } }),
    schedules: readSchedules(env.SCHEDULES),
    ...(delays === 'real' && { simulator: { delays: REAL_DELAYS } }),
    log: logTo((text) => process.stderr.write(text), level),
  };
}

function readPort(name: string, fallback: number): number {
  return numberSetting(process.env, name, { fallback, min: 0, max: 65_535, integer: true });
}

function readSchedules(text: string | undefined): number | 'off' {
  if (text === 'off') return 'off';
  return numberSetting({ SCHEDULES: text }, 'SCHEDULES', { fallback: 1, min: 0.001, max: 10_000 });
}

async function stop(): Promise<void> {
  setTimeout(() => process.exit(0), STOP_MS);
  await stack?.close();
  process.exit(0);
}

function explain(error: unknown): string {
  const { code, port } = error as { code?: string; port?: number };
  if (code !== 'EADDRINUSE') return errorMessage(error);
  const setting = `${port}` === process.env.RTMP_PORT ? 'RTMP_PORT' : 'PORT';
  return `port ${port} is in use: stop what listens there, or choose another with ${setting}`;
}
