import { HOST_FORM, isHostPattern, isOrigin, ORIGIN_FORM } from '../../http/access/policy.ts';
import { SettingError } from '../../platform/errors.ts';
import { choiceSetting, type Environment, numberSetting } from '../../platform/settings.ts';
import { optionProblems } from '../../settings/check.ts';
import { REAL_DELAYS } from '../../simulator/index.ts';
import { LAMBDA_POLLERS } from '../eventsource/poller-scale.ts';
import { REAL_RETRY_DELAYS_MS } from '../functions/async-invoker.ts';
import type { StackLogLevel } from '../logs/log.ts';
import { readSimulatorOptions } from '../simulator-options.ts';
import { DEFAULT_PORT, type StackOptions } from '../stack.ts';
import {
  type HelpOutput,
  readStartArguments,
  START_OPTIONS,
  type StartArguments,
} from './arguments.ts';

export interface StartOptions extends Omit<StackOptions, 'log' | 'onStep'> {
  logLevel: StackLogLevel;
}

/**
 * Reads the options of `npm start`. An argument is stronger than the variable of the same option.
 *
 * @param args the arguments after the name of the program
 * @param out takes the text of --help
 * @throws HelpShown after --help; Error that names the variable or option, what was expected and what was received
 */
export function readStartOptions(
  env: Environment,
  args: readonly string[],
  out: HelpOutput,
): StartOptions {
  refuseKeptByNpm(env);
  const given = readStartArguments(args, out);
  const problems = optionProblems(given.settings);
  if (problems.length > 0)
    throw new Error([...problems, 'docs/settings.md lists all settings.'].join('\n'));
  return optionsFrom(sources(env, given), given.settings);
}

/** Finds the value of an option: the variables, and the name that an error gives to this one. */
type FindValue = (variable: string) => [Environment, name: string];

const sources =
  (env: Environment, { values }: StartArguments): FindValue =>
  (variable) => {
    const argument = values.get(variable);
    return argument ? [{ [argument.flag]: argument.text }, argument.flag] : [env, variable];
  };

function optionsFrom(find: FindValue, settings: StartArguments['settings']): StartOptions {
  const isReal = choiceSetting(...find('DELAYS'), ['quick', 'real'] as const, 'quick') === 'real';
  const pollers = choiceSetting(...find('POLLERS'), ['all', 'ramp'] as const, 'all');
  const simulator = readSimulatorOptions(...find('SIMULATOR_OPTIONS'));
  const rtmp = isSet(find('RTMP_PORT')) && { port: readPort(find('RTMP_PORT'), 0) };
  return {
    params: settings.map(({ text }) => text),
    port: readPort(find('PORT'), DEFAULT_PORT),
    ...(rtmp && { rtmp }),
    schedules: readSchedules(find('SCHEDULES')),
    simulator: isReal
      ? { ...simulator, delays: { ...REAL_DELAYS, ...simulator.delays } }
      : simulator,
    ...(pollers === 'ramp' && { pollers: LAMBDA_POLLERS }),
    ...(isReal && { retryDelaysMs: REAL_RETRY_DELAYS_MS }),
    allowedHosts: readList(find('ALLOWED_HOSTS'), isHostPattern, HOST_FORM),
    allowedOrigins: readList(find('ALLOWED_ORIGINS'), isOrigin, ORIGIN_FORM),
    logLevel: choiceSetting(...find('LOGS'), ['warnings', 'on', 'all', 'off'] as const, 'warnings'),
  };
}

/** Without `--`, npm keeps an option for itself, and the stack would run without it. */
function refuseKeptByNpm(env: Environment): void {
  const flags = [
    '--set',
    '--param',
    ...START_OPTIONS.map(({ flags }) => flags.split(' ')[0] ?? ''),
  ];
  const kept = flags.find(
    (flag) => env[`npm_config_${flag.slice(2).replaceAll('-', '_')}`] !== undefined,
  );
  if (kept !== undefined)
    throw new Error(`${kept}: expected after "--": npm start -- ${kept} <value>`);
}

const isSet = ([env, name]: ReturnType<FindValue>): boolean => Boolean(env[name]);

function readPort([env, name]: ReturnType<FindValue>, fallback: number): number {
  return numberSetting(env, name, { fallback, min: 0, max: 65_535, integer: true });
}

function readList(
  [env, name]: ReturnType<FindValue>,
  isValid: (text: string) => boolean,
  form: string,
): string[] {
  const texts = (env[name] ?? '').split(',').map((text) => text.trim());
  const list = texts.filter((text) => text !== '');
  const wrong = list.find((text) => !isValid(text));
  if (wrong !== undefined) throw new SettingError(name, form, wrong);
  return list;
}

function readSchedules([env, name]: ReturnType<FindValue>): number | 'off' {
  if (env[name] === 'off') return 'off';
  return numberSetting(env, name, { fallback: 1, min: 0.001, max: 10_000 });
}
