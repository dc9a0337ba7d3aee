/** The parts of an error message. They quote no value of the payload. */
export interface PayloadFault {
  expected: string;
  received: string;
  /** The place of the value in the payload, made of `pathStep`s; empty for the payload itself. */
  path: string;
}

/**
 * The most levels of arrays and objects. Beyond some thousands JSON.stringify fails, depending on the stack that
 * is left, so a fixed limit makes producers and the sender agree.
 */
export const MAX_LEVELS = 1_000;

const LEVELS_EXPECTED = `at most ${MAX_LEVELS} levels of arrays and objects`;
const NUMBERS_EXPECTED = `numbers that JavaScript holds exactly: whole numbers up to ${Number.MAX_SAFE_INTEGER}`;

/**
 * Checks whether players get a payload as its producer wrote it.
 *
 * JSON.parse rounds whole numbers over 2^53 and reads larger numbers than a double can hold as Infinity, which
 * JSON.stringify writes as null. That has happened before this code sees the payload, so both are recognized by
 * the size of the number.
 *
 * @param payload a value that JSON.parse has made
 * @returns the first fault
 */
export const payloadFault = (payload: unknown): PayloadFault | undefined => faultIn(payload, 0);

/** The place of a value in a payload, for an error message. @param path made of `pathStep`s */
export const placeText = (path: string): string =>
  path === '' ? '' : ` (payload${shortened(path, LONGEST_PATH)})`;

/** One step of a path as one would write it in code: `.score`, `[3]`, `["two words"]`. */
export function pathStep(member: string | number): string {
  if (typeof member === 'number') return `[${member}]`;
  const name = shortened(member, LONGEST_NAME);
  return /^[\w$]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

const LONGEST_NAME = 40;
const LONGEST_PATH = 120;

const shortened = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length)}…` : text;

function faultIn(value: unknown, level: number): PayloadFault | undefined {
  if (typeof value === 'number') {
    if (isExact(value)) return undefined;
    return { expected: NUMBERS_EXPECTED, received: 'a larger one', path: '' };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (level === MAX_LEVELS) return { expected: LEVELS_EXPECTED, received: 'more', path: '' };
  return Array.isArray(value) ? faultInList(value, level) : faultInObject(value, level);
}

const isExact = (value: number): boolean =>
  Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);

function faultInList(list: readonly unknown[], level: number): PayloadFault | undefined {
  for (let i = 0; i < list.length; i++) {
    const fault = faultIn(list[i], level + 1);
    if (fault) return faultOfMember(i, fault);
  }
  return undefined;
}

function faultInObject(object: object, level: number): PayloadFault | undefined {
  for (const [name, value] of Object.entries(object)) {
    const fault = faultIn(value, level + 1);
    if (fault) return faultOfMember(name, fault);
  }
  return undefined;
}

/** The place of a level is as long as the levels are many, so it is left out. */
const faultOfMember = (member: string | number, fault: PayloadFault): PayloadFault =>
  fault.expected === LEVELS_EXPECTED
    ? fault
    : { ...fault, path: `${pathStep(member)}${fault.path}` };
