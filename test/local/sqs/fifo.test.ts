import { expect, test } from 'vitest';
import { bodies, FIFO, makeQueue, message } from './support.ts';

const T = Date.parse('2026-11-21T12:00:00Z');
const SECOND = 1_000;

test('a receive takes the messages of one group in order, and then those of the next', () => {
  const queue = makeQueue(FIFO);
  for (const body of ['a1', 'b1', 'a2', 'b2', 'a3']) queue.send(message(body.charAt(0), body), T);

  expect(bodies(queue.receive(4, T).deliveries)).toEqual(['a1', 'a2', 'a3', 'b1']);
});

test('a group is locked while any of its messages is in flight', () => {
  const queue = makeQueue(FIFO);
  for (const body of ['a1', 'a2', 'a3']) queue.send(message('a', body), T);
  const [first, second] = queue.receive(2, T).deliveries;

  expect(queue.receive(10, T).deliveries).toEqual([]);
  queue.delete(first?.receiptHandle ?? '', T);
  expect(queue.receive(10, T).deliveries).toEqual([]);
  queue.delete(second?.receiptHandle ?? '', T);
  expect(bodies(queue.receive(10, T).deliveries)).toEqual(['a3']);
});

test('a queue looks for message groups only among its first messages, those in flight included', () => {
  const queue = makeQueue({ ...FIFO, lookAhead: 3 });
  for (const body of ['a1', 'a2', 'a3', 'a4', 'b1', 'c1'])
    queue.send(message(body.charAt(0), body), T);
  const [a1, a2] = queue.receive(2, T).deliveries;

  expect(bodies(queue.receive(10, T).deliveries), 'b1 is the fifth').toEqual([]);
  expect(queue.counts(T)).toEqual({ available: 4, inFlight: 2, delayed: 0 });
  queue.delete(a1?.receiptHandle ?? '', T);
  queue.delete(a2?.receiptHandle ?? '', T);
  expect(bodies(queue.receive(10, T).deliveries)).toEqual(['a3', 'a4', 'b1']);
});

test('a queue looks at its first 120,000 messages', () => {
  const queue = makeQueue(FIFO);
  for (let index = 0; index < 120_000; index += 1) queue.send(message('a', 'x'), T);
  queue.send(message('b', 'b1'), T);
  const [first] = queue.receive(1, T).deliveries;
  expect(bodies(queue.receive(1, T).deliveries)).toEqual([]);
  queue.delete(first?.receiptHandle ?? '', T);
  queue.receive(1, T);
  expect(bodies(queue.receive(1, T).deliveries)).toEqual(['b1']);
}, 60_000);

test('messages whose timeout has passed return to their old position, in any order', () => {
  const queue = makeQueue(FIFO);
  for (const body of ['a1', 'a2', 'a3', 'a4']) queue.send(message('a', body), T);
  const [a1, a2, a3] = queue.receive(3, T).deliveries;
  queue.delete(a2?.receiptHandle ?? '', T);
  queue.changeVisibility(a3?.receiptHandle ?? '', 0, T);
  expect(queue.receive(10, T).deliveries, 'a1 still holds the group').toEqual([]);
  queue.changeVisibility(a1?.receiptHandle ?? '', 0, T);

  expect(bodies(queue.receive(10, T).deliveries)).toEqual(['a1', 'a3', 'a4']);
});

test('a message whose timeout has passed waits while others of its group are in flight', () => {
  const queue = makeQueue(FIFO);
  for (const body of ['a1', 'a2']) queue.send(message('a', body), T);
  const [a1, a2] = queue.receive(2, T).deliveries;
  queue.changeVisibility(a1?.receiptHandle ?? '', 0, T);
  expect(queue.receive(10, T).deliveries).toEqual([]);
  queue.delete(a2?.receiptHandle ?? '', T);
  queue.send(message('a', 'a3'), T);

  expect(bodies(queue.receive(10, T).deliveries)).toEqual(['a1', 'a3']);
});

