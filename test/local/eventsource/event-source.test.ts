import { afterEach, expect, test } from 'vitest';
import type { EventSourcePlan, QueuePlan } from '../../../src/local/config/plan.ts';
import { EventSource } from '../../../src/local/eventsource/event-source.ts';
import type { PollerOptions } from '../../../src/local/eventsource/poller-scale.ts';
import type { InvokeOutcome } from '../../../src/local/functions/instance.ts';
import { Queues } from '../../../src/local/sqs/queues.ts';
import { FIFO, message, STANDARD } from '../sqs/support.ts';

const T = Date.parse('2026-11-21T12:00:00Z');
const PLAN: EventSourcePlan = {
  function: 'f',
  queue: 'q.fifo',
  batchSize: 2,
  reportBatchItemFailures: true,
  maximumConcurrency: 3,
};

let stop: () => void;
afterEach(() => stop());

/** An event source with a queue and a function that does what `run` does. */
function start(
  run: (records: { messageId: string; body: string }[]) => Promise<InvokeOutcome>,
  plan: Partial<EventSourcePlan> = {},
  queue: QueuePlan = FIFO,
  pollers?: PollerOptions,
) {
  let now = T;
  let ids = 0;
  const lines: string[] = [];
  const queues = new Queues([queue], { now: () => now, newId: () => `id-${++ids}` });
  const source = new EventSource(
    { ...PLAN, queue: queue.name, ...plan },
    {
      queues,
      host: { invoke: (_name, payload) => run(JSON.parse(payload).Records) },
      log: (_source, line) => lines.push(line),
      now: () => now,
      pollers,
    },
  );
  const polling = source.poll();
  stop = () => source.stop();
  return {
    queues,
    lines,
    polling,
    counts: () => queues.counts(queue.name),
    pass(ms: number) {
      now += ms;
    },
  };
}

const done: InvokeOutcome = { payload: 'null' };

test('an event source starts no more than maximumConcurrency invocations at once', async () => {
  let running = 0;
  let most = 0;
  const { queues, counts } = start(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running -= 1;
    return done;
  });
  for (let i = 0; i < 20; i += 1) queues.send('q.fifo', message(`group-${i}`, 'x'));
  await expect.poll(counts).toEqual({ available: 0, inFlight: 0, delayed: 0 });
  expect(most).toBe(3);
});

test('an event source with pollers that scale starts with few, and adds some while messages wait', async () => {
  let running = 0;
  const never = new Promise<InvokeOutcome>(() => undefined);
  const run = async () => {
    running += 1;
    return never;
  };
  const scale = { initial: 2, perMinute: 60_000, most: 100, scaleBackMs: 60_000 };
  const { queues, pass } = start(run, { maximumConcurrency: 4 }, FIFO, scale);
  for (let i = 0; i < 20; i += 1) queues.send('q.fifo', message(`group-${i}`, 'x'));
  await expect.poll(() => running).toBe(2);
  pass(1);
  await expect.poll(() => running).toBe(3);
  pass(10);
  await expect.poll(() => running).toBe(4);
});

test('after a function error the whole batch stays in flight until its visibility timeout', async () => {
  const batches: string[][] = [];
  const { queues, counts, pass } = start(async (records) => {
    batches.push(records.map(({ body }) => body));
    if (batches.length > 1) return done;
    return { error: { errorType: 'Error', errorMessage: 'x' } };
  });
  for (const body of ['1', '2', '3']) queues.send('q.fifo', message('g', body));
  await expect.poll(counts).toEqual({ available: 1, inFlight: 2, delayed: 0 });
  expect(batches).toEqual([['1', '2']]);
  pass(30_000);
  queues.send('q.fifo', message('other', 'wakes the poll'));
  const later = () => batches.slice(1).flat();
  await expect.poll(later).toEqual(['wakes the poll', '1', '2', '3']);
});

test('a response with an unknown id fails the whole batch and is logged', async () => {
  const payload = JSON.stringify({ batchItemFailures: [{ itemIdentifier: 'not of this batch' }] });
  const { queues, counts, lines } = start(async () => ({ payload }));
  queues.send('q.fifo', message('g', '1'));
  queues.send('q.fifo', message('g', '2'));
  await expect.poll(() => lines).toHaveLength(1);
  expect(lines[0]).toBe(
    'f failed its whole batch: itemIdentifier "not of this batch" is not in this batch',
  );
  expect(counts().inFlight).toBe(2);
});

test('without ReportBatchItemFailures the response is ignored', async () => {
  const { queues, counts } = start(async () => ({ payload: '{"batchItemFailures":["?"]}' }), {
    reportBatchItemFailures: false,
  });
  queues.send('q.fifo', message('g', '1'));
  await expect.poll(counts).toEqual({ available: 0, inFlight: 0, delayed: 0 });
});

test('a message whose receipt handle has expired meanwhile is received again', async () => {
  let runs = 0;
  const stack = start(async () => {
    runs += 1;
    if (runs === 1) stack.pass(31_000);
    return done;
  });
  stack.queues.send('q.fifo', message('g', 'slow'));
  await expect.poll(() => runs).toBe(2);
  expect(stack.lines).toEqual([
    expect.stringMatching(/^message id-1 was not deleted and will be received again: .*expired/),
  ]);
  await expect.poll(stack.counts).toEqual({ available: 0, inFlight: 0, delayed: 0 });
});

test('an event source works with a standard queue', async () => {
  const { queues, counts } = start(async () => done, {}, STANDARD);
  for (let i = 0; i < 5; i += 1) queues.send('q', { body: `${i}`, attributes: {} });
  await expect.poll(counts).toEqual({ available: 0, inFlight: 0, delayed: 0 });
});

test('stop() ends the poll', async () => {
  const { polling } = start(async () => done);
  stop();
  await polling;
});
