import { expect, test } from 'vitest';
import { splitBatch } from '../../../src/local/faults/partial-batch.ts';

/** Leaves out every second entry, beginning with the first. */
function everySecond(): () => boolean {
  let entries = 0;
  return () => entries++ % 2 === 0;
}

test('BatchGetItem: the keys that were left out are the unprocessed keys', () => {
  const table = { ConsistentRead: true, Keys: [{ pk: { S: 'a' } }, { pk: { S: 'b' } }] };
  const input = { RequestItems: { T: table } };
  const batch = splitBatch('BatchGetItem', input, everySecond());
  expect(batch?.input).toEqual({
    RequestItems: { T: { ConsistentRead: true, Keys: [{ pk: { S: 'b' } }] } },
  });
  expect(batch?.merge({ Responses: { T: [1] }, UnprocessedKeys: {} })).toEqual({
    Responses: { T: [1] },
    UnprocessedKeys: { T: { ConsistentRead: true, Keys: [{ pk: { S: 'a' } }] } },
  });
});

test('BatchWriteItem: a table of which every write was left out is not part of the request', () => {
  const [a, b] = [{ DeleteRequest: { Key: 'a' } }, { DeleteRequest: { Key: 'b' } }];
  const batch = splitBatch('BatchWriteItem', { RequestItems: { T: [a], U: [b] } }, everySecond());
  expect(batch?.input).toEqual({ RequestItems: { U: [b] } });
  expect(batch?.merge({ UnprocessedItems: {} })).toEqual({ UnprocessedItems: { T: [a] } });
});

test.each(['SendMessageBatch', 'DeleteMessageBatch', 'ChangeMessageVisibilityBatch'])(
  '%s: the entries that were left out are failed entries',
  (operation) => {
    const input = { QueueUrl: 'q', Entries: [{ Id: 'a' }, { Id: 'b' }, { Id: 'c' }] };
    const batch = splitBatch(operation, input, everySecond());
    expect(batch?.input).toEqual({ QueueUrl: 'q', Entries: [{ Id: 'b' }] });
    const failed = { SenderFault: false, Code: 'InternalError', Message: expect.any(String) };
    expect(batch?.merge({ Successful: [{ Id: 'b' }] })).toEqual({
      Successful: [{ Id: 'b' }],
      Failed: [
        { Id: 'a', ...failed },
        { Id: 'c', ...failed },
      ],
    });
  },
);

test('PutEvents: the results keep the order of the entries', () => {
  const input = { Entries: [{ Source: 'a' }, { Source: 'b' }, { Source: 'c' }, { Source: 'd' }] };
  const batch = splitBatch('PutEvents', input, everySecond());
  expect(batch?.input).toEqual({ Entries: [{ Source: 'b' }, { Source: 'd' }] });
  const failure = { ErrorCode: 'InternalFailure', ErrorMessage: expect.any(String) };
  const answer = { FailedEntryCount: 0, Entries: [{ EventId: 'B' }, { EventId: 'D' }] };
  expect(batch?.merge(answer)).toEqual({
    FailedEntryCount: 2,
    Entries: [failure, { EventId: 'B' }, failure, { EventId: 'D' }],
  });
});

test('nothing is performed if every entry is left out', () => {
  const batch = splitBatch('PutEvents', { Entries: [{}] }, () => true);
  expect(batch?.input).toBeUndefined();
  expect(batch?.merge({})).toMatchObject({ FailedEntryCount: 1, Entries: [{}] });
  const keys = { RequestItems: { T: { Keys: [1] } } };
  expect(splitBatch('BatchGetItem', keys, () => true)?.merge({})).toEqual({
    Responses: {},
    UnprocessedKeys: { T: { Keys: [1] } },
  });
});

const always = (): boolean => true;

test.each([
  ['the operation has no batch', 'PutItem', { Item: {} }],
  ['Entries is not a list', 'PutEvents', { Entries: 5 }],
  ['RequestItems is missing', 'BatchGetItem', {}],
  ['a table has no keys', 'BatchGetItem', { RequestItems: { T: {} } }],
])('the request is unchanged if %s', (_case, operation, input) => {
  expect(splitBatch(operation, input, always)).toBeUndefined();
});

test('the request is unchanged if no entry is left out', () => {
  expect(splitBatch('PutEvents', { Entries: [{}] }, () => false)).toBeUndefined();
});
