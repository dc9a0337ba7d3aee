import { describe, expect, test } from 'vitest';
import type { QueueMessage } from '../../../src/metadata/queue/queue-messages.ts';
import {
  type ProducerQueue,
  type SendResult,
  sendInOrder,
} from '../../../src/metadata/queue/send-in-order.ts';
import { fakeClock } from '../../support/clock.ts';
import * as fc from '../../support/fast-check.ts';

const entry = (channelArn: string, n: number, bytes = 100): QueueMessage => ({
  ...{ channelArn, deduplicationId: `${channelArn}-${n}`, body: '', bytes, requests: 1 },
  messages: [],
});
const entries = (channelArn: string, count: number, bytes?: number): QueueMessage[] =>
  Array.from({ length: count }, (_, n) => entry(channelArn, n, bytes));

/** A queue with scripted results. It records what it accepted. */
function scriptedQueue(answer: (entry: QueueMessage, attempt: number) => SendResult | Error) {
  const batches: QueueMessage[][] = [];
  const queued: string[] = [];
  const attempts = new Map<QueueMessage, number>();
  const queue: ProducerQueue = {
    async sendBatch(batch) {
      batches.push([...batch]);
      return batch.map((one) => {
        const attempt = (attempts.get(one) ?? 0) + 1;
        attempts.set(one, attempt);
        const result = answer(one, attempt);
        if (result instanceof Error) throw result;
        if (result === 'sent') queued.push(one.deduplicationId);
        return result;
      });
    },
  };
  return { queue, batches, queued };
}

const FAILED: SendResult = { reason: 'InternalError', retry: true };
const REFUSED: SendResult = { reason: 'InvalidMessageContents', retry: false };

describe('sendInOrder', () => {
  test('sends each channel in order, and never two of its SQS messages in one batch', async () => {
    const { queue, batches, queued } = scriptedQueue(() => 'sent');
    const channels = [entries('a', 3), entries('b', 1), entries('c', 2)];
    expect(await sendInOrder(channels, queue, fakeClock())).toEqual(new Map());
    for (const batch of batches) {
      expect(new Set(batch.map(({ channelArn }) => channelArn)).size).toBe(batch.length);
    }
    expect(queued.filter((id) => id.startsWith('a'))).toEqual(['a-0', 'a-1', 'a-2']);
    expect(batches).toHaveLength(3);
  });

  test('fills batches up to 10 entries and 256 KiB', async () => {
    const { queue, batches } = scriptedQueue(() => 'sent');
    const many = Array.from({ length: 25 }, (_, n) => entries(`c${n}`, 1));
    await sendInOrder(many, queue, fakeClock());
    expect(batches.map(({ length }) => length).sort()).toEqual([10, 10, 5]);
    const large = scriptedQueue(() => 'sent');
    const heavy = Array.from({ length: 5 }, (_, n) => entries(`c${n}`, 1, 65_536));
    await sendInOrder(heavy, large.queue, fakeClock());
    expect(large.batches.map(({ length }) => length).sort()).toEqual([1, 4]);
  });

  test('sends a failed SQS message again before those behind it', async () => {
    const { queue, queued } = scriptedQueue(({ deduplicationId }, attempt) =>
      deduplicationId === 'a-1' && attempt < 3 ? FAILED : 'sent',
    );
    expect((await sendInOrder([entries('a', 3)], queue, fakeClock())).size).toBe(0);
    expect(queued).toEqual(['a-0', 'a-1', 'a-2']);
  });

  test('waits between attempts', async () => {
    const clock = fakeClock();
    const start = clock.now();
    await sendInOrder([entries('a', 1)], scriptedQueue(() => FAILED).queue, clock);
    expect(clock.now() - start).toBe(300);
  });

  test('starts no batch after the time limit, and reports what was left', async () => {
    const clock = fakeClock();
    const { queue, queued } = scriptedQueue(() => {
      clock.advance(400);
      return 'sent';
    });
    const three = entries('a', 3);
    const unsent = await sendInOrder([three], queue, clock, clock.now() + 500);
    expect(queued).toEqual(['a-0', 'a-1']);
    expect([...unsent]).toEqual([[three[2], { cause: 'time' }]]);
  });

  test('gives up after three attempts, or at once if a retry is useless', async () => {
    for (const [answer, attempts] of [
      [FAILED, 3],
      [REFUSED, 1],
      [new Error('cut'), 1],
    ] as const) {
      const { queue, batches } = scriptedQueue(() => answer);
      const unsent = await sendInOrder([entries('a', 2)], queue, fakeClock());
      expect(batches).toHaveLength(attempts);
      expect([...unsent.values()]).toEqual([
        {
          cause: 'sqs',
          reason: answer instanceof Error ? 'Error' : (answer as { reason: string }).reason,
        },
        { cause: 'order' },
      ]);
    }
  });

  test('queues a prefix of each channel, whichever SQS messages fail', async () => {
    const plan = fc.record({
      channels: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 12 }),
      answers: fc.infiniteStream(fc.constantFrom<SendResult>('sent', 'sent', FAILED, REFUSED)),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ channels, answers }) => {
        const { queue, queued } = scriptedQueue(() => answers.next().value as SendResult);
        const all = channels.map((count, n) => entries(`c${n}.`, count));
        const unsent = await sendInOrder(all, queue, fakeClock());
        for (const channel of all) {
          const sent = queued.filter((id) => id.startsWith(channel[0]?.channelArn ?? ''));
          const ids = channel.map(({ deduplicationId }) => deduplicationId);
          expect(sent).toEqual(ids.slice(0, sent.length));
          const missing = channel.filter((one) => unsent.has(one));
          expect(missing).toEqual(channel.slice(sent.length));
        }
      }),
    );
  });
});
