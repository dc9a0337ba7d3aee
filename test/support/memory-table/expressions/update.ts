import { addNumbers } from '../arithmetic.ts';
import { validationError } from '../errors.ts';
import { type Item, isMap, isSet, typeOf, type Value, type ValueType } from '../values.ts';
import { memberOf, readConstant, readPath } from './read.ts';
import type { NewValue, UpdateAction } from './syntax.ts';

/**
 * Applies an update expression. Every value is computed from the item before the update.
 *
 * @returns the item after the update. `item` stays as it is
 * @throws ValidationException if a path or a type of the item does not fit
 */
export function applyUpdate(actions: readonly UpdateAction[], item: Item, values: Item): Item {
  const updated: Record<string, Value | undefined> = { ...item };
  let isRemoved = false;
  for (const action of actions) {
    const { parts } = action.path;
    const [name] = parts;
    const value = valueAfter(action, item, values);
    updated[name] = parts.length === 1 ? value : withMember(updated[name], parts.slice(1), value);
    isRemoved ||= updated[name] === undefined;
  }
  return isRemoved ? withoutUndefined(updated) : (updated as Item);
}

/** The members may be shared: a stored value is never changed. */
function withoutUndefined(members: Readonly<Record<string, Value | undefined>>): Item {
  const item: Record<string, Value> = {};
  for (const name in members) {
    const member = members[name];
    if (member !== undefined) item[name] = member;
  }
  return item;
}

/** @returns undefined if the attribute is removed */
function valueAfter(action: UpdateAction, item: Item, values: Item) {
  if (action.kind === 'SET') return compute(action.value, item, values);
  if (action.kind === 'REMOVE') return undefined;
  const [before, operand] = [readPath(action.path, item), readConstant(action.value, values)];
  if (before !== undefined && typeOf(before) !== typeOf(operand)) throw wrongOperand();
  return action.kind === 'ADD' ? added(before, operand) : removed(before, operand);
}

function added(before: Value | undefined, operand: Value): Value {
  if (before === undefined) return operand;
  if (isSet(before) && isSet(operand)) return new Set([...before, ...operand]);
  return addNumbers(Number(before), Number(operand));
}

/** @returns undefined if no member is left: there are no empty sets */
function removed(before: Value | undefined, operand: Value): Value | undefined {
  if (!isSet(before) || !isSet(operand)) return undefined;
  const left = [...before].filter((member) => !operand.has(member));
  return left.length > 0 ? new Set(left) : undefined;
}

function compute(value: NewValue, item: Item, values: Item): Value {
  switch (value.kind) {
    case 'value':
      return readConstant(value, values);
    case 'path': {
      const before = readPath(value, item);
      if (before === undefined) throw missing();
      return before;
    }
    case 'if_not_exists': {
      const before = readPath(value.path, item);
      return before === undefined ? compute(value.otherwise, item, values) : before;
    }
    default: {
      const left = compute(value.left, item, values);
      return combine(value.kind, left, compute(value.right, item, values));
    }
  }
}

const missing = () =>
  validationError('The provided expression refers to an attribute that does not exist in the item');

function combine(kind: 'plus' | 'minus' | 'list_append', left: Value, right: Value): Value {
  if (kind === 'list_append') {
    if (!Array.isArray(left) || !Array.isArray(right)) throw wrongOperand();
    return [...left, ...right];
  }
  if (typeof left !== 'number' || typeof right !== 'number') throw wrongOperand();
  return addNumbers(left, kind === 'plus' ? right : -right);
}

const wrongOperand = () =>
  validationError('An operand in the update expression has an incorrect data type');

/** A copy of a map with another value at the path, or without one. The other members are shared. */
function withMember(
  map: Value | undefined,
  [name, ...rest]: readonly string[],
  value: Value | undefined,
): Value {
  if (name === undefined || !isMap(map)) {
    throw validationError(
      'The document path provided in the update expression is invalid for update',
    );
  }
  if (rest.length > 0) return { ...map, [name]: withMember(memberOf(map, name), rest, value) };
  if (value !== undefined) return { ...map, [name]: value };
  const { [name]: _, ...others } = map;
  return others;
}

/**
 * Checks what does not depend on the item.
 *
 * @throws ValidationException if an operand has a type that its operator refuses
 */
export function checkUpdate(actions: readonly UpdateAction[], values: Item): void {
  for (const action of actions) {
    if (action.kind === 'SET') checkOperands(action.value, values);
    if (action.kind === 'REMOVE' || action.kind === 'SET') continue;
    const type = typeOf(readConstant(action.value, values));
    const isAllowed = type.endsWith('S') && type.length === 2;
    if (!isAllowed && !(action.kind === 'ADD' && type === 'N')) throw refusedType(type);
  }
}

/** Whether an action takes values of every type. */
export const isPlain = (action: UpdateAction): boolean =>
  action.kind === 'REMOVE' ||
  (action.kind === 'SET' && (action.value.kind === 'value' || action.value.kind === 'path'));

const refusedType = (type: string) =>
  validationError(
    `Invalid UpdateExpression: Incorrect operand type for operator or function; operand type: ${type}`,
  );

function checkOperands(value: NewValue, values: Item): void {
  if (value.kind === 'path' || value.kind === 'value') return;
  if (value.kind === 'if_not_exists') {
    checkOperands(value.otherwise, values);
    return;
  }
  const expected = value.kind === 'list_append' ? 'L' : 'N';
  for (const operand of [value.left, value.right]) {
    checkOperands(operand, values);
    const type = operand.kind === 'value' ? typeOfNew(operand, values) : undefined;
    if (type !== undefined && type !== expected) throw refusedType(type);
  }
}

/** The type that SET assigns, as far as the request alone shows it. */
export function typeOfNew(value: NewValue, values: Item): ValueType | undefined {
  if (value.kind === 'path') return undefined;
  if (value.kind === 'value') return typeOf(readConstant(value, values));
  if (value.kind === 'if_not_exists') return typeOfNew(value.otherwise, values);
  return value.kind === 'list_append' ? 'L' : 'N';
}
