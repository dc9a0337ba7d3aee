import { expect, test } from 'vitest';
import type { LettersAnswer } from '../../src/dead-letters/list.ts';
import type { RetryAnswer } from '../../src/dead-letters/retry/retry-dead-letters.ts';
import { nextOrder, stickyId } from '../../src/metadata/format/sticky-id.ts';
import { dynamoDeliveryNotes } from '../../src/metadata/queue/dynamo-delivery-notes.ts';
import { CHANNEL_ARN } from '../support/ivs-events.ts';
import { failureRecord, letterWorld, START } from './support/world.ts';

type World = ReturnType<typeof letterWorld>;

/** All calls of one command, as the command line makes them. */
async function runAll(world: World, request: object) {
  const answers: RetryAnswer[] = [];
  let nextToken: string | undefined;
  do {
    const answer = await world.retry<RetryAnswer>({ ...request, ...(nextToken && { nextToken }) });
    answers.push(answer);
    nextToken = answer.nextToken;
  } while (nextToken !== undefined);
  return answers.flatMap(({ results }) => results);
}

const retryAll = (world: World, more: object = {}) =>
  runAll(world, { retry: { filter: {}, ...more } });
const outcomes = (results: { outcome: string }[]) => results.map(({ outcome }) => outcome);
const payloads = async (world: World) => (await world.queued()).map(({ payload }) => payload);
const openLetters = async (world: World) => (await world.get<LettersAnswer>({ list: {} })).letters;

test('metadata goes back into the queue in its original order, with its ids, and counts as queued', async () => {
  const world = letterWorld();
  const ids = world.die({ payloads: [1, 2] });
  world.die({ payloads: [3] });
  await world.get({});
  expect(outcomes(await retryAll(world))).toEqual(['queued', 'queued']);
  const queued = await world.queued();
  expect(queued.map(({ payload }) => payload)).toEqual([1, 2, 3]);
  expect(queued.slice(0, 2).map(({ id }) => id)).toEqual(ids);
  expect(queued[0]?.expiresAt).toBe(START + 60_000);
  expect(world.observed.counts).toMatchObject({ MetadataQueued: 3, DeadLettersEnded: 2 });
  expect(await openLetters(world)).toEqual([]);
});

test('a message that expired stays, until it gets a fresh expiry', async () => {
  const world = letterWorld();
  world.die();
  await world.get({});
  world.clock.advance(120_000);
  expect(await retryAll(world)).toMatchObject([
    { outcome: 'expired', detail: expect.stringContaining('2026-11-27T12:01:00.000Z') },
  ]);
  expect(outcomes(await retryAll(world, { ttlSeconds: 600 }))).toEqual(['queued']);
  expect((await world.queued())[0]?.expiresAt).toBe(START + 720_000);
});

test('a letter that dies again while a command runs is not retried by it', async () => {
  const world = letterWorld();
  for (let n = 0; n < 101; n += 1) world.die({ payloads: [n] });
  await world.get({});
  const first = await world.retry<RetryAnswer>({ retry: { filter: {} } });
  world.clock.advance(1_000);
  world.die({ payloads: ['again'] });
  await world.get({});
  const request = { retry: { filter: {} }, nextToken: first.nextToken };
  const second = await world.retry<RetryAnswer>(request);
  expect([first.results.length, second.results.length]).toEqual([100, 1]);
  expect(await openLetters(world)).toHaveLength(1);
});

test('of letters with the same key, only the newest is queued', async () => {
  const world = letterWorld();
  world.die({ payloads: ['0:1'], key: 'score' });
  world.die({ payloads: ['goal'] });
  world.die({ payloads: ['0:2'], key: 'score' });
  await world.get({});
  expect(outcomes(await retryAll(world))).toEqual(['superseded', 'queued', 'queued']);
  expect(await payloads(world)).toEqual(['goal', '0:2']);
  expect(world.observed.counts).toMatchObject({ MetadataQueued: 2, DeadLettersEnded: 3 });
});