test('a message becomes visible again when its timeout has passed, not before', () => {
  const queue = makeQueue(FIFO);
  queue.send(message('a', 'a1'), T);
  queue.receive(1, T);

  expect(queue.receive(1, T + 30 * SECOND - 1).deliveries).toEqual([]);
  const [again] = queue.receive(1, T + 30 * SECOND).deliveries;
  expect(again).toMatchObject({ body: 'a1', receiveCount: 2, firstReceivedAt: T });
});

test('ChangeMessageVisibility counts from the time of the request, and a receive may set its own timeout', () => {
  const queue = makeQueue(FIFO);
  queue.send(message('a', 'a1'), T);
  const [delivery] = queue.receive(1, T, 5 * SECOND).deliveries;
  queue.changeVisibility(delivery?.receiptHandle ?? '', 10 * SECOND, T + 4 * SECOND);

  expect(queue.nextAvailableAt()).toBe(T + 14 * SECOND);
  expect(queue.receive(1, T + 13 * SECOND).deliveries).toEqual([]);
  expect(queue.receive(1, T + 14 * SECOND).deliveries).toHaveLength(1);
});

test('a delete with an expired receipt handle is an error and deletes nothing', () => {
  const queue = makeQueue(FIFO);
  queue.send(message('a', 'a1'), T);
  const [old] = queue.receive(1, T).deliveries;
  const handle = old?.receiptHandle ?? '';

  expect(() => queue.delete(handle, T + 31 * SECOND)).toThrow(/The receipt handle has expired/);
  expect(() => queue.changeVisibility(handle, 0, T + 31 * SECOND)).toThrow(/not in flight/);
  const [fresh] = queue.receive(1, T + 31 * SECOND).deliveries;
  expect(() => queue.delete(handle, T + 31 * SECOND)).toThrow(/expired/);
  queue.delete(fresh?.receiptHandle ?? '', T + 31 * SECOND);
  queue.delete(fresh?.receiptHandle ?? '', T + 31 * SECOND);
  expect(queue.counts(T + 99 * SECOND)).toEqual({ available: 0, inFlight: 0, delayed: 0 });
});

test('receipt handles of another queue and invented ones are refused', () => {
  const [other, queue] = [makeQueue({ ...FIFO, name: 'other.fifo' }), makeQueue(FIFO)];
  other.send(message('a', 'a1'), T);
  const [delivery] = other.receive(1, T).deliveries;

  for (const handle of [delivery?.receiptHandle ?? '', 'invented', '']) {
    expect(() => queue.delete(handle, T)).toThrow(/is not a valid receipt handle/);
  }
});

test('a message cannot stay invisible for more than twelve hours after its first receive', () => {
  const queue = makeQueue(FIFO);
  queue.send(message('a', 'a1'), T);
  const [delivery] = queue.receive(1, T).deliveries;
  const extend = () => queue.changeVisibility(delivery?.receiptHandle ?? '', 43_200_000, T + 1);
  expect(extend).toThrow(/beyond the limit \[43200 seconds\]/);
});

test('a duplicate within five minutes is accepted but not delivered, also after the delete', () => {
  const queue = makeQueue(FIFO);
  const twice = { body: 'x', attributes: {}, groupId: 'a', deduplicationId: 'same' };
  const first = queue.send(twice, T);
  const [delivery] = queue.receive(1, T).deliveries;
  queue.delete(delivery?.receiptHandle ?? '', T);

  expect(queue.send({ ...twice, groupId: 'b' }, T + 299_999)).toEqual(first);
  expect(queue.receive(10, T + 299_999).deliveries).toEqual([]);
  expect(queue.send(twice, T + 300_000).messageId).not.toBe(first.messageId);
});

