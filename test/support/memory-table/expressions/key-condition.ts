import { utf8Order } from '../compare.ts';
import { validationError } from '../errors.ts';
import type { KeyNames } from '../storage/schema.ts';
import type { Item } from '../values.ts';
import { readConstant } from './read.ts';
import type { Comparator, Condition, Operand } from './syntax.ts';

/** The part of a partition that a Query reads. Range keys are compared as `utf8Order` makes them. */
export interface KeyRange {
  hash: string;
  /** Whether a range key is in front of the part. */
  isBefore(order: string): boolean;
  isAfter(order: string): boolean;
}

/** A condition on one key attribute. */
interface Term {
  name: string;
  operator: Comparator | 'between' | 'begins_with';
  operands: Operand[];
}

/** @throws ValidationException if it is not a condition on the hash key and at most one on the range key */
export function keyRange(condition: Condition, { hash, range }: KeyNames, values: Item): KeyRange {
  const terms = termsOf(condition);
  const onHash = terms.filter(({ name }) => name === hash);
  const onRange = terms.filter(({ name }) => name === range);
  const [hashTerm, rangeTerm] = [onHash[0], onRange[0]];
  if (onHash.length > 1 || onRange.length > 1) {
    throw refused('KeyConditionExpressions must only contain one condition per key');
  }
  if (!hashTerm || terms.length > (rangeTerm ? 2 : 1)) {
    throw validationError(`Query condition missed key schema element: ${hashTerm ? range : hash}`);
  }
  if (hashTerm.operator !== '=') throw validationError('Query key condition not supported');
  const [value = ''] = keyValues(hashTerm, values);
  return { hash: value, ...boundsOf(rangeTerm, values) };
}

const refused = (message: string) => validationError(`Invalid KeyConditionExpression: ${message}`);

function termsOf(condition: Condition): Term[] {
  if (condition.kind === 'and') return [...termsOf(condition.left), ...termsOf(condition.right)];
  return [term(condition)];
}

const MIRRORED: Record<Comparator, Comparator> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function term(condition: Condition): Term {
  if (condition.kind === 'compare' && condition.comparator !== '<>') {
    const { comparator, left, right } = condition;
    return right.kind === 'path'
      ? termOf(MIRRORED[comparator], right, [left])
      : termOf(comparator, left, [right]);
  }
  if (condition.kind === 'between') {
    return termOf('between', condition.of, [condition.from, condition.to]);
  }
  const [first, ...rest] = condition.kind === 'function' ? condition.operands : [];
  if (condition.kind === 'function' && condition.name === 'begins_with' && first) {
    return termOf('begins_with', first, rest);
  }
  throw refused('Invalid operator used in KeyConditionExpression');
}

function termOf(operator: Term['operator'], attribute: Operand, operands: Operand[]): Term {
  if (attribute.kind !== 'path' || operands.some(({ kind }) => kind !== 'value')) {
    throw refused('a condition compares a key attribute with values');
  }
  const [name, ...nested] = attribute.parts;
  if (nested.length > 0) {
    throw refused('KeyConditionExpressions cannot have conditions on nested attributes');
  }
  return { name, operator, operands };
}

function keyValues({ name, operands }: Term, values: Item): string[] {
  return operands.map((operand) => {
    const value = operand.kind === 'value' ? readConstant(operand, values) : undefined;
    if (typeof value !== 'string') {
      throw validationError(
        'One or more parameter values were invalid: Condition parameter type does not match schema type',
      );
    }
    if (value !== '') return value;
    throw validationError(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
    );
  });
}

const NOTHING = () => false;

function boundsOf(rangeTerm: Term | undefined, values: Item) {
  if (!rangeTerm) return { isBefore: NOTHING, isAfter: NOTHING };
  const [first = '', second = ''] = keyValues(rangeTerm, values).map(utf8Order);
  switch (rangeTerm.operator) {
    case '<':
      return { isBefore: NOTHING, isAfter: (key: string) => key >= first };
    case '<=':
      return { isBefore: NOTHING, isAfter: (key: string) => key > first };
    case '>':
      return { isBefore: (key: string) => key <= first, isAfter: NOTHING };
    case '>=':
      return { isBefore: (key: string) => key < first, isAfter: NOTHING };
    case 'begins_with':
      return {
        isBefore: (key: string) => key < first,
        isAfter: (key: string) => key > first && !key.startsWith(first),
      };
    default:
      return {
        isBefore: (key: string) => key < first,
        isAfter: (key: string) => key > (second || first),
      };
  }
}
