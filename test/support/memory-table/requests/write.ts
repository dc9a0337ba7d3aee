import { conditionFailed, NotSupportedError, validationError } from '../errors.ts';
import { holds } from '../expressions/condition.ts';
import { marshall } from '../marshall.ts';
import type { Entry } from '../storage/entry.ts';
import { copyOut, type Item } from '../values.ts';
import type { Expressions } from './expressions.ts';

/** What every write has in common: a condition, and values that it returns. */
export interface WriteInput {
  ReturnValues?: string | undefined;
  ReturnValuesOnConditionCheckFailure?: string | undefined;
}

/** The members of a write that are about its condition and its answer. */
export const WRITE_MEMBERS = [
  'TableName',
  'ConditionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ReturnValues',
  'ReturnValuesOnConditionCheckFailure',
] as const;

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_ITEM_SIZE = 400 * 1_024;
const NO_ITEM: Item = {};

/** @throws ConditionalCheckFailedException if the request has a condition that the item does not meet */
export function checkItem(
  { parsed: { condition }, values }: Expressions,
  entry: Entry | undefined,
  { ReturnValuesOnConditionCheckFailure: returned = 'NONE' }: WriteInput,
): void {
  if (!condition || holds(condition, entry?.item ?? NO_ITEM, values)) return;
  throw conditionFailed(returned === 'ALL_OLD' && entry ? marshall(entry.item) : undefined);
}

export function checkSize(size: number): void {
  if (size > MAX_ITEM_SIZE) {
    throw validationError('Item size has exceeded the maximum allowed size');
  }
}

/** @throws ValidationException if the request wants other values to be returned than it can */
export function checkReturned(input: WriteInput, allowed: readonly string[]): void {
  const { ReturnValues = 'NONE', ReturnValuesOnConditionCheckFailure: onFailure = 'NONE' } = input;
  if (!allowed.includes(ReturnValues)) {
    throw validationError(`ReturnValues can only be ${allowed.join(' or ')}`);
  }
  if (onFailure !== 'NONE' && onFailure !== 'ALL_OLD') {
    throw new NotSupportedError(`ReturnValuesOnConditionCheckFailure ${onFailure}`);
  }
}

/** Of every answer. */
export const $metadata = { httpStatusCode: 200 };

/** The answer of a write. @param attributes what it returns, if anything */
export function writeAnswer(attributes: Item | undefined) {
  return attributes ? { $metadata, Attributes: copyOut(attributes) } : { $metadata };
}