test('a sticky value is queued only if it is still the value of its key', async () => {
  const world = letterWorld();
  const order = nextOrder(0, START);
  const [older, current] = [stickyId(0, order), stickyId(0, order + 1)];
  const value = {
    key: 'poll',
    id: 'p',
    text: '2',
    slot: 0,
    shortId: current,
    setAt: START,
    storedAt: START,
  };
  const state = { pk: 'STICKY', sk: CHANNEL_ARN, order: order + 1, values: [value] };
  world.table.put(state);
  world.die({ ids: [older], payloads: [1], key: 'poll' });
  world.die({ ids: [current], payloads: [2] });
  world.die({ ids: [stickyId(1, order)], payloads: ['of an ended stream'] });
  world.die({ payloads: ['not sticky'], key: 'poll' });
  await world.get({});
  expect(await retryAll(world)).toMatchObject([
    { outcome: 'superseded', detail: expect.stringContaining('newer value') },
    { outcome: 'queued' },
    { outcome: 'superseded', detail: expect.stringContaining('ended') },
    { outcome: 'superseded', detail: expect.stringContaining('sticky value of its key') },
  ]);
  expect(await payloads(world)).toEqual([2]);
});

test('a message is superseded if viewers got a newer one with its key; what they got before does not count', async () => {
  const world = letterWorld();
  const notes = dynamoDeliveryNotes(world.table.table, world.clock);
  world.die({ payloads: ['0:1'], key: 'score' });
  world.die({ payloads: ['3'], key: 'countdown' });
  await world.get({});
  const delivered = [
    ['score', START + 5],
    ['countdown', START - 5],
  ] as const;
  await notes.keysDelivered(CHANNEL_ARN, new Map(delivered));
  expect(await retryAll(world)).toMatchObject([
    {
      outcome: 'superseded',
      detail:
        'viewers got a newer message with its key, which was queued at 2026-11-27T12:00:00.005Z',
    },
    { outcome: 'queued' },
  ]);
  expect(await payloads(world)).toEqual(['3']);
});

test('a retry that was interrupted long ago is not repeated if its messages have ended since', async () => {
  const world = letterWorld();
  world.die({ payloads: [1, 2] });
  const [letter] = await openLetters(world);
  const letterId = letter?.id ?? '';
  world.refused.add('SendMessageBatch');
  await retryAll(world);
  world.refused.clear();
  world.clock.advance(10 * 60_000);
  const notes = dynamoDeliveryNotes(world.table.table, world.clock);
  // One of its messages only: then it is not known what became of the other one.
  await notes.letterEnded({ letterId, attempt: 1, part: 0 }, { expired: 1 });
  expect(outcomes(await retryAll(world))).toEqual(['expired']);
  await notes.letterEnded({ letterId, attempt: 1, part: 0 }, { delivered: 1, superseded: 1 });
  expect(outcomes(await retryAll(world))).toEqual(['queued']);
  expect(await world.queued()).toEqual([]);
  const { letters } = await world.get<LettersAnswer>({ list: { ended: true } });
  expect(letters).toMatchObject([{ delivery: { delivered: 1, superseded: 1 } }]);
  expect(await world.get({ deliveries: [letterId, '0123456789abcdef'] })).toEqual({
    deliveries: { [letterId]: { delivered: 1, superseded: 1 } },
  });
});

test('what cannot be read, or would fail again, stays, and does not stop the others', async () => {
  const world = letterWorld();
  world.die({ body: 'not JSON' });
  world.die({ payloads: ['x'.repeat(20_000)] });
  world.die({ payloads: ['sk_us-west-2_abcDEF123456_secret'] });
  world.die({ channelArn: 'no-channel' });
  world.die({ payloads: ['good'] });
  await world.get({});
  const results = await retryAll(world);
  expect(outcomes(results)).toEqual(['unreadable', 'refused', 'refused', 'unreadable', 'queued']);
  expect(JSON.stringify(results)).not.toContain('xxx');
  expect(await openLetters(world)).toHaveLength(4);
});

test('if SQS does not take a letter, those behind it on the channel wait, and the next attempt queues each once', async () => {
  const world = letterWorld();
  for (const n of [1, 2, 3]) world.die({ payloads: [n] });
  world.die({ payloads: ['other'], channelArn: CHANNEL_ARN.replace(/.$/, 'Z') });
  await world.get({});
  world.refused.add('SendMessageBatch');
  expect(outcomes(await retryAll(world)).sort()).toEqual(['failed', 'failed', 'waits', 'waits']);
  world.refused.clear();
  expect(outcomes(await retryAll(world))).toEqual(['queued', 'queued', 'queued', 'queued']);
  const queued = await world.queued();
  expect(queued.filter(({ channelArn }) => channelArn === CHANNEL_ARN)).toMatchObject([
    { payload: 1 },
    { payload: 2 },
    { payload: 3 },
  ]);
});

