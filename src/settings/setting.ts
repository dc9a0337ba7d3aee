import { DURATION_FORMAT, parseDuration } from '../platform/duration.ts';
import { SettingError } from '../platform/errors.ts';
import type { Environment } from '../platform/settings.ts';

/** What every setting has, whatever its values. */
interface Described {
  /** Its name as a `param` of serverless.yml. */
  param: string;
  /** The environment variable of the functions that use it; absent if no function does. */
  variable?: string;
  /** The value where nobody sets it, as text. */
  default: string;
  /** The value in stage `local`, if it is another one. */
  local?: string;
  /** What it does, in Markdown, for `docs/settings.md`. */
  text: string;
}

/** One of several words. */
export interface ChoiceSetting<T extends string = string> extends Described {
  kind: 'choice';
  choices: readonly T[];
}

export interface NumberSetting extends Described {
  kind: 'number';
  min: number;
  max: number;
  /** Only whole numbers. */
  whole: boolean;
}

/** A duration such as `10m`, read as milliseconds. */
export interface DurationSetting extends Described {
  kind: 'duration';
  /** Whether `none` is a value too; it reads as 0. */
  none: boolean;
  /** The longest that is accepted, as a duration; absent: ten years, the longest there is. */
  longest?: string;
}

/** A text of a certain form. */
export interface TextSetting extends Described {
  kind: 'text';
  /** Empty is not accepted. Without it, empty means that the setting is not set. */
  required?: true;
  /** The form in words, after "expected". */
  expected: string;
  accepts(text: string): boolean;
}

export type Setting = ChoiceSetting | NumberSetting | DurationSetting | TextSetting;

/** A setting that functions read. */
type Read<S extends Setting> = S & { variable: string };

/**
 * Reads settings from a function's environment. A variable that is absent or empty has the default.
 *
 * @throws SettingError that names the variable, what was expected and what was received
 */
export function readChoice<T extends string>(env: Environment, setting: Read<ChoiceSetting<T>>): T {
  const text = textOf(env, setting);
  const found = setting.choices.find((choice) => choice === text);
  if (found === undefined) throw wrong(setting, text);
  return found;
}

/** As `readChoice`. @returns the number */
export function readNumber(env: Environment, setting: Read<NumberSetting>): number {
  const text = textOf(env, setting);
  if (!accepts(setting, text)) throw wrong(setting, text);
  return Number(text);
}

/** As `readChoice`. @returns milliseconds; `none` is 0 */
export function readDuration(env: Environment, setting: Read<DurationSetting>): number {
  const text = textOf(env, setting);
  if (!accepts(setting, text)) throw wrong(setting, text);
  return text === 'none' ? 0 : (parseDuration(text) ?? 0);
}

/** As `readChoice`. @returns the text of a setting that always has one */
export function readRequiredText(
  env: Environment,
  setting: Read<TextSetting & { required: true }>,
): string {
  const text = textOf(env, setting);
  if (!accepts(setting, text)) throw wrong(setting, text);
  return text;
}

/** As `readChoice`. @returns undefined if it is not set */
export function readText(env: Environment, setting: Read<TextSetting>): string | undefined {
  const text = textOf(env, setting);
  if (!accepts(setting, text)) throw wrong(setting, text);
  return text === '' ? undefined : text;
}

/** Whether a setting may have this value. */
export function accepts(setting: Setting, text: string): boolean {
  switch (setting.kind) {
    case 'choice':
      return setting.choices.includes(text);
    case 'number':
      return isInRange(setting, Number(text));
    case 'duration':
      return text === 'none' ? setting.none : isDuration(setting, text);
    case 'text':
      return (text === '' && !setting.required) || setting.accepts(text);
  }
}

/** The values that a setting may have, in words. */
export function expectedOf(setting: Setting): string {
  switch (setting.kind) {
    case 'choice':
      return `one of ${setting.choices.join(', ')}`;
    case 'number':
      return `a ${setting.whole ? 'whole ' : ''}number from ${setting.min} to ${setting.max}`;
    case 'duration':
      return durationWords(setting);
    case 'text':
      return setting.expected;
  }
}

const textOf = (env: Environment, { variable, default: fallback }: Read<Setting>): string =>
  env[variable] || fallback;

const wrong = (setting: Read<Setting>, text: string): SettingError =>
  new SettingError(setting.variable, expectedOf(setting), text);

const isInRange = ({ min, max, whole }: NumberSetting, value: number): boolean =>
  value >= min && value <= max && (!whole || Number.isInteger(value));

function isDuration({ longest }: DurationSetting, text: string): boolean {
  const ms = parseDuration(text);
  const most = longest === undefined ? undefined : parseDuration(longest);
  return ms !== undefined && (most === undefined || ms <= most);
}

function durationWords({ none, longest }: DurationSetting): string {
  const upTo = longest === undefined ? '' : `, up to ${longest}`;
  return `${DURATION_FORMAT}${upTo}${none ? ', or none' : ''}`;
}
