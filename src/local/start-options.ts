import { parseArgs } from 'node:util';
import { HOST_FORM, isHostPattern, isOrigin, ORIGIN_FORM } from '../http/access/policy.ts';
import { SettingError } from '../platform/errors.ts';
import { choiceSetting, numberSetting } from '../platform/settings.ts';
import { REAL_DELAYS } from '../simulator/index.ts';
import { LAMBDA_POLLERS } from './eventsource/poller-scale.ts';
import { REAL_RETRY_DELAYS_MS } from './functions/async-invoker.ts';
import { readSimulatorOptions } from './simulator-options.ts';
import { DEFAULT_PORT, type StackOptions } from './stack.ts';

// PORT               the port of the stack; default 4566; 0 takes a free port
// RTMP_PORT          the port for encoders; 0 takes a free port; by default encoders cannot connect
// SCHEDULES          off, or a factor: schedules fire that many times as often
// DELAYS             quick (default), or real: streams start and end, and failed events are retried, as slowly as
//                    on AWS
// POLLERS            all (default): all pollers of a queue that maximumConcurrency allows are there at once; ramp: there
//                    are five at first, and more while messages wait, as Lambda does
// LOGS               on (default): functions' logs on standard error; all: also their metrics; off
// ALLOWED_HOSTS      hosts that requests may name, besides those of this machine; with commas between them
// ALLOWED_ORIGINS    origins of web pages that may send requests; with commas between them
// SIMULATOR_OPTIONS  options of the IVS simulator as JSON
//
// npm start -- --param="name=value" overrides a setting of serverless.yml.

type Environment = Record<string, string | undefined>;

export interface StartOptions extends Omit<StackOptions, 'log'> {
  logLevel: 'on' | 'all' | 'off';
}

/**
 * Reads the options of `npm start`.
 *
 * @param args the arguments after the name of the program
 * @throws an error that names the variable or option, what was expected and what was received
 */
export function readStartOptions(env: Environment, args: string[]): StartOptions {
  const isReal = choiceSetting(env, 'DELAYS', ['quick', 'real'] as const, 'quick') === 'real';
  const pollers = choiceSetting(env, 'POLLERS', ['all', 'ramp'] as const, 'all');
  const simulator = readSimulatorOptions(env);
  const logLevel = choiceSetting(env, 'LOGS', ['on', 'all', 'off'] as const, 'on');
  return {
    params: readParams(env, args),
    port: readPort(env, 'PORT', DEFAULT_PORT),
    ...(env.RTMP_PORT && { rtmp: { port: readPort(env, 'RTMP_PORT', 0) } }),
    schedules: readSchedules(env.SCHEDULES),
    simulator: isReal
      ? { ...simulator, delays: { ...REAL_DELAYS, ...simulator.delays } }
      : simulator,
    ...(pollers === 'ramp' && { pollers: LAMBDA_POLLERS }),
    ...(isReal && { retryDelaysMs: REAL_RETRY_DELAYS_MS }),
    allowedHosts: readList(env, 'ALLOWED_HOSTS', isHostPattern, HOST_FORM),
    allowedOrigins: readList(env, 'ALLOWED_ORIGINS', isOrigin, ORIGIN_FORM),
    logLevel,
  };
}

function readParams(env: Environment, args: string[]): string[] {
  // Without `--`, npm keeps the option for itself, and the stack would run without it.
  if (env.npm_config_param !== undefined) {
    throw new Error('--param: expected after "--": npm start -- --param="name=value"');
  }
  const { values } = parseArgs({ args, options: { param: { type: 'string', multiple: true } } });
  return values.param ?? [];
}

function readPort(env: Environment, name: string, fallback: number): number {
  return numberSetting(env, name, { fallback, min: 0, max: 65_535, integer: true });
}

function readList(
  env: Environment,
  name: string,
  isValid: (text: string) => boolean,
  form: string,
): string[] {
  const texts = (env[name] ?? '').split(',').map((text) => text.trim());
  const list = texts.filter((text) => text !== '');
  const wrong = list.find((text) => !isValid(text));
  if (wrong !== undefined) throw new SettingError(name, form, wrong);
  return list;
}

function readSchedules(text: string | undefined): number | 'off' {
  if (text === 'off') return 'off';
  return numberSetting({ SCHEDULES: text }, 'SCHEDULES', { fallback: 1, min: 0.001, max: 10_000 });
}
