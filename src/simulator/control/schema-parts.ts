import * as z from 'zod/mini';
import { HOST_FORM, isHostPattern, isOrigin, ORIGIN_FORM } from '../../http/access/policy.ts';

// Schemas from which the checks of options and of `/_sim/` bodies are made.

type MemberSchemas = Record<string, z.ZodMiniType>;
type RawIssue = z.core.$ZodRawIssue;

/**
 * An object that may have only the members of `shape`. The error for any other member lists them.
 *
 * @param kind what a member is called in that error
 */
export function members<S extends MemberSchemas>(shape: S, kind = 'member') {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? `unknown ${kind}; expected one of: ${known}` : undefined,
  });
}

export const number = (min: number, max = Number.MAX_SAFE_INTEGER) =>
  z.number().check(z.minimum(min), z.maximum(max));

export const wholeNumber = (min: number, max = Number.MAX_SAFE_INTEGER) =>
  z.int().check(z.minimum(min), z.maximum(max));

/** A delay. A timer of Node.js cannot wait longer: it would fire at once. */
export const milliseconds = number(0, 2 ** 31 - 1);

export const probability = number(0, 1);

export const nonEmptyString = z.string().check(z.minLength(1));

export const functionValue = z.custom<(...args: never[]) => unknown>(
  (value) => typeof value === 'function',
  'a function',
);

/** A host of the option `allowedHosts`. */
export const hostPattern = z.string().check(z.refine(isHostPattern, HOST_FORM));

/** An origin of the option `allowedOrigins`. */
export const webOrigin = z.string().check(z.refine(isOrigin, ORIGIN_FORM));

/** A whole number as text, such as an argument of a command line. The result is the number. */
export function wholeNumberText(max = Number.MAX_SAFE_INTEGER) {
  const range = max === Number.MAX_SAFE_INTEGER ? 'from 0' : `from 0 to ${max}`;
  const isInRange = (text: string) => /^\d+$/.test(text) && Number(text) <= max;
  const text = z.string().check(z.refine(isInRange, `a whole number ${range}`));
  return z.pipe(text, z.transform(Number));
}

/**
 * A value that is checked by the schema that `schemaFor` gives for it. Unlike the errors of a zod union,
 * its errors name the member that is wrong.
 */
export function selectSchema(schemaFor: (value: unknown) => z.ZodMiniType) {
  return z.unknown().check(({ value, issues }) => {
    const { error } = schemaFor(value).safeParse(value);
    for (const issue of error?.issues ?? []) issues.push({ ...issue, input: value } as RawIssue);
  });
}

/** One value, or a list of them. */
export function oneOrMany(value: z.ZodMiniType) {
  const list = z.array(value);
  return selectSchema((given) => (Array.isArray(given) ? list : value));
}
