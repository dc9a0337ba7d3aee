import { SettingError } from './errors.ts';

export type Environment = Record<string, string | undefined>;

/**
 * Readers of one setting, an environment variable. An unset or empty variable has the default, if there
 * is one. Each throws a SettingError that names the variable.
 */
export function textSetting(env: Environment, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new SettingError(name, 'a non-empty value', value);
  return value;
}

export function numberSetting(
  env: Environment,
  name: string,
  { fallback, min, max, integer = false }: NumberRange,
): number {
  const value = env[name];
  if (value === undefined || value === '') return fallback;
  const number = Number(value);
  const wrong = !(number >= min && number <= max) || (integer && !Number.isInteger(number));
  const kind = integer ? 'a whole number' : 'a number';
  if (wrong) throw new SettingError(name, `${kind} from ${min} to ${max}`, value);
  return number;
}

export interface NumberRange {
  fallback: number;
  min: number;
  max: number;
  integer?: boolean;
}

export function choiceSetting<T extends string>(
  env: Environment,
  name: string,
  choices: readonly T[],
  fallback: T,
): T {
  const value = env[name] || fallback;
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new SettingError(name, `one of ${choices.join(', ')}`, value);
  return found;
}
