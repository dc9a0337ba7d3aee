import { expect, test } from 'vitest';
import { type RetryQueue, withRetryQueue } from '../../src/platform/retry-queue.ts';
import { fakeClock } from '../support/clock.ts';
import { recordObservability } from '../support/observability.ts';

const TICK = { source: 'aws.events', 'detail-type': 'Scheduled Event' };
const PAGE = 10;

/** A function that handles events, and fails those that say so; and the messages in its retry queue. */
function setUp(...bodies: string[]) {
  const handled: unknown[] = [];
  const messages = bodies.map((body, i) => ({ messageId: `m${i}`, receiptHandle: `r${i}`, body }));
  const inQueue = new Map(messages.map((message) => [message.messageId, message]));
  const unseen = [...messages];
  const queue: RetryQueue = {
    receive: async () => unseen.splice(0, PAGE),
    async delete(done) {
      for (const { messageId } of done) inQueue.delete(messageId);
    },
  };
  const observability = recordObservability();
  const clock = fakeClock();
  const handle = withRetryQueue(
    async (event) => {
      if ((event as { fails?: boolean })?.fails) throw new Error('the table is unreachable');
      handled.push(event);
      return 'handled';
    },
    { queue, clock },
  );
  const invoke = (event: unknown, leftMs = 10_000) =>
    handle(event, { ...observability, deadline: clock.now() + leftMs });
  return { ...observability, handled, invoke, unseen, left: () => [...inQueue.keys()] };
}

/** Lambda's record of an event that failed in all attempts. */
const failure = (requestPayload: unknown): string =>
  JSON.stringify({
    version: '1.0',
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    requestPayload,
    responsePayload: { errorType: 'TimeoutError' },
  });

test('an event that no schedule sends is handled as it is, and its error is thrown', async () => {
  const { invoke, handled } = setUp(failure({ id: 1 }));
  expect(await invoke({ id: 2 })).toBe('handled');
  await expect(invoke({ fails: true })).rejects.toThrow('the table is unreachable');
  expect(handled).toEqual([{ id: 2 }]);
});

test('the schedule handles failed events: those that fail again stay, all others leave the queue', async () => {
  const { invoke, handled, lines, counts, left } = setUp(
    ...[failure({ id: 1 }), failure({ fails: true }), failure({ id: 2 })],
  );
  expect(await invoke(TICK)).toEqual({ retried: 2, failed: 1 });
  expect(left()).toEqual(['m1']);
  expect(handled).toEqual([{ id: 1 }, { id: 2 }]);
  expect(lines).toMatchObject([
    { level: 'error', fields: { messageId: 'm1', reason: 'the table is unreachable' } },
  ]);
  expect(counts).toEqual({ EventsRetried: 2 });
});

test('an event that somebody put into the queue without the record of Lambda is handled too', async () => {
  const { invoke, handled, left } = setUp('{"id":1}');
  expect(await invoke(TICK)).toEqual({ retried: 1, failed: 0 });
  expect([handled, left()]).toEqual([[{ id: 1 }], []]);
});

test('an invocation by the schedule that failed itself is not repeated', async () => {
  const { invoke, handled, left, counts } = setUp(failure(TICK));
  expect(await invoke(TICK)).toEqual({ retried: 1, failed: 0 });
  expect([handled, left(), counts]).toEqual([[], [], {}]);
});

test('a message that is not JSON stays in the queue, and the log does not quote it', async () => {
  const { invoke, lines, left } = setUp('sk_us-west-2_secret', '{"id":1}');
  await invoke(TICK);
  expect(left()).toEqual(['m0']);
  expect(lines[0]?.fields.reason).toMatch(/^body: expected JSON, received /);
  expect(JSON.stringify(lines)).not.toContain('secret');
});

test('a run empties the queue, as far as the time suffices', async () => {
  const bodies = Array.from({ length: 25 }, (_, id) => failure({ id }));
  const enough = setUp(...bodies);
  expect(await enough.invoke(TICK)).toEqual({ retried: 25, failed: 0 });
  const short = setUp(...bodies);
  expect(await short.invoke(TICK, 5_000)).toEqual({ retried: PAGE, failed: 0 });
});

test('if all messages of a page fail, the others wait for the next run', async () => {
  const { invoke, unseen, left } = setUp(
    ...Array.from({ length: 25 }, () => failure({ fails: true })),
  );
  expect(await invoke(TICK)).toEqual({ retried: 0, failed: PAGE });
  expect([unseen.length, left().length]).toEqual([15, 25]);
});

test('a page of messages that cannot be read does not keep others in the queue', async () => {
  const { invoke, handled, left } = setUp(
    ...Array.from({ length: PAGE }, () => 'no JSON'),
    failure({ id: 1 }),
  );
  expect(await invoke(TICK)).toEqual({ retried: 1, failed: PAGE });
  expect([handled, left().length]).toEqual([[{ id: 1 }], PAGE]);
});
