import { addNumbers } from '../arithmetic.ts';
import { validationError } from '../errors.ts';
import { type Item, isMap, isSet, typeOf, type Value, type ValueType } from '../values.ts';
import { checkOverlaps } from './overlaps.ts';
import { memberOf, type Placeholders } from './placeholders.ts';
import type { NewValue, UpdateAction } from './syntax.ts';

/**
 * Applies an update expression. Every value is computed from the item before the update.
 *
 * @returns the item after the update. `item` stays as it is
 * @throws ValidationException if a path or a type of the item does not fit
 */
export function applyUpdate(
  actions: readonly UpdateAction[],
  item: Item,
  placeholders: Placeholders,
): Item {
  return actions.reduce<Item>((updated, action) => {
    const value = valueAfter(action, item, placeholders);
    return withMember(updated, placeholders.names(action.path), value);
  }, item);
}

/** @returns undefined if the attribute is removed */
function valueAfter(action: UpdateAction, item: Item, placeholders: Placeholders) {
  if (action.kind === 'SET') return compute(action.value, item, placeholders);
  if (action.kind === 'REMOVE') return undefined;
  const [before, operand] = [
    placeholders.read(action.path, item),
    placeholders.value(action.value),
  ];
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

function compute(value: NewValue, item: Item, placeholders: Placeholders): Value {
  switch (value.kind) {
    case 'value':
      return placeholders.value(value);
    case 'path': {
      const before = placeholders.read(value, item);
      if (before === undefined) throw missing();
      return before;
    }
    case 'if_not_exists': {
      const before = placeholders.read(value.path, item);
      return before === undefined ? compute(value.otherwise, item, placeholders) : before;
    }
    default: {
      const left = compute(value.left, item, placeholders);
      return combine(value.kind, left, compute(value.right, item, placeholders));
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

/** A copy of `map` with another value at the path, or without one. The other members are shared. */
function withMember(map: Item, [name, ...rest]: string[], value: Value | undefined): Item {
  if (name === undefined) return map;
  const [next] = rest;
  if (next === undefined) {
    if (value !== undefined) return { ...map, [name]: value };
    const { [name]: _, ...others } = map;
    return others;
  }
  const inner = memberOf(map, name);
  if (isMap(inner)) return { ...map, [name]: withMember(inner, rest, value) };
  throw validationError(
    'The document path provided in the update expression is invalid for update',
  );
}

/**
 * Checks what does not depend on the item.
 *
 * @throws ValidationException if paths overlap, or an operand has a type that its operator refuses
 */
export function checkUpdate(actions: readonly UpdateAction[], placeholders: Placeholders): void {
  checkOverlaps(actions.map(({ path }) => placeholders.names(path)));
  for (const action of actions) {
    if (action.kind === 'SET') checkOperands(action.value, placeholders);
    if (action.kind === 'REMOVE' || action.kind === 'SET') continue;
    const type = typeOf(placeholders.value(action.value));
    const isAllowed = type.endsWith('S') && type.length === 2;
    if (!isAllowed && !(action.kind === 'ADD' && type === 'N')) throw refusedType(type);
  }
}

const refusedType = (type: string) =>
  validationError(
    `Invalid UpdateExpression: Incorrect operand type for operator or function; operand type: ${type}`,
  );

function checkOperands(value: NewValue, placeholders: Placeholders): void {
  if (value.kind === 'path' || value.kind === 'value') return;
  if (value.kind === 'if_not_exists') {
    checkOperands(value.otherwise, placeholders);
    return;
  }
  const expected = value.kind === 'list_append' ? 'L' : 'N';
  for (const operand of [value.left, value.right]) {
    checkOperands(operand, placeholders);
    const type = operand.kind === 'value' ? typeOfNew(operand, placeholders) : undefined;
    if (type !== undefined && type !== expected) throw refusedType(type);
  }
}

/** The type that SET assigns, as far as the request alone shows it. */
export function typeOfNew(value: NewValue, placeholders: Placeholders): ValueType | undefined {
  if (value.kind === 'path') return undefined;
  if (value.kind === 'value') return typeOf(placeholders.value(value));
  if (value.kind === 'if_not_exists') return typeOfNew(value.otherwise, placeholders);
  return value.kind === 'list_append' ? 'L' : 'N';
}
