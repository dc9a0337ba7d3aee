import { order } from '../compare.ts';
import { validationError } from '../errors.ts';
import { type Item, typeOf, type ValueType } from '../values.ts';
import { readConstant } from './read.ts';
import type { Condition, Operand, SimpleCondition } from './syntax.ts';

const ORDERED: ReadonlySet<string> = new Set(['S', 'N', 'B']);
const TYPES = ['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M'];

/**
 * Checks the operands that are values of the request.
 *
 * @throws ValidationException if DynamoDB refuses the condition, whatever the item
 */
export function checkCondition(condition: Condition, values: Item): void {
  if (condition.kind === 'and' || condition.kind === 'or') {
    checkCondition(condition.left, values);
    checkCondition(condition.right, values);
  } else if (condition.kind === 'not') checkCondition(condition.of, values);
  else checkOperands(condition, values);
}

/** Whether it depends on the values if a condition is correct. */
export function isAboutTypes(condition: Condition): boolean {
  if (condition.kind === 'and' || condition.kind === 'or')
    return isAboutTypes(condition.left) || isAboutTypes(condition.right);
  if (condition.kind === 'not') return isAboutTypes(condition.of);
  const hasTypes = condition.kind === 'function' && !condition.name.endsWith('exists');
  return (
    hasTypes || isOrdering(condition) || operandsOf(condition).some(({ kind }) => kind === 'size')
  );
}

function checkOperands(condition: SimpleCondition, values: Item): void {
  const operands = operandsOf(condition);
  for (const operand of operands) {
    if (operand.kind === 'size') checkType(operand.of, SIZED, values);
  }
  checkDistinct(operands);
  if (condition.kind === 'between') checkBounds(condition.from, condition.to, values);
  if (condition.kind === 'function') checkFunction(condition, values);
  if (isOrdering(condition)) {
    for (const operand of operands) checkType(operand, ORDERED, values);
  }
}

function isOrdering(condition: SimpleCondition): boolean {
  if (condition.kind !== 'compare') return condition.kind === 'between';
  return condition.comparator !== '=' && condition.comparator !== '<>';
}

function operandsOf(condition: SimpleCondition): Operand[] {
  if (condition.kind === 'compare') return [condition.left, condition.right];
  if (condition.kind === 'between') return [condition.of, condition.from, condition.to];
  return condition.kind === 'in' ? [condition.of, ...condition.list] : condition.operands;
}

/** The type of an operand that is a value of the request; undefined for a path. */
function typeOfOperand(operand: Operand, values: Item): ValueType | undefined {
  if (operand.kind === 'size') return 'N';
  return operand.kind === 'value' ? typeOf(readConstant(operand, values)) : undefined;
}

function checkType(operand: Operand, types: ReadonlySet<string>, values: Item) {
  const type = typeOfOperand(operand, values);
  if (type !== undefined && !types.has(type)) throw wrongType(type);
}

const wrongType = (type: string) =>
  validationError(
    `Invalid expression: Incorrect operand type for operator or function; operand type: ${type}`,
  );

const SIZED: ReadonlySet<string> = new Set(['S', 'B', 'SS', 'NS', 'L', 'M']);

/** Two operands must not be the same path. */
function checkDistinct([first, second, ...rest]: Operand[]): void {
  if (rest.length > 0 || first?.kind !== 'path' || second?.kind !== 'path') return;
  const [left, right] = [first.parts, second.parts];
  if (left.length !== right.length || left.some((name, i) => name !== right[i])) return;
  throw validationError(
    'Invalid expression: The first operand must be distinct from the remaining operands for this operator or function',
  );
}

function checkBounds(from: Operand, to: Operand, values: Item): void {
  if (from.kind !== 'value' || to.kind !== 'value') return;
  const [lower, upper] = [readConstant(from, values), readConstant(to, values)];
  if (typeOf(lower) !== typeOf(upper)) {
    throw validationError(
      'Invalid expression: The BETWEEN operator requires same data type for lower and upper bounds',
    );
  }
  if ((order(lower, upper) ?? 0) > 0) {
    throw validationError(
      'Invalid expression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound',
    );
  }
}

const TEXT: ReadonlySet<string> = new Set(['S', 'B']);

function checkFunction(
  { name, operands }: Extract<SimpleCondition, { kind: 'function' }>,
  values: Item,
): void {
  const [first, second] = operands;
  if (name.startsWith('attribute_') && first?.kind !== 'path') {
    throw validationError(
      `Invalid expression: Operator or function requires a document path; operator or function: ${name}`,
    );
  }
  if (name === 'begins_with') {
    for (const operand of operands) checkType(operand, TEXT, values);
  }
  if (name === 'attribute_type') {
    const type = second?.kind === 'value' ? readConstant(second, values) : undefined;
    if (typeof type !== 'string') throw wrongType('not a string');
    if (TYPES.includes(type)) return;
    throw validationError(`Invalid expression: Invalid attribute type name found; type: ${type}`);
  }
}
