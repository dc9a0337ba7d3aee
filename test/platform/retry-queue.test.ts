import { expect, test } from 'vitest';
import { withRetryQueue } from '../../src/platform/retry-queue.ts';
import { recordObservability } from '../support/observability.ts';

/** A function that handles events, and fails those that say so. */
function setUp() {
  const handled: unknown[] = [];
  const observability = recordObservability();
  const handle = withRetryQueue(async (event) => {
    if ((event as { fails?: boolean })?.fails) throw new Error('the table is unreachable');
    handled.push(event);
    return 'handled';
  });
  const invoke = (event: unknown) => handle(event, { ...observability, deadline: 60_000 });
  return { ...observability, handled, invoke };
}

const batch = (...bodies: string[]) => ({
  Records: bodies.map((body, i) => ({ eventSource: 'aws:sqs', messageId: `m${i}`, body })),
});
/** Lambda's record of an event that failed in all attempts. */
const failure = (requestPayload: unknown): string =>
  JSON.stringify({
    version: '1.0',
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    requestPayload,
    responsePayload: { errorType: 'TimeoutError' },
  });

test('an event that does not come from the queue is handled as it is, and its error is thrown', async () => {
  const { invoke, handled } = setUp();
  expect(await invoke({ id: 1 })).toBe('handled');
  await expect(invoke({ fails: true })).rejects.toThrow('the table is unreachable');
  expect(await invoke({ Records: [{ eventSource: 'aws:s3' }] })).toBe('handled');
  expect(handled).toHaveLength(2);
});

test('the queue delivers failed events: those that fail again stay, all others leave the queue', async () => {
  const { invoke, handled, lines, counts } = setUp();
  const answer = await invoke(
    batch(failure({ id: 1 }), failure({ fails: true }), failure({ id: 2 })),
  );
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  expect(handled).toEqual([{ id: 1 }, { id: 2 }]);
  expect(lines).toMatchObject([
    { level: 'error', fields: { messageId: 'm1', reason: 'the table is unreachable' } },
  ]);
  expect(counts).toEqual({ EventsRetried: 2 });
});

test('an event that somebody put into the queue without the record of Lambda is handled too', async () => {
  const { invoke, handled } = setUp();
  expect(await invoke(batch('{"id":1}'))).toEqual({ batchItemFailures: [] });
  expect(handled).toEqual([{ id: 1 }]);
});

test('a message that is not JSON stays in the queue, and the log does not quote it', async () => {
  const { invoke, lines } = setUp();
  const answer = await invoke(batch('sk_us-west-2_secret', '{"id":1}'));
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  expect(lines[0]?.fields.reason).toMatch(/^body: expected JSON, received /);
  expect(JSON.stringify(lines)).not.toContain('secret');
});