test('a channel whose letters cannot be queued is left out of the further pages of a command', async () => {
  const world = letterWorld({ METADATA_MAX_BACKLOG: '10s', METADATA_MODE: 'plain' });
  for (let n = 0; n < 150; n += 1) world.die({ payloads: [n] });
  world.die({ payloads: ['other'], channelArn: CHANNEL_ARN.replace(/.$/, 'Z') });
  await world.get({});
  const results = await retryAll(world, { ttlSeconds: 3_600 });
  const queued = results.filter(({ outcome }) => outcome === 'queued');
  expect(results).toHaveLength(101);
  expect(queued.length).toBeGreaterThan(40);
  expect(queued.length).toBeLessThan(60);
  const all = await payloads(world);
  const own = all.filter((payload) => payload !== 'other');
  expect(own).toEqual(own.map((_, n) => n));
  expect(all).toContain('other');
});

test('a function is invoked again with the original event, also of a letter of EventBridge', async () => {
  const world = letterWorld();
  const event = { id: 'e', 'detail-type': 'IVS Stream State Change', resources: [CHANNEL_ARN] };
  world.fail(failureRecord('markChannel', event));
  world.fail(event, {
    TARGET_ARN:
      'arn:aws:lambda:us-west-2:123456789012:function:ivs-autopilot-test-recordSessionEvent',
    ERROR_MESSAGE: 'no permission',
  });
  world.fail(event);
  world.fail('not JSON', {
    RULE_ARN: 'arn:aws:events:us-west-2:1:rule/ivs-autopilot-test-reconcile',
  });
  await world.get({});
  expect(outcomes(await retryAll(world)).sort()).toEqual([
    'invoked',
    'invoked',
    'refused',
    'unreadable',
  ]);
  expect(world.invoked.map(({ functionName }) => functionName).sort()).toEqual([
    'ivs-autopilot-test-markChannel',
    'ivs-autopilot-test-recordSessionEvent',
  ]);
  expect(world.invoked.map(({ payload }) => payload)).toEqual([event, event]);
});

test('a request without ids gets the same ids in each attempt, and metadata a fresh expiry', async () => {
  const world = letterWorld();
  const messages = [{ channelArn: CHANNEL_ARN, payload: 1, ttlSeconds: 5 }];
  world.fail(failureRecord('enqueueMetadata', { messages }));
  world.fail(failureRecord('revokeStreamKey', { channelArn: CHANNEL_ARN }));
  await world.get({});
  await retryAll(world, { ttlSeconds: 60 });
  const [enqueue, revoke] = world.invoked.sort((a, b) =>
    a.functionName < b.functionName ? -1 : 1,
  );
  expect(enqueue?.payload).toEqual({
    messages: [
      { channelArn: CHANNEL_ARN, payload: 1, id: expect.any(String), expiresAt: START + 60_000 },
    ],
  });
  expect(revoke?.payload).toMatchObject({ revocationId: expect.stringMatching(/^letter-/) });
});

test('an event with metadata that has expired stays, until it gets a fresh expiry', async () => {
  const world = letterWorld();
  const detail = { messages: [{ channelArn: CHANNEL_ARN, payload: 1, ttlSeconds: 60 }] };
  const event = { id: 'e', 'detail-type': 'IVS Metadata', time: '2026-11-27T11:00:00Z', detail };
  world.fail(failureRecord('enqueueMetadata', event));
  await world.get({});
  expect(outcomes(await retryAll(world))).toEqual(['expired']);
  expect(outcomes(await retryAll(world, { ttlSeconds: 60 }))).toEqual(['invoked']);
  expect(world.invoked[0]?.payload).toEqual({
    ...event,
    detail: { messages: [{ channelArn: CHANNEL_ARN, payload: 1, expiresAt: START + 60_000 }] },
  });
});

test('a dry run says what would become of each letter, and changes nothing', async () => {
  const world = letterWorld();
  world.die({ payloads: [1] });
  world.die({ expiresAt: START - 1 });
  world.fail(failureRecord('markChannel', {}));
  await world.get({});
  const before = world.table.items();
  const retry = await world.retry<RetryAnswer>({ retry: { filter: {} }, dryRun: true });
  expect([outcomes(retry.results).sort(), retry.dryRun]).toEqual([
    ['expired', 'invoked', 'queued'],
    true,
  ]);
  const drop = await world.retry<RetryAnswer>({ drop: { filter: {} }, dryRun: true });
  expect(outcomes(drop.results)).toEqual(['dropped', 'dropped', 'dropped']);
  expect(world.table.items()).toEqual(before);
  expect(await world.queued()).toEqual([]);
});

