import { expect, test } from 'vitest';
import { bodies, makeQueue, STANDARD } from './support.ts';

const T = Date.parse('2026-11-21T12:00:00Z');
const plain = (body: string) => ({ body, attributes: {} });

test('each message is in flight by itself, also within one group', () => {
  const queue = makeQueue(STANDARD);
  for (const body of ['1', '2', '3']) queue.send({ ...plain(body), groupId: 'same' }, T);

  expect(bodies(queue.receive(2, T).deliveries)).toEqual(['1', '2']);
  expect(bodies(queue.receive(2, T).deliveries)).toEqual(['3']);
  expect(queue.receive(2, T).deliveries).toEqual([]);
});

test('messages are not deduplicated and have no sequence numbers', () => {
  const queue = makeQueue(STANDARD);
  expect(queue.send(plain('x'), T)).toEqual({ messageId: 'id-1' });
  queue.send(plain('x'), T);
  expect(queue.counts(T).available).toBe(2);
});

test('the latest receipt handle deletes also after the timeout; an older one does nothing', () => {
  const queue = makeQueue(STANDARD);
  queue.send(plain('x'), T);
  const [old] = queue.receive(1, T).deliveries;
  const [fresh] = queue.receive(1, T + 30_000).deliveries;

  queue.delete(old?.receiptHandle ?? '', T + 30_000);
  expect(queue.counts(T + 30_000).inFlight).toBe(1);
  queue.delete(fresh?.receiptHandle ?? '', T + 90_000);
  expect(queue.counts(T + 90_000).available).toBe(0);
});

test('a message may have a delay of its own', () => {
  const queue = makeQueue(STANDARD);
  queue.send({ ...plain('later'), delayMs: 5_000 }, T);
  queue.send(plain('now'), T);
  expect(bodies(queue.receive(10, T).deliveries)).toEqual(['now']);
  expect(bodies(queue.receive(10, T + 5_000).deliveries)).toEqual(['later']);
});

test('a purge removes all messages, also those in flight', () => {
  const queue = makeQueue(STANDARD);
  for (const body of ['1', '2', '3']) queue.send(plain(body), T);
  queue.receive(1, T);
  queue.purge();
  expect(queue.receive(10, T + 60_000).deliveries).toEqual([]);
  expect(queue.counts(T + 60_000)).toEqual({ available: 0, inFlight: 0, delayed: 0 });
});
