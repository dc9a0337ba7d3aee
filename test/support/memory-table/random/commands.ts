import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import fc from '../../fast-check.ts';
import { condition, type Part, projection, update, Writer } from './expressions.ts';
import { hash, item, key, phase, rangeBound, time } from './values.ts';

/** A request before it is sent. `~` in it stands for the namespace of its run. */
export interface RandomRequest {
  kind: keyof typeof COMMANDS;
  input: object;
}

const COMMANDS = {
  ...{ GetCommand, PutCommand, UpdateCommand, DeleteCommand, QueryCommand },
  ...{ BatchGetCommand, BatchWriteCommand },
};

export type AnyCommand = GetCommand;

export const toCommand = ({ kind, input }: RandomRequest): AnyCommand =>
  new COMMANDS[kind](input as never) as AnyCommand;

const { constant, constantFrom, oneof, option, record } = fc;
const TableName = constant('test');

const usually = <T>(arbitrary: fc.Arbitrary<T>) =>
  oneof({ weight: 10, arbitrary: constant({}) }, arbitrary);
/** What goes wrong with the placeholders of a request. */
const wrongNames = constantFrom<object[]>(
  { ExpressionAttributeNames: { '#unused': 'a' } },
  { ExpressionAttributeNames: {} },
  { ExpressionAttributeNames: { a: 'a' } },
);
const wrongValues = constantFrom<object[]>(
  { ExpressionAttributeValues: { ':unused': 1 } },
  { ExpressionAttributeValues: { ':undefined': undefined } },
  { ExpressionAttributeValues: { a: 1 } },
);
const mistake = usually(oneof(wrongNames, wrongValues));

/** The members of a request with these expressions, and their placeholders. */
function written(parts: Record<string, Part | undefined>, more: object): object {
  const writer = new Writer();
  const expressions = Object.entries(parts).map(([name, part]) => [name, part?.(writer)]);
  const { names, values } = writer;
  return {
    ...Object.fromEntries(expressions),
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    ...more,
  };
}

const optional = <T>(arbitrary: fc.Arbitrary<T>, freq = 1) =>
  option(arbitrary, { nil: undefined, freq });

const get = record({
  ...{ TableName, Key: key, part: optional(projection), mistake: usually(wrongNames) },
}).map(
  ({ part, mistake, ...input }): RandomRequest => ({
    kind: 'GetCommand',
    input: { ...input, ...written({ ProjectionExpression: part }, mistake) },
  }),
);

const oldOrNone = constantFrom(undefined, 'NONE', 'ALL_OLD');
const put = record({
  ...{ TableName, Item: item, part: optional(condition), mistake },
  ReturnValues: oneof({ weight: 8, arbitrary: oldOrNone }, constant('ALL_NEW')),
}).map(
  ({ part, mistake, ...input }): RandomRequest => ({
    kind: 'PutCommand',
    input: { ...input, ...written({ ConditionExpression: part }, mistake) },
  }),
);
/** dynalite accepts ALL_NEW: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
const remove = record({
  ...{ TableName, Key: key, ReturnValues: oldOrNone, part: optional(condition), mistake },
}).map(
  ({ part, mistake, ...input }): RandomRequest => ({
    kind: 'DeleteCommand',
    input: { ...input, ...written({ ConditionExpression: part }, mistake) },
  }),
);

const returned = constantFrom(
  'NONE',
  'ALL_OLD',
  'ALL_NEW',
  'UPDATED_OLD',
  'UPDATED_NEW',
  undefined,
);
const change = record({
  ...{ TableName, Key: key, ReturnValues: returned, part: optional(condition) },
  ...{ actions: optional(update, 20), mistake },
}).map(
  ({ part, actions, mistake, ...input }): RandomRequest => ({
    kind: 'UpdateCommand',
    input: {
      ...input,
      ...written({ UpdateExpression: actions, ConditionExpression: part }, mistake),
    },
  }),
);

const batch = record({
  Keys: fc.array(key, { maxLength: 6 }),
  part: optional(projection),
}).map(
  ({ Keys, part }): RandomRequest => ({
    kind: 'BatchGetCommand',
    input: {
      RequestItems: { test: { Keys, ...written({ ProjectionExpression: part }, {}) } },
    },
  }),
);

const batchPut = fc.array(item, { maxLength: 6 }).map(
  (batchItems): RandomRequest => ({
    kind: 'BatchWriteCommand',
    input: {
      RequestItems: { test: batchItems.map((Item) => ({ PutRequest: { Item } })) },
    },
  }),
);

/** Conditions on the range key of the table or of an index. */
const rangeCondition = (name: string, value: fc.Arbitrary<string>) =>
  oneof<fc.MaybeWeightedArbitrary<Part>[]>(
    { weight: 2, arbitrary: constant(() => '') },
    {
      weight: 3,
      arbitrary: fc.tuple(constantFrom('=', '<', '<=', '>', '>='), value).map(
        ([is, to]) =>
          (w) =>
            ` AND ${w.path(name)} ${is} ${w.value(to)}`,
      ),
    },
    fc.tuple(constantFrom('<', '>='), value).map(
      ([is, to]) =>
        (w) =>
          ` AND ${w.value(to)} ${is} ${w.path(name)}`,
    ),
    value.map((prefix) => (w) => ` AND begins_with(${w.path(name)}, ${w.value(prefix)})`),
    fc.tuple(value, value).map(
      ([from, to]) =>
        (w) =>
          ` AND ${w.path(name)} BETWEEN ${w.value(from)} AND ${w.value(to)}`,
    ),
    constantFrom(
      ...[` OR ${name} = :v0`, ` AND contains(${name}, :v0)`, ` AND a = :v0`, ` AND ${name} = a`],
      ...[
        ` AND size(${name}) = :v0`,
        ` AND ${name} <> :v0`,
        ` AND NOT ${name} = :v0`,
        ' AND pk = :v0',
      ],
    ).map((text) => () => text),
    constant((w) => ` AND ${w.path(name)} > ${w.value(1)}`),
  );

