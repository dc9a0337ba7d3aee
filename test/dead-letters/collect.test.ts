import { expect, test } from 'vitest';
import type { CollectAnswer } from '../../src/dead-letters/collect.ts';
import type { LettersAnswer } from '../../src/dead-letters/list.ts';
import { METADATA_RECEIVES } from '../../src/dead-letters/read-metadata.ts';
import { CHANNEL_ARN } from '../support/ivs-events.ts';
import { failureRecord, letterWorld, START } from './support/world.ts';

const list = async (world: ReturnType<typeof letterWorld>, filter: object = {}) =>
  (await world.get<LettersAnswer>({ list: filter })).letters;

test('the schedule moves letters of both queues into the table, and counts those that are open', async () => {
  const world = letterWorld();
  world.die({ payloads: [{ goal: 1 }, { goal: 2 }] });
  world.fail(failureRecord('reconcile', { source: 'aws.events' }));
  const answer = await world.get<CollectAnswer>({ source: 'aws.events' });
  expect(answer).toEqual({
    ...{ collected: 2, failed: 0 },
    open: { metadata: 1, function: 1, hasMore: false },
  });
  expect(world.observed.counts).toEqual({ DeadLetters: 2 });
  expect([world.depth('dead'), world.depth('metadata-dead')]).toEqual([0, 0]);
});

test('an idle run writes no metric', async () => {
  const world = letterWorld();
  expect(await world.get({})).toMatchObject({ collected: 0, open: { metadata: 0, function: 0 } });
  expect(world.observed.counts).toEqual({});
});

test('a metadata letter tells its channel, the reason in words, its size and what it says', async () => {
  const world = letterWorld();
  world.die({ payloads: [{ goal: 1 }, { goal: 2 }], reason: 'ResourceNotFoundException' });
  const [letter] = await list(world);
  expect(letter).toMatchObject({
    ...{ id: expect.stringMatching(/^[0-9a-f]{16}$/), kind: 'metadata', channelArn: CHANNEL_ARN },
    ...{ diedAt: '2026-11-27T12:00:00.000Z', messagesExpireAt: '2026-11-27T12:01:00.000Z' },
    reason: 'IVS knows no such channel (ResourceNotFoundException)',
    ...{ messages: 2, bytes: expect.any(Number), preview: '{"goal":1} {"goal":2}' },
  });
});

test('metadata that SQS moved is counted as dead-lettered, once: sendMetadata has not counted it', async () => {
  const world = letterWorld();
  world.die({ payloads: [1, 2, 3], reason: '' });
  world.die({ payloads: [4], reason: 'ValidationException' });
  const letters = await list(world);
  expect(world.observed.counts).toMatchObject({ MetadataDeadLettered: 3 });
  expect(letters).toMatchObject([
    { reason: expect.stringContaining('refused') },
    { reason: expect.stringContaining('received 1,000 times'), tries: METADATA_RECEIVES },
  ]);
});

test('a letter of Lambda tells the function, its error and how often it was tried', async () => {
  const world = letterWorld();
  world.fail(failureRecord('markChannel', { resources: [CHANNEL_ARN], 'detail-type': 'IVS X' }));
  world.fail(failureRecord('enqueueMetadata', {}, { condition: 'EventAgeExceeded' }));
  const [tooOld, failed] = await list(world);
  expect(failed).toMatchObject({
    ...{ kind: 'function', functionName: 'markChannel', channelArn: CHANNEL_ARN, tries: 3 },
    ...{ reason: 'BusError: the bus did not answer', preview: 'IVS X: null' },
  });
  expect(tooOld).toMatchObject({
    functionName: 'enqueueMetadata',
    reason: expect.stringContaining('too old for another attempt'),
  });
});

test('the error of a letter of EventBridge is in its attributes', async () => {
  const world = letterWorld();
  const event = {
    'detail-type': 'IVS Metadata',
    detail: { messages: [{ channelArn: CHANNEL_ARN }] },
  };
  world.fail(event, {
    RULE_ARN: 'arn:aws:events:us-west-2:123456789012:rule/bus/ivs-autopilot-test-enqueueMetadata',
    ERROR_CODE: 'NO_PERMISSIONS',
    ERROR_MESSAGE: 'Lambda does not allow it',
    RETRY_ATTEMPTS: '0',
  });
  world.fail(event, {
    RULE_ARN:
      'arn:aws:events:us-west-2:123456789012:rule/ivs-autopilot-test-repeatStickyMetadata-start',
    ERROR_CODE: 'X',
  });
  expect(await list(world)).toMatchObject([
    { functionName: 'repeatStickyMetadata' },
    {
      ...{ functionName: 'enqueueMetadata', channelArn: CHANNEL_ARN, tries: 1 },
      reason: 'EventBridge could not invoke the function: NO_PERMISSIONS: Lambda does not allow it',
    },
  ]);
});

