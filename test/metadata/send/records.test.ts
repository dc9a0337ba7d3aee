import { describe, expect, test } from 'vitest';
import { readRecords } from '../../../src/metadata/send/records.ts';
import { InputError } from '../../../src/platform/errors.ts';

const record = {
  ...{ messageId: 'm1', receiptHandle: 'h1', body: '{}' },
  attributes: { MessageGroupId: 'group', ApproximateReceiveCount: '3', SenderId: 'x' },
};

describe('a batch of the queue', () => {
  test('is read into records', () => {
    expect(readRecords({ Records: [record] })).toEqual([
      { messageId: 'm1', receiptHandle: 'h1', body: '{}', group: 'group', receiveCount: 3 },
    ]);
  });

  test.each([{}, null, { Records: [{ ...record, attributes: {} }] }, { Records: [{}] }])(
    'is refused if it does not come from a FIFO queue: %j',
    (event) => {
      expect(() => readRecords(event)).toThrow(InputError);
    },
  );

  test.each([
    [{}, 'Records: expected an SQS event of a FIFO queue, received nothing'],
    [[], 'event: expected an SQS event of a FIFO queue, received "array"'],
    [null, 'event: expected an SQS event of a FIFO queue, received "null"'],
    [
      { Records: [{ ...record, body: 5 }] },
      'Records.0.body: expected an SQS event of a FIFO queue, received "number"',
    ],
  ])('is refused with the name of the wrong member: %j', (event, message) => {
    expect(() => readRecords(event)).toThrow(message);
  });
});
