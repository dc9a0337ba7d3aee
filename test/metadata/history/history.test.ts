import { expect, test } from 'vitest';
import { readChannelMetadata } from '../../../src/metadata/history/channel-metadata.ts';
import { dynamoSentHistory } from '../../../src/metadata/history/dynamo-sent-history.ts';
import { readSentRate } from '../../../src/metadata/history/dynamo-sent-rates.ts';
import type { SentMessage } from '../../../src/metadata/history/sent-message.ts';
import { DynamoBacklog } from '../../../src/metadata/queue/dynamo-backlog.ts';
import { SENT_PK } from '../../../src/platform/table.ts';
import { fakeClock } from '../../support/clock.ts';
import { memoryTable } from '../../support/memory-table/memory-table.ts';
import { channelArn, NO_FAULTS, startSenders } from '../support/senders.ts';

const A = channelArn('a');
const B = channelArn('b');
const ON = { history: 'on', gapMs: 210 } as const;
const NOW = Date.parse('2026-11-27T12:00:05Z');
const VALUE = 'sk_us-west-2_abcdefghijkl_ABCDEFGHIJKLMNOPQRSTUVWXYZ1234';

/** Messages go through the whole sender. */
async function sent(messages: { channelArn: string; [member: string]: unknown }[]) {
  const senders = startSenders({ ...NO_FAULTS, latencyMs: 10 });
  senders.start();
  await senders.enqueue(messages);
  await senders.clock.run(senders.clock.now() + 10_000);
  const now = senders.clock.now();
  const { table } = senders.history;
  return {
    ...{ senders, now },
    of: (arn: string) => readChannelMetadata(arn, table, ON, now),
    rate: () => readSentRate(table, now),
  };
}

test('the last messages of a channel are answered, newest first, with what became of each', async () => {
  const { of, now } = await sent([
    { channelArn: A, payload: { n: 1 }, id: 'first' },
    { channelArn: B, payload: 'other', id: 'other' },
    { channelArn: A, payload: { n: 2 }, id: 'old', key: 'score' },
    { channelArn: A, payload: { n: 3 }, id: 'new', key: 'score' },
  ]);
  const { messages, ...rest } = await of(A);
  expect(rest).toMatchObject({
    channelArn: A,
    history: 'on',
    waiting: 0,
    waitingSeconds: 0,
    perSecond: 0.03,
  });
  expect(
    messages.map(({ id, key, outcome, preview, bytes }) => [id, key, outcome, preview, bytes]),
  ).toEqual([
    ['new', 'score', 'delivered', '{"n":3}', 7],
    ['first', undefined, 'delivered', '{"n":1}', 7],
    ['old', 'score', 'superseded', '{"n":2}', 7],
  ]);
  for (const { at, ageMs } of messages) {
    expect(Date.parse(at)).toBeGreaterThan(now - 11_000);
    expect(ageMs).toBeLessThan(1_000);
  }
  expect((await of(B)).messages).toMatchObject([{ id: 'other', preview: 'other' }]);
  expect((await of(channelArn('c'))).messages).toEqual([]);
});

test('the rate of the account is the sum over its senders', async () => {
  const channels = Array.from({ length: 20 }, (_, n) => channelArn(`c${n}`));
  const { rate, senders } = await sent(channels.map((arn) => ({ channelArn: arn, payload: 1 })));
  const { perSecond, requestsPerSecond, throttled, maxAgeMs } = await rate();
  expect(senders.counts.MetadataDelivered).toBe(20);
  expect(perSecond).toBeCloseTo(20 / 65, 1);
  expect(requestsPerSecond).toBe(perSecond);
  expect(throttled).toBe(0);
  expect(maxAgeMs).toBeGreaterThanOrEqual(10);
});

test('of a payload the first 80 characters are kept, whole ones, and never the value of a stream key', async () => {
  const long = `${'x'.repeat(79)}😀${'y'.repeat(500)}`;
  const { of, senders } = await sent([
    { channelArn: A, payload: long, id: 'long' },
    { channelArn: A, payload: { text: `see ${VALUE}` }, id: `id ${VALUE}`, key: VALUE },
    { channelArn: A, payload: `${'z'.repeat(60)}${VALUE}`, id: 'cut' },
  ]);
  const { messages } = await of(A);
  const previewOf = (id: string) => messages.find((one) => one.id === id)?.preview;
  expect(previewOf('long')).toBe(`${'x'.repeat(79)}…`);
  expect(previewOf('id [stream key value]')).toBe('{"text":"see [stream key value]"}');
  expect(previewOf('cut')).toBe(`${'z'.repeat(60)}[stream key value]`);
  expect(JSON.stringify(senders.history.items())).not.toContain('sk_us');
});

