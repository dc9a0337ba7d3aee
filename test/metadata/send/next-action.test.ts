import { describe, expect, test } from 'vitest';
import { messageBodyText, queueBodyText } from '../../../src/metadata/format/queue-body.ts';
import { type ChannelBatch, toChannelBatches } from '../../../src/metadata/send/channel-batch.ts';
import { nextAction, type RequestMessage } from '../../../src/metadata/send/next-action.ts';
import { channelArn } from '../support/senders.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const FORM = { mode: 'envelope', compression: 'off', maxBytes: 1_000 } as const;
const LIMITS = { now: NOW, format: FORM, maxMessages: Number.POSITIVE_INFINITY };

interface MessageSpec {
  id: string;
  size?: number;
  key?: string;
  expiresAt?: number;
}

const recordsOf = (...bodies: (MessageSpec[] | string)[]) =>
  bodies.map((parts, n) => ({
    ...{ messageId: `m${n}`, receiptHandle: `h${n}`, group: channelArn('a'), receiveCount: 1 },
    body: typeof parts === 'string' ? parts : body(parts),
  }));

/** A channel batch whose SQS messages hold these messages. A string is a body as it is. */
function batchOf(...bodies: (MessageSpec[] | string)[]): ChannelBatch {
  const [first] = toChannelBatches(recordsOf(...bodies), LIMITS);
  if (!first) throw new Error('no channel batch');
  return first;
}

function body(parts: MessageSpec[]): string {
  const texts = parts.map(({ size = 10, expiresAt = NOW + 1, ...rest }) =>
    messageBodyText({ ...rest, expiresAt, payload: 'x'.repeat(size - 2) }),
  );
  return queueBodyText(NOW, texts);
}

const ids = (items: readonly RequestMessage[]) =>
  items.map(({ source, withdrawn }) =>
    withdrawn ? `not ${source.message.id}` : source.message.id,
  );
const planned = (from: ChannelBatch, limits = {}) => {
  const plan = nextAction(from, { ...LIMITS, ...limits });
  const skipped = plan.skipped.map(({ message, outcome }) => `${message.message.id} ${outcome}`);
  return {
    kind: plan.kind,
    skipped,
    ...(plan.kind === 'send' && { sent: ids(plan.packed.messages) }),
  };
};

