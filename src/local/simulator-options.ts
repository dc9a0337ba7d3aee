import { SettingError } from '../platform/errors.ts';
import type { Environment } from '../platform/settings.ts';
import type { SimulatorOptions } from '../simulator/index.ts';

const NAME = 'SIMULATOR_OPTIONS';
const SET_BY_THE_STACK = [
  'emit',
  'account',
  'region',
  'endpoint',
  'allowedHosts',
  'allowedOrigins',
] as const satisfies (keyof SimulatorOptions)[];

/** The options of the simulator that the stack does not set itself. */
export type StackSimulatorOptions = Omit<SimulatorOptions, (typeof SET_BY_THE_STACK)[number]>;

/**
 * Reads the environment variable SIMULATOR_OPTIONS: options of the IVS simulator as a JSON object. The simulator
 * checks them when it is created.
 *
 * @param name where the value stands in `env`, and in errors
 * @throws SettingError for what is not a JSON object, and for an option that the stack sets
 */
export function readSimulatorOptions(env: Environment, name = NAME): StackSimulatorOptions {
  const text = env[name] || '{}';
  const options = parse(text);
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new SettingError(name, 'a JSON object with options of docs/simulator.md', text);
  const own = SET_BY_THE_STACK.find((name) => Object.hasOwn(options, name));
  if (own !== undefined)
    throw new SettingError(name, `no ${own}, which the stack sets itself`, text);
  return options;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
