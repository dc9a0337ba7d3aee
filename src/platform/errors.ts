const LONGEST_QUOTE = 120;

/**
 * A value as JSON, cut at 120 characters, for a log line or an error; `nothing` for undefined. What JSON cannot
 * express is written as JavaScript shows it: `Infinity`, or the type of the value.
 */
export function quote(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  const text = jsonOrType(value);
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}

function jsonOrType(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // The value refers to itself, holds a bigint, or its toJSON fails. The caller reports it as wrong anyway.
    return typeof value;
  }
}

/**
 * The type of a value, for errors about values that may hold users' data and so must not be quoted.
 *
 * @returns `null`, `array`, or what `typeof` says; undefined for undefined
 */
export function kindOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** What is wrong with a member or setting: what was expected and what was received, or one sentence. */
type Problem = [expected: string, received: unknown] | [problem: string];

/** `retentionDays: expected a whole number from 1 to 3650, received "0"`: the form of all such messages. */
const problemMessage = (name: string, problem: Problem): string =>
  problem.length === 1
    ? `${name}: ${problem[0]}`
    : `${name}: expected ${problem[0]}, received ${quote(problem[1])}`;

// Bundles are minified, which renames classes. `serverless invoke local` reports the name of an error's class, and
// Lambda the `name` of the error. So every class of errors here has both.

/** Input that is wrong and would be refused again, so it is not retried. The message names the field. */
export class InputError extends Error {
  static override readonly name = 'InputError';
  override readonly name = 'InputError';
  readonly field: string;

  /** @param field as one would write it in code: `messages[3].channelArn` */
  constructor(field: string, ...problem: Problem) {
    super(problemMessage(field, problem));
    this.field = field;
  }
}

/** A setting that is missing or wrong. Thrown at start-up, before the first event is handled. */
export class SettingError extends Error {
  static override readonly name = 'SettingError';
  override readonly name = 'SettingError';
  readonly setting: string;

  /** @param setting the name of the environment variable */
  constructor(setting: string, expected: string, received: unknown) {
    super(problemMessage(setting, [expected, received]));
    this.setting = setting;
  }
}

/** The invocation has no time left. A later run does the rest; the item in hand has not failed. */
export class OutOfTimeError extends Error {
  static override readonly name = 'OutOfTimeError';
  override readonly name = 'OutOfTimeError';
}

/** The name of an AWS SDK error (`ThrottlingException`, …); the type of anything else that was thrown. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** The message of anything that was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
