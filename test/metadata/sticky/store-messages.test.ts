import { describe, expect, test } from 'vitest';
import { enqueue } from '../../../src/metadata/enqueue/enqueue.ts';
import type { EnqueueTools } from '../../../src/metadata/enqueue/tools.ts';
import { idsFor } from '../../../src/metadata/format/ids.ts';
import { parseQueueBody } from '../../../src/metadata/format/queue-body.ts';
import type { SendResult } from '../../../src/metadata/queue/send-in-order.ts';
import { dynamoStickyStore } from '../../../src/metadata/sticky/dynamo-store.ts';
import { budgetOf, timingOf } from '../../../src/metadata/sticky/timing.ts';
import { fakeClock } from '../../support/clock.ts';
import { memoryTable } from '../../support/memory-table/memory-table.ts';
import { recordObservability } from '../../support/observability.ts';
import { tableBacklog } from '../support/backlog.ts';
import { fifoQueue } from '../support/queues.ts';
import { channelArn, SETTINGS } from '../support/senders.ts';
import { stickyStates } from './support/sticky-states.ts';

const ARN = channelArn('a');
const message = (payload: unknown, members = {}) => ({ channelArn: ARN, payload, ...members });
const sticky = (payload: unknown, members = {}) =>
  message(payload, { key: 'score', sticky: true, ...members });

function setUp({ seconds = 10, maxBacklogMs = 600_000 } = {}) {
  const clock = fakeClock();
  const fifo = fifoQueue(clock);
  const seen = recordObservability();
  const memory = memoryTable();
  const store = dynamoStickyStore(memory.table, clock, Math.random);
  const faults: { table?: Error; wake?: Error; queue?: SendResult } = {};
  const woken: number[] = [];
  let calls = 0;
  const tools: EnqueueTools = {
    ...seen,
    ...{ clock, settings: SETTINGS, backlog: tableBacklog(memory.table, maxBacklogMs) },
    queue: {
      async sendBatch(entries) {
        const { queue } = faults;
        return queue ? entries.map(() => queue) : fifo.producer.sendBatch(entries);
      },
    },
    sticky: {
      budget: budgetOf(timingOf(seconds), SETTINGS),
      store: {
        ...store,
        async change(...given) {
          if (faults.table) throw faults.table;
          return store.change(...given);
        },
      },
      async startRepeating() {
        woken.push(clock.now());
        if (faults.wake) throw faults.wake;
      },
    },
  };
  const ask = async (messages: unknown[], asked: { askedAt?: number } = {}) =>
    (await enqueue({ body: { messages }, newId: idsFor(`${calls++}`), ...asked }, tools)).answer;
  const queued = () => {
    const records = fifo.receive();
    fifo.deleteDone(records, new Set());
    return records.flatMap(({ body }) => {
      const read = parseQueueBody(body);
      return 'messages' in read ? read.messages : [];
    });
  };
  const stored = () =>
    (stickyStates(memory).get(ARN)?.values ?? []).map(({ key, text }) => [key, JSON.parse(text)]);
  return { ...seen, clock, ask, queued, stored, woken, faults, store, tools };
}

