import { isEqual, order } from '../compare.ts';
import { type Item, isSet, typeOf, type Value } from '../values.ts';
import { readConstant, readPath } from './read.ts';
import type { Comparator, Condition, ConditionFunction, Operand } from './syntax.ts';

/**
 * Whether a condition or a filter holds for an item. An item that does not exist has no members.
 *
 * @param values what the values of the request stand for
 */
export function holds(condition: Condition, item: Item, values: Item): boolean {
  const value = (operand: Operand) => read(operand, item, values);
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item, values) && holds(condition.right, item, values);
    case 'or':
      return holds(condition.left, item, values) || holds(condition.right, item, values);
    case 'not':
      return !holds(condition.of, item, values);
    case 'compare':
      return compare(condition.comparator, value(condition.left), value(condition.right));
    case 'between': {
      const of = value(condition.of);
      return compare('>=', of, value(condition.from)) && compare('<=', of, value(condition.to));
    }
    case 'in': {
      const of = value(condition.of);
      return of !== undefined && condition.list.some((operand) => isEqual(of, value(operand)));
    }
    case 'function':
      return callFunction(condition, value);
  }
}

function callFunction(
  { name, operands: [first, second] }: Extract<Condition, { kind: 'function' }>,
  value: (operand: Operand) => Value | undefined,
): boolean {
  return FUNCTIONS[name](first && value(first), second && value(second));
}

function read(operand: Operand, item: Item, values: Item): Value | undefined {
  if (operand.kind === 'value') return readConstant(operand, values);
  if (operand.kind === 'path') return readPath(operand, item);
  const value = read(operand.of, item, values);
  return value === undefined ? undefined : sizeOf(value);
}

/** The result of `size`. @returns undefined for a type that has no size */
function sizeOf(value: Value): number | undefined {
  if (typeof value === 'string' || value instanceof Uint8Array) return value.length;
  if (isSet(value)) return value.size;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
}

/** A comparison with a value that does not exist, or of another type, holds only for `<>`. */
function compare(comparator: Comparator, left: Value | undefined, right: Value | undefined) {
  if (left === undefined || right === undefined) return comparator === '<>' && left !== right;
  if (comparator === '=') return isEqual(left, right);
  if (comparator === '<>') return !isEqual(left, right);
  const ordered = order(left, right);
  if (ordered === undefined) return false;
  if (comparator === '<') return ordered < 0;
  if (comparator === '<=') return ordered <= 0;
  return comparator === '>' ? ordered > 0 : ordered >= 0;
}

const FUNCTIONS: Record<ConditionFunction, (value: Value | undefined, operand?: Value) => boolean> =
  {
    attribute_exists: (value) => value !== undefined,
    attribute_not_exists: (value) => value === undefined,
    attribute_type: (value, type) => value !== undefined && typeOf(value) === type,
    begins_with: beginsWith,
    contains,
  };

function beginsWith(value: Value | undefined, prefix: Value | undefined): boolean {
  if (typeof value === 'string') return typeof prefix === 'string' && value.startsWith(prefix);
  if (!(value instanceof Uint8Array && prefix instanceof Uint8Array)) return false;
  return isEqual(value.subarray(0, prefix.length), prefix);
}

function contains(value: Value | undefined, operand: Value | undefined): boolean {
  if (value === undefined || operand === undefined) return false;
  if (typeof value === 'string') return typeof operand === 'string' && value.includes(operand);
  if (value instanceof Uint8Array) {
    return operand instanceof Uint8Array && Buffer.from(value).includes(Buffer.from(operand));
  }
  if (isSet(value)) return value.has(operand as string | number);
  return Array.isArray(value) && value.some((member) => isEqual(member, operand));
}