test('deduplication can be per group and by content', () => {
  const perGroup = makeQueue({ ...FIFO, deduplicationScope: 'messageGroup' });
  const same = { body: 'x', attributes: {}, deduplicationId: 'same' };
  perGroup.send({ ...same, groupId: 'a' }, T);
  perGroup.send({ ...same, groupId: 'b' }, T);
  expect(perGroup.counts(T).available).toBe(2);

  const byContent = makeQueue({ ...FIFO, contentBasedDeduplication: true });
  for (const body of ['x', 'x', 'y']) byContent.send({ body, attributes: {}, groupId: 'a' }, T);
  expect(byContent.counts(T).available).toBe(2);
});

test('a FIFO queue requires a group, and a deduplication id unless deduplication is by content', () => {
  const queue = makeQueue(FIFO);
  const bare = { body: 'x', attributes: {} };
  expect(() => queue.send(bare, T)).toThrow(/must contain the parameter MessageGroupId/);
  expect(() => queue.send({ ...bare, groupId: 'a' }, T)).toThrow(/ContentBasedDeduplication/);
});

test('sequence numbers have 20 digits and increase', () => {
  const queue = makeQueue(FIFO);
  const numbers = ['1', '2', '3'].map(
    (body) => queue.send(message('a', body), T).sequenceNumber ?? '',
  );
  expect(numbers.every((number) => /^\d{20}$/.test(number))).toBe(true);
  expect([...numbers].sort()).toEqual(numbers);
  expect(new Set(numbers).size).toBe(3);
});

test('after maxReceiveCount receives a message becomes a dead letter, and the next one is received', () => {
  const redrive = { queue: 'dead.fifo', maxReceiveCount: 2 };
  const queue = makeQueue({ ...FIFO, redrive });
  queue.send(message('a', 'poison'), T);
  queue.send(message('a', 'next'), T);
  for (const at of [T, T + 1]) {
    const [delivery] = queue.receive(1, at).deliveries;
    queue.changeVisibility(delivery?.receiptHandle ?? '', 0, at);
  }

  const { deliveries, deadLetters } = queue.receive(10, T + 2);
  expect(bodies(deliveries)).toEqual(['next']);
  expect(deadLetters).toMatchObject([{ body: 'poison', receiveCount: 2 }]);
});

test('a dead letter keeps id and group, and two with one deduplication id are both kept', () => {
  const dead = makeQueue({ ...FIFO, name: 'dead.fifo' });
  const gone = {
    body: 'x',
    attributes: {},
    groupId: 'a',
    deduplicationId: 'same',
    receiveCount: 3,
  };
  dead.acceptDeadLetter({ ...gone, id: 'm1', sentAt: T }, 'arn:of:source', T + 5);
  dead.acceptDeadLetter({ ...gone, id: 'm2', sentAt: T }, 'arn:of:source', T + 5);

  expect(dead.receive(10, T + 5).deliveries).toMatchObject([
    { id: 'm1', groupId: 'a', deduplicationId: 'm1', receiveCount: 1, sentAt: T + 5 },
    { id: 'm2', groupId: 'a', deduplicationId: 'm2', deadLetterSource: 'arn:of:source' },
  ]);
});

test('messages past their retention are not delivered', () => {
  const queue = makeQueue({ ...FIFO, retentionSeconds: 60 });
  queue.send(message('a', 'old'), T);
  queue.send(message('a', 'young'), T + 30 * SECOND);
  expect(bodies(queue.receive(10, T + 60 * SECOND).deliveries)).toEqual(['young']);
});

test('messages of a queue with a delay are received only after the delay', () => {
  const queue = makeQueue({ ...FIFO, delaySeconds: 10 });
  queue.send(message('a', 'a1'), T);
  queue.send(message('a', 'a2'), T + SECOND);

  expect(queue.receive(10, T + 9_999).deliveries).toEqual([]);
  expect(queue.counts(T + 9_999)).toEqual({ available: 0, inFlight: 0, delayed: 2 });
  const [a1] = queue.receive(10, T + 10_000).deliveries;
  queue.delete(a1?.receiptHandle ?? '', T + 10_000);
  expect(queue.receive(10, T + 10_999).deliveries).toEqual([]);
  expect(bodies(queue.receive(10, T + 11_000).deliveries)).toEqual(['a2']);
});
