import { type Shape, shapeOf } from './model.ts';

/** @returns one message for each constraint that the value breaks, in the words of the service */
export type ConstraintCheck = (value: unknown) => string[];

const TYPE_CHECKS: Record<string, { name: string; is: (value: unknown) => boolean }> = {
  string: { name: 'a string', is: (value) => typeof value === 'string' },
  boolean: { name: 'a boolean', is: (value) => typeof value === 'boolean' },
  integer: { name: 'an integer', is: (value) => isWhole(value, 2 ** 31) },
  long: { name: 'a long', is: (value) => isWhole(value, 2 ** 53) },
  timestamp: { name: 'an ISO 8601 timestamp', is: isTimestamp },
  list: { name: 'a list', is: Array.isArray },
  map: { name: 'a map', is: isPlainObject },
  structure: { name: 'a structure', is: isPlainObject },
};

/**
 * @returns the check of a shape, without that of its members
 * @throws Error for a shape type that the simulator does not know
 */
export function constraintsOf(shapeName: string): ConstraintCheck {
  const shape = shapeOf(shapeName);
  const type = TYPE_CHECKS[shape.type];
  if (!type) throw new Error(`shape ${shapeName}: unknown type ${shape.type}`);
  const checks = [sizeCheck(shape), enumCheck(shape), patternCheck(shape)].flat();
  return (value) => {
    if (!type.is(value)) return [`Member must be ${type.name}`];
    return checks.flatMap((check) => check(value));
  };
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWhole(value: unknown, below: number): boolean {
  return Number.isInteger(value) && Number(value) >= -below && Number(value) < below;
}

function isTimestamp(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}

const isNumeric = (shape: Shape): boolean => shape.type === 'integer' || shape.type === 'long';

function sizeCheck(shape: Shape): ConstraintCheck[] {
  const measure = isNumeric(shape) ? 'value' : 'length';
  const { min, max } = shape;
  const checks: ConstraintCheck[] = [];
  if (min !== undefined && (min > 0 || isNumeric(shape))) {
    const message = `Member must have ${measure} greater than or equal to ${min}`;
    checks.push((value) => (sizeOf(value) < min ? [message] : []));
  }
  if (max !== undefined) {
    const message = `Member must have ${measure} less than or equal to ${max}`;
    checks.push((value) => (sizeOf(value) > max ? [message] : []));
  }
  return checks;
}

/** @returns the value of a number, the Unicode characters of a string, or the elements of a list or map */
function sizeOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return lengthOf(value);
  return Array.isArray(value) ? value.length : Object.keys(value as object).length;
}

function lengthOf(text: string): number {
  let surrogates = 0;
  for (let i = 0; i < text.length; i++) {
    const pair = text.codePointAt(i) ?? 0;
    if (pair > 0xffff) {
      surrogates++;
      i++;
    }
  }
  return text.length - surrogates;
}

function enumCheck(shape: Shape): ConstraintCheck[] {
  if (!shape.enum) return [];
  const values = new Set<unknown>(shape.enum);
  const named = shape.enum.filter((value) => value !== '');
  const message = `Member must satisfy enum value set: [${named.join(', ')}]`;
  return [(value) => (values.has(value) ? [] : [message])];
}

function patternCheck(shape: Shape): ConstraintCheck[] {
  if (shape.pattern === undefined) return [];
  const pattern = new RegExp(`^(?:${shape.pattern})$`, 'u');
  const message = `Member must satisfy regular expression pattern: ${shape.pattern}`;
  return [(value) => (pattern.test(String(value)) ? [] : [message])];
}