describe('sticky messages', () => {
  test('are stored, the newest of each key, and queued in order like other messages', async () => {
    const { ask, queued, stored } = setUp();
    const messages = [
      message('a'),
      sticky(1),
      message('b'),
      sticky(2),
      sticky('x', { key: 'host' }),
    ];
    const { accepted, rejected } = await ask(messages);
    expect(rejected).toEqual([]);
    expect(accepted.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    expect(stored()).toEqual([
      ['score', 2],
      ['host', 'x'],
    ]);
    const all = queued();
    expect(all.map(({ payload }) => payload)).toEqual(['a', 1, 'b', 2, 'x']);
    const [, first, , second] = all.map(({ id }) => id);
    expect(String(second) > String(first)).toBe(true);
    expect(all[1]).toMatchObject({ key: 'score', id: expect.stringMatching(/^~/) });
  });

  test('are answered with the id of the caller', async () => {
    const { ask } = setUp();
    const { accepted } = await ask([sticky(1, { id: 'my own' }), message(2, { id: 'other' })]);
    expect(accepted).toEqual([
      { index: 0, id: 'my own' },
      { index: 1, id: 'other' },
    ]);
  });

  test('with the same id are one message', async () => {
    const { ask, queued, clock } = setUp();
    await ask([sticky(1, { id: 'once' })]);
    clock.advance(10_000);
    await ask([sticky(1, { id: 'once' })]);
    expect(queued()).toHaveLength(1);
  });

  test('start the repeating function at the first value of a channel only', async () => {
    const { ask, woken, faults, lines } = setUp();
    await ask([message(0)]);
    expect(woken).toHaveLength(0);
    faults.wake = new Error('no such function');
    expect(await ask([sticky(1)])).toMatchObject({ rejected: [] });
    expect(lines.at(-1)).toMatchObject({ level: 'warn', fields: { reason: 'no such function' } });
    await ask([sticky(2)]);
    expect(woken).toHaveLength(1);
  });

  test('are not stored if the backlog refuses them', async () => {
    const { ask, stored } = setUp({ maxBacklogMs: 1 });
    await ask([message('x'.repeat(900))]);
    expect(await ask([sticky(1)])).toMatchObject({ rejected: [{ field: 'backlog' }] });
    expect(stored()).toEqual([]);
  });

  test('are stored even if SQS does not accept them, and are the same when sent again', async () => {
    const { ask, stored, queued, faults } = setUp();
    faults.queue = { reason: 'InternalError', retry: false };
    expect(await ask([sticky(1, { id: 'x' })])).toMatchObject({ rejected: [{ field: 'queue' }] });
    expect(stored()).toEqual([['score', 1]]);
    delete faults.queue;
    await ask([sticky(1, { id: 'x' })]);
    expect(queued()).toHaveLength(1);
  });

  test('are rejected, with all messages of the channel behind them, if the table does not answer', async () => {
    const { ask, queued, faults } = setUp();
    faults.table = new Error('down');
    const other = { channelArn: channelArn('b'), payload: 'other' };
    const { accepted, rejected } = await ask([
      message('before'),
      sticky(1),
      message('behind'),
      other,
    ]);
    expect(accepted.map(({ index }) => index)).toEqual([0, 3]);
    expect(rejected).toMatchObject([
      { index: 1, field: 'queue' },
      { index: 2, field: 'queue' },
    ]);
    const payloads = queued().map(({ payload }) => payload);
    expect(payloads.sort()).toEqual(['before', 'other']);
  });

  test('are rejected one by one if they are more than can be repeated', async () => {
    const { ask, stored, queued } = setUp({ seconds: 5 });
    const large = (key: string) => sticky('x'.repeat(900), { key });
    const messages = [...['a', 'b', 'c', 'd'].map(large), message('last')];
    const { rejected } = await ask(messages);
    expect(rejected).toEqual([
      {
        index: 3,
        field: 'sticky',
        message: expect.stringMatching(/expected .*3 requests.*received 4/),
      },
    ]);
    expect(stored()).toHaveLength(3);
    expect(queued()).toHaveLength(4);
  });

  test('of a late event do not replace a value that was set later, and are not sent', async () => {
    const { ask, stored, queued, clock, counts } = setUp();
    const second = clock.now();
    clock.advance(900);
    await ask([sticky('new')]);
    const askedAt = second - 5_000;
    expect(await ask([sticky('old')], { askedAt })).toMatchObject({
      accepted: [{ index: 0 }],
      rejected: [],
    });
    expect(stored()).toEqual([['score', 'new']]);
    expect(queued()).toHaveLength(1);
    expect(counts).toMatchObject({ MetadataSuperseded: 1 });
    // The time of an event is rounded down to a second, so the event may be the later one.
    await ask([sticky('same second')], { askedAt: second });
    expect(stored()).toEqual([['score', 'same second']]);
  });

  test.each([
    ['key', sticky(1, { key: undefined }), 'a key, because sticky is true'],
    ['sticky', message(1, { key: 'a', sticky: 'yes' }), 'true or false'],
    ['id', message(1, { id: '~0NR2cQz' }), 'another form'],
  ])('are rejected with the name of the wrong member: %s', async (field, given, expected) => {
    const { ask } = setUp();
    // JSON has no undefined members.
    const { rejected } = await ask([JSON.parse(JSON.stringify(given))]);
    expect(rejected).toEqual([
      { index: 0, field, message: expect.stringContaining(`${field}: expected ${expected}`) },
    ]);
  });

  test('with sticky false are not stored', async () => {
    const { ask, stored } = setUp();
    expect(await ask([message(1, { sticky: false })])).toMatchObject({ rejected: [] });
    expect(stored()).toEqual([]);
  });

  test('are rejected if there is no store', async () => {
    const { tools } = setUp();
    const { sticky: _, ...rest } = tools;
    const body = { messages: [sticky(1)] };
    const { answer } = await enqueue({ body, newId: idsFor('x') }, rest);
    expect(answer.rejected).toMatchObject([{ field: 'sticky' }]);
  });
});