describe('the next request of a channel', () => {
  test('holds the first messages that fit together, across SQS messages', () => {
    const some = batchOf(
      [{ id: 'a', size: 400 }],
      [{ id: 'b', size: 400 }],
      [{ id: 'c', size: 400 }],
    );
    expect(planned(some)).toEqual({ kind: 'send', skipped: [], sent: ['a', 'b'] });
  });

  test('does not skip a message that does not fit in favour of a smaller one behind it', () => {
    const some = batchOf([{ id: 'a', size: 600 }, { id: 'b', size: 600 }, { id: 'c' }]);
    expect(planned(some).sent).toEqual(['a']);
  });

  test('leaves out messages that have an outcome or have expired', () => {
    const some = batchOf([{ id: 'a' }, { id: 'b', expiresAt: NOW }, { id: 'c' }]);
    const [first] = some.items;
    if (first) first.outcome = 'delivered';
    expect(planned(some)).toEqual({ kind: 'send', skipped: ['b expired'], sent: ['c'] });
  });

  test('leaves out a message that a newer one with the same key supersedes, and keeps the place of the newer one', () => {
    const some = batchOf([
      { id: 'a', key: 'score' },
      { id: 'b', key: 'clock' },
      { id: 'c' },
      { id: 'd', key: 'score' },
      { id: 'e' },
    ]);
    expect(planned(some)).toEqual({
      ...{ kind: 'send', skipped: ['a superseded'], sent: ['b', 'c', 'd', 'e'] },
    });
  });

  test('withdraws a message that is superseded by one of another SQS message', () => {
    const some = batchOf(
      [{ id: 'a', key: 'k' }, { id: 'b', key: 'k' }, { id: 'c' }],
      [
        { id: 'd', key: 'k' },
        { id: 'e', key: 'other' },
      ],
    );
    expect(planned(some)).toEqual({
      ...{ kind: 'send', skipped: ['a superseded'], sent: ['not b', 'c', 'd', 'e'] },
    });
    const plan = nextAction(some, LIMITS);
    const [text = ''] = plan.kind === 'send' ? plan.packed.texts : [];
    expect(JSON.parse(text)).toHaveLength(2 + 3);
    expect(JSON.parse(text)[1]).toHaveLength(8 * 4);
  });

  test('uses the order of sticky values to find the newest, wherever it is in the batch', () => {
    const [older, newer] = ['~A000001', '~A000002'];
    const some = batchOf([{ id: newer, key: 'k' }, { id: 'a' }], [{ id: older, key: 'k' }]);
    expect(planned(some).sent).toEqual([newer, 'a', `not ${older}`]);
    const together = batchOf([
      { id: newer, key: 'k' },
      { id: older, key: 'k' },
    ]);
    expect(planned(together)).toEqual({
      ...{ kind: 'send', skipped: [`${older} superseded`], sent: [newer] },
    });
  });

  test('withdraws nothing if the newer message has the same id, or in plain mode', () => {
    const again = batchOf([{ id: 'a', key: 'k' }], [{ id: 'a', key: 'k' }]);
    expect(planned(again)).toEqual({ kind: 'send', skipped: ['a superseded'], sent: ['a'] });
    const plain = { format: { ...FORM, mode: 'plain' as const } };
    const some = batchOf([{ id: 'a', key: 'k' }], [{ id: 'b', key: 'k' }]);
    expect(planned(some, plain)).toEqual({ kind: 'send', skipped: ['a superseded'], sent: ['b'] });
  });

  test('leaves out a message that is superseded by an expired one', () => {
    const some = batchOf([{ id: 'a', key: 'k' }], [{ id: 'b', key: 'k', expiresAt: NOW }]);
    expect(planned(some)).toEqual({ kind: 'done', skipped: ['b expired', 'a superseded'] });
  });

  test('holds at most maxMessages messages', () => {
    expect(
      planned(batchOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }]), { maxMessages: 2 }).sent,
    ).toEqual(['a', 'b']);
  });

  test('is none when an unreadable SQS message is the first: it is dead-lettered', () => {
    const some = batchOf([{ id: 'a' }], 'not JSON', [{ id: 'b' }]);
    expect(planned(some).sent).toEqual(['a']);
    const [first] = some.items;
    if (first) first.outcome = 'delivered';
    expect(nextAction(some, LIMITS)).toMatchObject({
      ...{ kind: 'deadLetter', reason: 'the body is not JSON' },
    });
  });

  test('supersedes nothing by a message that can never be sent', () => {
    const forged = { id: '~0zzzzzz', key: 'k' };
    expect(planned(batchOf([{ id: 'a', key: 'k' }], [forged])).sent).toEqual(['a']);
    const large = { id: 'b', key: 'k', size: 20_000 };
    expect(planned(batchOf([{ id: 'a', key: 'k' }], [large])).sent).toEqual(['a']);
  });

  test('is none for a message that is too large because the limit was lowered: it is dead-lettered', () => {
    const limits = { ...LIMITS, format: { ...FORM, mode: 'plain', maxBytes: 300 } as const };
    const [record] = recordsOf([{ id: 'a', size: 500 }]);
    const [batch] = record ? toChannelBatches([record], limits) : [];
    expect(batch && nextAction(batch, limits)).toMatchObject({
      ...{
        kind: 'deadLetter',
        reason: 'payload: expected a text of 1 to 300 bytes in UTF-8, received 498 bytes',
      },
    });
  });
});

describe('a batch', () => {
  test('is grouped by channel, in order', () => {
    const record = (n: number, group: string) => ({
      ...{ messageId: `m${n}`, receiptHandle: `h${n}`, receiveCount: 1, group },
      body: body([{ id: `${n}` }]),
    });
    const batches = toChannelBatches(
      [record(0, channelArn('a')), record(1, channelArn('b')), record(2, channelArn('a'))],
      LIMITS,
    );
    expect(
      batches.map(({ sqsMessages: entries }) => entries.map((entry) => entry.record.messageId)),
    ).toEqual([['m0', 'm2'], ['m1']]);
  });

  test.each([
    ['{"v":2,"queuedAt":1,"messages":[]}', 'v: invalid_value'],
    ['{"v":1,"queuedAt":1,"messages":[]}', 'messages: too_small'],
    [
      '{"v":1,"queuedAt":1,"messages":[{"id":"a","expiresAt":1}]}',
      'messages.0.payload: invalid_type',
    ],
    ['{"v":1,"messages":[]}', 'queuedAt: invalid_type'],
    ['"text"', 'body: invalid_type'],
    ['', 'the body is not JSON'],
  ])('has an unreadable item with the reason for a wrong body: %s', (text, reason) => {
    expect(batchOf(text).items).toMatchObject([{ kind: 'unreadable', reason }]);
  });

  test('has an unreadable item for a message group that is not a channel', () => {
    const record = { messageId: 'm', receiptHandle: 'h', group: 'quiz', receiveCount: 1 };
    const [only] = toChannelBatches([{ ...record, body: body([{ id: 'a' }]) }], LIMITS);
    expect(only?.items).toMatchObject([{ kind: 'unreadable' }]);
  });
});