const message = (id: string, at: number): SentMessage => ({
  ...{ id, outcome: 'delivered', at, bytes: 1, ageMs: 5, preview: id },
});

test('a batch keeps its last 20 messages, and an answer has the newest 50', async () => {
  const { table, items } = memoryTable();
  const clock = fakeClock(NOW);
  const history = dynamoSentHistory(table, clock, 'x');
  for (let batch = 0; batch < 4; batch++) {
    const ended = Array.from({ length: 30 }, (_, n) => message(`${batch}-${n}`, clock.now()));
    await history.keep([{ channelArn: A, batchId: `sqs-${batch}`, messages: ended }], false);
    clock.advance(1_000);
  }
  const { messages, perSecond } = await readChannelMetadata(A, table, ON, clock.now());
  expect(messages).toHaveLength(50);
  expect(messages.slice(0, 21).map(({ id }) => id)).toEqual([
    ...Array.from({ length: 20 }, (_, n) => `3-${29 - n}`),
    '2-29',
  ]);
  expect(perSecond).toBe(2);
  expect(items()[0]).toMatchObject({ expiresAt: NOW / 1_000 + 86_400 });
});

test('all batches of the last minute count for the rate, and older ones only fill the list', async () => {
  const { table } = memoryTable();
  const clock = fakeClock(NOW);
  const history = dynamoSentHistory(table, clock, 'x');
  for (let batch = 0; batch < 400; batch++) {
    const messages = [message(`${batch}`, clock.now())];
    await history.keep([{ channelArn: A, batchId: `sqs-${batch}`, messages }], false);
    clock.advance(210);
  }
  const { perSecond, messages } = await readChannelMetadata(A, table, ON, clock.now());
  expect(perSecond).toBeCloseTo(1_000 / 210, 1);
  expect(messages).toHaveLength(50);
  clock.advance(3_600_000);
  expect(await readChannelMetadata(A, table, ON, clock.now())).toMatchObject({
    perSecond: 0,
    messages: { length: 50 },
  });
});

test('more batches than a request takes are written, and what the table leaves is an error', async () => {
  const { table, items } = memoryTable();
  const clock = fakeClock(NOW);
  const ended = Array.from({ length: 30 }, (_, n) => ({
    ...{ channelArn: channelArn(`c${n}`), batchId: `sqs-${n}` },
    messages: [message(`${n}`, NOW)],
  }));
  await dynamoSentHistory(table, clock, 'x').keep(ended, false);
  expect(items()).toHaveLength(30);
  const full: typeof table.documents.send = async () => ({
    UnprocessedItems: { test: [{}, {}] },
  });
  const history = dynamoSentHistory({ ...table, documents: { send: full } }, clock, 'x');
  await expect(history.keep(ended.slice(0, 5), false)).rejects.toThrow(
    'DynamoDB left 2 of 5 items unprocessed',
  );
});

test('what waits for a channel is what its backlog says', async () => {
  const { table } = memoryTable();
  const backlog = new DynamoBacklog(table, { maxBacklogMs: 600_000, newToken: () => 't' });
  await backlog.reserve(A, [2_100], NOW);
  expect(await readChannelMetadata(A, table, ON, NOW + 50)).toMatchObject({
    waiting: 10,
    waitingSeconds: 2.1,
  });
  expect(await readChannelMetadata(A, table, ON, NOW + 2_100)).toMatchObject({
    waiting: 0,
    waitingSeconds: 0,
  });
});

test('an instance writes its counts of a period as one item, and a lost write is made up for', async () => {
  const { table, items } = memoryTable();
  const clock = fakeClock(NOW);
  let isLost = false;
  const send: typeof table.documents.send = (command: never) =>
    isLost ? Promise.reject(new Error('lost')) : table.documents.send(command);
  const history = dynamoSentHistory({ ...table, documents: { send } }, clock, 'x');
  const sends = async (counts: { delivered?: number; throttled?: number; requests?: number }) => {
    history.count({ delivered: 0, throttled: 0, requests: 1, maxAgeMs: 7, ...counts });
    await history.keep([], true);
  };
  await sends({ delivered: 3 });
  isLost = true;
  await expect(sends({ delivered: 2 })).rejects.toThrow('lost');
  isLost = false;
  await sends({ delivered: 1, requests: 2 });
  expect(items(SENT_PK)).toMatchObject([
    { sk: '2026-11-27T12:00:00.000Z#x', delivered: 6, requests: 4, maxAgeMs: 7 },
  ]);
  clock.advance(10_000);
  await sends({});
  expect(items(SENT_PK)).toHaveLength(1);
  await sends({ throttled: 1 });
  expect(items(SENT_PK)).toMatchObject([{}, { delivered: 0, throttled: 1, requests: 2 }]);
});
