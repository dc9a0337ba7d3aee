const LONGEST_QUOTE = 120;

/** What came, short enough for a log line or an answer. */
export function quote(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}

/** Of a value that may hold users' data, what it is, for an error to quote; undefined for nothing. */
export function kindOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Input that can never succeed: it names the field, what was expected and what came. Not retried. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly field: string;

  constructor(field: string, expected: string, got: unknown) {
    super(`${field}: expected ${expected}, got ${quote(got)}`);
    this.field = field;
  }
}

/** A setting that is missing or can't be read; thrown at start-up, before any event is taken. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
  readonly setting: string;

  constructor(setting: string, expected: string, got: unknown) {
    super(`setting ${setting}: expected ${expected}, got ${quote(got)}`);
    this.setting = setting;
  }
}

/** The invocation's time is used up: what is left is done by a later run. Never a failure of the item. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';
}

/** The name that AWS SDK errors carry (`ThrottlingException`, `ConditionalCheckFailedException`, …). */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** The message of anything that was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