test('letters are chosen by their ids, and handled in their order', async () => {
  const world = letterWorld();
  for (const n of [1, 2, 3]) world.die({ payloads: [n] });
  const [third, second, first] = await openLetters(world);
  const ids = [third?.id, first?.id, '0123456789abcdef'];
  const answer = await world.retry<RetryAnswer>({ retry: { ids } });
  expect(outcomes(answer.results)).toEqual(['queued', 'queued', 'unknown']);
  expect(await payloads(world)).toEqual([1, 3]);
  const again = await world.retry<RetryAnswer>({ retry: { ids: [first?.id, second?.id] } });
  expect(again.results).toMatchObject([
    { outcome: 'ended', detail: 'queued at 2026-11-27T12:00:00.000Z, said by the CLI: test@host' },
    { outcome: 'queued' },
  ]);
});

test('dropping ends a letter, and an ended letter tells how, when and by whom', async () => {
  const world = letterWorld();
  world.die({ payloads: [1] });
  world.fail(failureRecord('reconcile', {}));
  await world.get({});
  const results = await runAll(world, { drop: { filter: {} } });
  expect(outcomes(results)).toEqual(['dropped', 'dropped']);
  expect(await openLetters(world)).toEqual([]);
  const { letters } = await world.get<LettersAnswer>({ list: { ended: true } });
  const ended = {
    how: 'dropped',
    at: '2026-11-27T12:00:00.000Z',
    by: 'said by the CLI: test@host',
  };
  expect(letters).toMatchObject([{ ended }, { ended }]);
  expect(await world.queued()).toEqual([]);
});

test('the audit of the channel names who retried and dropped its letters', async () => {
  const world = letterWorld();
  world.die({ payloads: [1] });
  world.die({ payloads: [2] });
  const [second, first] = await openLetters(world);
  await world.retry({ retry: { ids: [first?.id] } });
  world.clock.advance(1);
  await world.retry({ drop: { ids: [second?.id] } });
  const records = world.table.items().filter(({ sk }) => String(sk).startsWith('AUDIT#'));
  const by = 'said by the CLI: test@host';
  expect(records).toMatchObject([
    {
      ...{ channelArn: CHANNEL_ARN, action: 'retry-dead-letters', reason: 'operator' },
      evidence: { by, letters: 1, outcomes: { queued: 1 }, ids: [first?.id] },
    },
    { action: 'drop-dead-letters', evidence: { by, outcomes: { dropped: 1 } } },
  ]);
});

test('a letter that SQS delivers again after it has ended is not a new one', async () => {
  const world = letterWorld();
  world.die();
  world.refused.add('DeleteMessageBatch');
  await world.get({});
  await retryAll(world);
  world.refused.clear();
  world.clock.advance(31_000);
  expect(await openLetters(world)).toEqual([]);
  expect(world.depth('metadata-dead')).toBe(0);
  expect(await payloads(world)).toEqual([{ goal: 1 }]);
});

test('a letter that is being retried cannot be dropped', async () => {
  const world = letterWorld();
  world.die();
  await world.get({});
  world.refused.add('SendMessageBatch');
  await retryAll(world);
  expect(outcomes(await runAll(world, { drop: { filter: {} } }))).toEqual(['waits']);
  world.clock.advance(5 * 60_000);
  expect(outcomes(await runAll(world, { drop: { filter: {} } }))).toEqual(['dropped']);
});

test.each([
  [{}, 'request: expected one of retry and drop, received []'],
  [{ retry: {} }, 'retry: expected either ids or filter, received []'],
  [
    { retry: { ids: ['x'] } },
    'retry.ids[0]: expected the id of a dead letter: 16 digits from 0 to f, received "x"',
  ],
  [{ retry: { filter: {}, ttlSeconds: 0 } }, 'retry.ttlSeconds'],
  [{ drop: { filter: {}, ttlSeconds: 1 } }, 'drop.ttlSeconds: unknown member'],
  [{ drop: { filter: {} }, nextToken: 'x' }, 'nextToken'],
])('%j is refused', async (request, message) => {
  await expect(letterWorld().retry(request)).rejects.toThrow(message);
});
