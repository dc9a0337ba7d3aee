import { pathStep, placeText } from '../metadata/format/payload-fault.ts';
import { type JsonReplacer, jsonTextWith } from '../metadata/format/text.ts';
import { errorName } from '../platform/errors.ts';

/** `field` and `fault`: the member that cannot be copied, and an error message about it. */
export type MessageCopy = { message: unknown } | { field: string; fault: string };

/**
 * Copies a message, so that the caller can change its objects before the message is sent. The payload becomes
 * what JSON.stringify writes, except that nothing is written as null that is not null.
 */
export function copyMessage(original: unknown): MessageCopy {
  if (typeof original !== 'object' || original === null) return { message: original };
  let message: object;
  try {
    message = { ...original };
  } catch (error) {
    const received = `one whose members cannot be read (${errorName(error)})`;
    return { field: 'message', fault: `message: expected an object, received ${received}` };
  }
  return 'payload' in message ? copyPayload(message, message.payload) : { message };
}

function copyPayload(message: object, payload: unknown): MessageCopy {
  const fault = (problem: string) => ({ field: 'payload', fault: `payload: expected ${problem}` });
  try {
    const text = jsonTextWith(payload, refusingReplacer());
    return { message: { ...message, payload: text === undefined ? text : JSON.parse(text) } };
  } catch (error) {
    if (error instanceof NotJsonError) return fault(`a JSON value, received ${error.message}`);
    // The payload refers to itself, has thousands of levels, or its toJSON fails.
    return fault(`any JSON value, received one that JSON cannot express (${errorName(error)})`);
  }
}

/** The message says what JSON cannot express, and where it is. */
class NotJsonError extends Error {
  override readonly name = 'NotJsonError';
}

/** Throws a NotJsonError for a value that JSON.stringify would write as null, and for a bigint. */
function refusingReplacer(): JsonReplacer {
  const paths = new WeakMap<object, string>();
  return function (this: unknown, name, value) {
    const holder = Object(this) as Record<string, unknown>;
    const path = pathOf(holder, name, paths.get(holder));
    const problem = notJson(holder[name], value);
    if (problem !== undefined) throw new NotJsonError(`${problem}${placeText(path)}`);
    if (typeof value === 'object' && value !== null) paths.set(value, path);
    return value;
  };
}

/** @param holderPath undefined for the object in which JSON.stringify puts the whole payload */
function pathOf(holder: object, name: string, holderPath: string | undefined): string {
  if (holderPath === undefined) return '';
  return `${holderPath}${pathStep(Array.isArray(holder) ? Number(name) : name)}`;
}

/** @param original before `toJSON` @param value after it */
function notJson(original: unknown, value: unknown): string | undefined {
  if (typeof value === 'bigint') return 'a bigint';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  const isInvalidDate = original instanceof Date && Number.isNaN(original.getTime());
  return isInvalidDate ? 'an invalid date' : undefined;
}