const limit = oneof({ weight: 8, arbitrary: constantFrom(undefined, 1, 2, 3) }, constant(0));
const page = { TableName, Limit: limit, ScanIndexForward: optional(fc.boolean()) };

const queryTable = record({
  ...{ ...page, pk: hash, range: rangeCondition('sk', rangeBound), mistake },
  ...{ FilterExpression: optional(condition), ProjectionExpression: optional(projection) },
  ...{ ConsistentRead: optional(fc.boolean()), ExclusiveStartKey: optional(key, 3) },
}).map(
  ({ pk, range, mistake, FilterExpression, ProjectionExpression, ...input }): RandomRequest => ({
    kind: 'QueryCommand',
    input: {
      ...input,
      ...written(
        {
          KeyConditionExpression: (w) => `pk = ${w.value(pk)}${range(w)}`,
          ...{ FilterExpression, ProjectionExpression },
        },
        mistake,
      ),
    },
  }),
);

const index = oneof(
  record({ IndexName: constant('byPhase'), name: constant('phase'), value: phase }),
  record({ IndexName: constant('byTime'), name: constant('pk'), value: hash }),
  record({ IndexName: constantFrom('none', 'byPhase'), name: constant('pk'), value: hash }),
);
const queryIndex = record({
  ...{ ...page, index, range: rangeCondition('sessionAt', time), mistake },
  ConsistentRead: option(constant(true), { nil: undefined, freq: 10 }),
}).map(
  ({ index: { IndexName, name, value }, range, mistake, ...input }): RandomRequest => ({
    kind: 'QueryCommand',
    input: {
      ...{ IndexName, ...input },
      ...written(
        { KeyConditionExpression: (w) => `${name} = ${w.value(value)}${range(w)}` },
        mistake,
      ),
    },
  }),
);

/** Valid requests, so that there is only one error. */
const otherTable = constantFrom<RandomRequest>(
  { kind: 'GetCommand', input: { TableName: 'none', Key: { pk: 'a', sk: 'a' } } },
  { kind: 'BatchGetCommand', input: { RequestItems: { none: { Keys: [{ pk: 'a', sk: 'a' }] } } } },
);

/** Sequences of requests that have items in common. */
export const requests = fc.array(
  oneof(
    { weight: 6, arbitrary: put },
    { weight: 6, arbitrary: change },
    { weight: 2, arbitrary: remove },
    { weight: 1, arbitrary: get },
    { weight: 3, arbitrary: queryTable },
    { weight: 3, arbitrary: queryIndex },
    { weight: 1, arbitrary: batch },
    { weight: 2, arbitrary: batchPut },
    { weight: 1, arbitrary: otherTable },
  ),
  { minLength: 1, maxLength: 20 },
);
