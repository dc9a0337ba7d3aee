import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { errorMessage, SettingError } from '../platform/errors.ts';
import { choiceSetting, numberSetting } from '../platform/settings.ts';
import {
  HOST_FORM,
  isHostPattern,
  isOrigin,
  ORIGIN_FORM,
} from '../simulator/http/access/policy.ts';
import { REAL_DELAYS } from '../simulator/index.ts';
import { whenParentExits } from '../simulator/when-parent-exits.ts';
import { REAL_RETRY_DELAYS_MS } from './functions/async-invoker.ts';
import { logTo } from './log.ts';
import { readSimulatorOptions } from './simulator-options.ts';
import { DEFAULT_PORT, type Stack, startStack } from './stack.ts';

// npm start: the one-machine stack in the foreground.
//
// PORT               the port of the stack; default 4566; 0 takes a free port
// RTMP_PORT          the port for encoders; 0 takes a free port; by default encoders cannot connect
// SCHEDULES          off, or a factor: schedules fire that many times as often
// DELAYS             quick (default), or real: streams start and end, and failed events are retried, as slowly as
//                    on AWS
// LOGS               on (default): functions' logs on standard error; all: also their metrics; off
// ALLOWED_HOSTS      hosts that requests may name, besides those of this machine; with commas between them
// ALLOWED_ORIGINS    origins of web pages that may send requests; with commas between them
// SIMULATOR_OPTIONS  options of the IVS simulator as JSON
//
// npm start -- --param="name=value" overrides a setting of serverless.yml.

/** The process ends this long after a signal, even if a function still runs, ms. */
const STOP_MS = 1_800;

// Each function has a thread with a heap of its own. This makes the heaps a third smaller. In package.json,
// MALLOC_ARENA_MAX and MALLOC_TRIM_THRESHOLD_ let glibc give memory back that it would keep for each thread.
setFlagsFromString('--optimize-for-size');

let stack: Stack | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
if (process.env.npm_lifecycle_event) whenParentExits(() => void stop());

try {
  stack = await startStack(readOptions());
  const encoders = stack.rtmpEndpoint ? `encoders ${stack.rtmpEndpoint}/<stream key>\n` : '';
  process.stdout.write(`ready ${stack.endpoint}\n${encoders}`);
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exit(1);
}

function readOptions() {
  const { env } = process;
  const isReal = choiceSetting(env, 'DELAYS', ['quick', 'real'] as const, 'quick') === 'real';
  const simulator = readSimulatorOptions(env);
  const level = choiceSetting(env, 'LOGS', ['on', 'all', 'off'] as const, 'on');
  return {
    params: readParams(),
    port: readPort('PORT', DEFAULT_PORT),
    ...(env.RTMP_PORT && { rtmp: { port: readPort('RTMP_PORT', 0) } }),
    schedules: readSchedules(env.SCHEDULES),
    simulator: isReal
      ? { ...simulator, delays: { ...REAL_DELAYS, ...simulator.delays } }
      : simulator,
    ...(isReal && { retryDelaysMs: REAL_RETRY_DELAYS_MS }),
    allowedHosts: readList('ALLOWED_HOSTS', isHostPattern, HOST_FORM),
    allowedOrigins: readList('ALLOWED_ORIGINS', isOrigin, ORIGIN_FORM),
    log: logTo((text) => process.stderr.write(text), level),
  };
}

function readParams(): string[] {
  // Without `--`, npm keeps the option for itself, and the stack would run without it.
  if (process.env.npm_config_param !== undefined) {
    throw new Error('--param: expected after "--": npm start -- --param="name=value"');
  }
  const { values } = parseArgs({ options: { param: { type: 'string', multiple: true } } });
  return values.param ?? [];
}

function readPort(name: string, fallback: number): number {
  return numberSetting(process.env, name, { fallback, min: 0, max: 65_535, integer: true });
}

function readList(name: string, isValid: (text: string) => boolean, form: string): string[] {
  const texts = (process.env[name] ?? '').split(',').map((text) => text.trim());
  const list = texts.filter((text) => text !== '');
  const wrong = list.find((text) => !isValid(text));
  if (wrong !== undefined) throw new SettingError(name, form, wrong);
  return list;
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

function describeError(error: unknown): string {
  const { code, port } = error as { code?: string; port?: number };
  if (code !== 'EADDRINUSE') return errorMessage(error);
  const setting = `${port}` === process.env.RTMP_PORT ? 'RTMP_PORT' : 'PORT';
  return `port ${port} is in use: stop the program that uses it, or choose another port with ${setting}`;
}
