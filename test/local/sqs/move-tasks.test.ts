import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Queues } from '../../../src/local/sqs/queues.ts';
import { message, STANDARD } from './support.ts';

const DEAD = { ...STANDARD, name: 'dead' };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a move task ends with its queue, and leaves the messages of a new one of the same name', () => {
  let ids = 0;
  const queues = new Queues([STANDARD, DEAD], { now: Date.now, newId: () => `id-${++ids}` });
  const { moveTasks } = queues;
  const fill = () => {
    for (const body of ['1', '2', '3']) queues.send('dead', message('group', body));
  };
  fill();
  const slow = { source: 'dead', destination: STANDARD.name, messagesPerSecond: 1 };
  const { id } = moveTasks.start(slow);
  vi.advanceTimersByTime(1_000);
  expect(queues.counts(STANDARD.name).available).toBe(1);

  queues.remove('dead');
  expect(vi.getTimerCount()).toBe(0);
  queues.create(DEAD, {});
  fill();
  vi.advanceTimersByTime(10_000);
  expect(queues.counts('dead').available).toBe(3);
  expect(moveTasks.of('dead')).toEqual([]);
  expect(moveTasks.find(id)).toBeUndefined();
});
