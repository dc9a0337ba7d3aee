import { validateHeaderName, validateHeaderValue } from 'node:http';
import { validationError } from '../members.ts';

/**
 * Checks what becomes the name of a header. The error has no value: it may be a secret in the wrong place.
 *
 * @param member of the request
 * @throws AwsError ValidationException
 */
export function checkHeaderName(member: string, name: string): void {
  check(`${member}: expected the name of an HTTP header`, () => validateHeaderName(name));
}

/** As `checkHeaderName`, for a value. */
export function checkHeaderValue(member: string, value: string): void {
  const message = `${member}: expected the value of an HTTP header: no line breaks, no control characters, and no characters above U+00FF`;
  check(message, () => validateHeaderValue('name', value));
}

function check(message: string, validate: () => void): void {
  try {
    validate();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw validationError(message);
  }
}