test('the value of a stream key is neither stored, nor shown, nor logged, however it is escaped', async () => {
  const world = letterWorld();
  const value = 'sk_us-west-2_abcDEF123456_0123456789abcdef';
  world.die({ payloads: [{ key: value }] });
  world.die({ body: JSON.stringify({ wrong: value }).replace('sk_', '\\u0073k_') });
  world.fail({
    ...failureRecord('markChannel', { value }),
    responsePayload: { errorMessage: value },
  });
  world.fail(`not JSON ${value}`, { ERROR_MESSAGE: value });
  const letters = await list(world);
  const shown = await Promise.all(letters.map(({ id }) => world.get({ show: id })));
  const everything = JSON.stringify([letters, shown, world.observed, world.table.items()]);
  expect(everything).not.toContain('sk_us-west-2');
  expect(letters.map(({ isMasked }) => isMasked)).toEqual([true, true, true, true]);
});

test('a letter that cannot be stored stays in its queue, and blocks no other queue', async () => {
  const world = letterWorld();
  world.die();
  world.refused.add('Put');
  expect(await world.get({})).toMatchObject({ collected: 0, failed: 1 });
  world.refused.clear();
  world.clock.advance(31_000);
  expect(await world.get({})).toMatchObject({ collected: 1, failed: 0 });
});

test('if SQS does not answer, the function fails, but a list shows what is in the table', async () => {
  const world = letterWorld();
  world.die();
  await world.get({});
  world.refused.add('ReceiveMessage');
  await expect(world.get({})).rejects.toThrow('ReceiveMessage is refused');
  expect(await list(world)).toHaveLength(1);
});

test('a body of more than 400 KB is stored in parts, and shown whole', async () => {
  const world = letterWorld();
  const text = `${'ä😀'.repeat(150_000)}.`;
  world.die({ payloads: [text] });
  const [letter] = await list(world);
  const { letter: shown } = await world.get<{ letter: { metadata: { payload: unknown }[] } }>({
    show: letter?.id,
  });
  expect(shown.metadata[0]?.payload === text).toBe(true);
});

test('letters are filtered by reason, channel, function and time', async () => {
  const world = letterWorld();
  const other = CHANNEL_ARN.replace(/.$/, 'Z');
  world.die({ reason: 'ResourceNotFoundException' });
  world.clock.advance(60_000);
  world.die({ channelArn: other });
  world.fail(failureRecord('markChannel', {}));
  const previews = async (filter: object) => (await list(world, filter)).length;
  expect(await previews({})).toBe(3);
  expect(await previews({ reason: 'resourcenotfound' })).toBe(1);
  expect(await previews({ channelArn: other })).toBe(1);
  expect(await previews({ functionName: 'markChannel' })).toBe(1);
  expect(await previews({ functionName: 'sendMetadata' })).toBe(2);
  const minute = new Date(START + 60_000).toISOString();
  expect(await previews({ since: minute })).toBe(2);
  expect(await previews({ until: new Date(START).toISOString() })).toBe(1);
  await expect(
    world.get({ list: { since: minute, until: '2026-11-27T12:00:00.000Z' } }),
  ).rejects.toThrow(/^until: expected a time after since/);
});

test('1,000 letters are collected and listed page by page, each once', async () => {
  const world = letterWorld();
  const count = 1_000;
  for (let n = 0; n < count; n += 1) {
    world.die({ payloads: [n], channelArn: CHANNEL_ARN.replace(/..$/, String(10 + (n % 7))) });
    world.clock.advance(1);
  }
  const seen = new Set<string>();
  let pages = 0;
  let nextToken: string | undefined;
  do {
    const page = await world.get<LettersAnswer>({ list: {}, ...(nextToken && { nextToken }) });
    for (const { id } of page.letters) seen.add(id);
    expect(page.letters.length).toBeLessThanOrEqual(200);
    nextToken = page.nextToken;
    pages += 1;
  } while (nextToken !== undefined);
  expect(seen.size).toBe(count);
  expect(pages).toBeLessThan(15);
});

test.each([
  [
    { show: 'no id' },
    'show: expected the id of a dead letter: 16 digits from 0 to f, received "no id"',
  ],
  [
    { show: '0123456789abcdef' },
    'show: expected the id of a dead letter, received "0123456789abcdef"',
  ],
  [{ list: { reasons: 'x' } }, 'list.reasons: unknown member'],
  [
    { list: {}, count: true },
    'request: expected only one of list, show, deliveries and count, received ["list","count"]',
  ],
  [
    { list: {}, nextToken: 'x' },
    'nextToken: expected the nextToken of an answer to the same query, received "x"',
  ],
])('%j is refused', async (request, message) => {
  await expect(letterWorld().get(request)).rejects.toThrow(message);
});
