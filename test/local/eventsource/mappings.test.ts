import { expect, onTestFinished, test } from 'vitest';
import { EventSourceMappings } from '../../../src/local/eventsource/mappings.ts';
import { Queues } from '../../../src/local/sqs/queues.ts';
import { message, STANDARD } from '../sqs/support.ts';

/** A queue that invokes a function. */
function start() {
  let ids = 0;
  const newId = () => `id-${++ids}`;
  const lines: string[] = [];
  const queues = new Queues([STANDARD], { now: Date.now, newId });
  const plan = {
    function: 'f',
    queue: STANDARD.name,
    batchSize: 1,
    reportBatchItemFailures: false,
  };
  const mappings = new EventSourceMappings([plan], {
    ...{ queues, now: Date.now, newId },
    host: { invoke: async () => ({ payload: 'null' }) },
    log: (_source, line) => void lines.push(line),
  });
  mappings.start();
  onTestFinished(() => mappings.stop());
  const [{ uuid = '' } = {}] = mappings.list();
  const send = () => queues.send(STANDARD.name, message('group', 'x'));
  const available = () => queues.counts(STANDARD.name).available;
  return { queues, mappings, uuid, send, available, lines };
}

test('a mapping that is disabled leaves messages in the queue until it is enabled again', async () => {
  const { mappings, uuid, send, available } = start();
  send();
  await expect.poll(available).toBe(0);
  expect(mappings.enable(uuid, false)).toMatchObject({ isEnabled: false });
  send();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(available()).toBe(1);
  expect(mappings.enable(uuid, true)).toMatchObject({ isEnabled: true });
  await expect.poll(available).toBe(0);
  expect(mappings.enable('unknown', true)).toBeUndefined();
});

test.each([
  ['created again', ({ queues }: ReturnType<typeof start>) => queues.create(STANDARD, {})],
  ['reset', ({ queues }: ReturnType<typeof start>) => queues.reset()],
])(
  'a mapping waits while its queue is gone, and goes on when it is %s',
  async (_how, bringBack) => {
    const world = start();
    const { queues, send, available, lines } = world;
    for (const times of [1, 2]) {
      queues.remove(STANDARD.name);
      await expect.poll(() => lines).toHaveLength(times);
      bringBack(world);
      send();
      await expect.poll(available).toBe(0);
    }
    expect(new Set(lines)).toEqual(new Set(['f receives nothing: there is no queue q']));
  },
);

test('a mapping whose queue is gone can be disabled and enabled', async () => {
  const { queues, mappings, uuid, send, available, lines } = start();
  queues.remove(STANDARD.name);
  await expect.poll(() => lines).toHaveLength(1);
  mappings.enable(uuid, false);
  queues.create(STANDARD, {});
  send();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(available()).toBe(1);
  mappings.enable(uuid, true);
  await expect.poll(available).toBe(0);
});
