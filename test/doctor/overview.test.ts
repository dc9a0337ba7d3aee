import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { dynamoChannelStore } from '../../src/channels/dynamo-store.ts';
import { dynamoCleanupStopStore } from '../../src/cleanup/dynamo-cleanup-stops.ts';
import { dynamoDeadLetterStore } from '../../src/dead-letters/dynamo-store.ts';
import type { Overview } from '../../src/doctor/overview/overview.ts';
import { sentCountsItem } from '../../src/metadata/history/dynamo-sent-rates.ts';
import type { SentCounts } from '../../src/metadata/history/sent-counts.ts';
import { isoTime } from '../../src/platform/clock.ts';
import type { Table } from '../../src/platform/table.ts';
import { writeTick } from '../../src/platform/ticks.ts';
import { keepDecision } from '../../src/rotation/last-decision.ts';
import type { Aws } from '../../src/wiring/aws.ts';
import { openDoctor } from '../../src/wiring/functions/doctor.ts';
import { fakeClock } from '../support/clock.ts';
import { memoryTable } from '../support/memory-table/memory-table.ts';
import { recordObservability } from '../support/observability.ts';

const NOW = Date.parse('2026-11-27T12:00:05Z');
const MINUTE = 60_000;
const ago = (ms: number) => isoTime(NOW - ms);
const CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/abcdefghijkl';
const QUEUED = {
  ApproximateNumberOfMessages: '4',
  ApproximateNumberOfMessagesNotVisible: '2',
  ApproximateNumberOfMessagesDelayed: '1',
};

interface Options {
  env?: Record<string, string>;
  /** Which requests fail, by the name of their command and their input. */
  fails?: (request: string) => boolean;
}

/** The function `doctor` on a table in memory. */
function doctor({ env = {}, fails = () => false }: Options = {}) {
  const { table } = memoryTable();
  const clock = fakeClock(NOW);
  const requests: string[] = [];
  const watched = (answer: (command: object) => Promise<unknown>) => ({
    send: async (command: { constructor: { name: string }; input: object }) => {
      const request = `${command.constructor.name} ${JSON.stringify(command.input)}`;
      requests.push(request);
      if (fails(request)) throw Object.assign(new Error('Rate exceeded'), { name: 'Throttling' });
      return answer(command);
    },
  });
  const sqs = watched(async () => ({ QueueUrl: 'https://sqs/metadata', Attributes: QUEUED }));
  const documents = watched((command) => table.documents.send(command as never));
  const aws = { clock, documents, sqsProducer: sqs } as unknown as Aws;
  const run = openDoctor(
    { TABLE_NAME: table.name, STAGE: 'prod', AWS_REGION: 'us-west-2', ...env },
    aws,
  );
  return {
    ...{ table, clock, requests },
    async ask(payload: unknown = { overview: true }): Promise<Overview> {
      const invocation = {
        ...recordObservability(),
        deadline: NOW + MINUTE,
        account: '123456789012',
      };
      const answer = await run(payload, invocation);
      if (!('overview' in answer)) throw new Error('the answer has no overview');
      return answer.overview;
    },
  };
}

/** Two held channels, an overdue key, a dead letter, metadata of two instances, throttled requests. */
async function trouble(table: Table): Promise<void> {
  const at = ago(30 * MINUTE);
  const stop = { id: '3f1c0a5be2d94c17', at, channels: 2, allowed: 1, deleted: 0, recountAt: at };
  await dynamoCleanupStopStore(table).save(
    { ...stop, expiresAt: isoTime(NOW + MINUTE), published: true },
    [],
  );
  const channels = dynamoChannelStore(table, fakeClock(NOW));
  await channels.markDue(CHANNEL, 'rotation', isoTime(NOW + 5 * MINUTE));
  const [record] = await channels.get([CHANNEL]);
  if (!record) throw new Error('there is no record');
  await channels.update(record, { lastRotationDecision: keepDecision('overdue') }, 'always');
  const letter = {
    id: '00112233445566aa',
    kind: 'metadata',
    diedAt: at,
    reason: 'x',
    bytes: 1,
  } as const;
  const position = `${at}#1#${letter.id}`;
  await dynamoDeadLetterStore(table).add({ ...letter, position, preview: 'x' }, 'x');
  const sent = { requests: 65, throttled: 1, maxAgeMs: 900 };
  const counted = (instance: string, period: number, counts: Partial<SentCounts>) =>
    table.documents.send(
      new PutCommand({
        TableName: table.name,
        Item: sentCountsItem(instance, { period, counts: { ...sent, delivered: 0, ...counts } }),
      }),
    );
  await counted('a', NOW - 60_000 - 5_000, { delivered: 65 });
  await counted('b', NOW - 5_000, { delivered: 130, maxAgeMs: 1_200 });
  await counted('b', NOW - 60_000 - 15_000, { delivered: 999, maxAgeMs: 9_999 });
  const throttled = [
    { from: ago(65 * MINUTE), requests: 7 },
    { from: ago(85 * MINUTE), requests: 1_000 },
  ];
  await writeTick(table, { functionName: 'reconcile', at, version: '1', throttled });
  const now = [{ from: ago(5 * MINUTE), requests: 2 }];
  await writeTick(table, { functionName: 'sampleViewers', at, version: '1', throttled: now });
}

test('the overview of a stage on which nothing happens', async () => {
  const { ask } = doctor({ env: { CLEANUP_MODE: 'plan', AUTOPILOT_VERSION: '1.2.3' } });
  expect(await ask()).toEqual({
    ...{ at: '2026-11-27T12:00:05.000Z', stage: 'prod', region: 'us-west-2' },
    ...{ account: '123456789012', version: '1.2.3', tagPrefix: 'autopilot' },
    modes: { cleanupMode: 'plan', rotationMode: 'apply' },
    ...{ heldChannels: 0, overdueKeys: 0 },
    deadLetters: { metadata: 0, function: 0, hasMore: false },
    metadata: { history: 'on', waiting: 7, perSecond: 0, requestsPerSecond: 0, throttled: 0 },
    ...{ throttled: 0, problems: [] },
  });
});

test('the overview counts what waits for an operator, and what was sent and throttled', async () => {
  const { ask, table } = doctor();
  await trouble(table);
  expect(await ask()).toMatchObject({
    ...{ heldChannels: 2, heldSince: ago(30 * MINUTE), overdueKeys: 1 },
    deadLetters: { metadata: 1, function: 0, hasMore: false },
    // 195 messages and 130 requests in the 65 s since 11:59:00.
    metadata: { waiting: 7, perSecond: 3, requestsPerSecond: 2, throttled: 2, maxAgeMs: 1_200 },
    ...{ throttled: 9, problems: [] },
  });
});

test('with metadataHistory off, the rates are not read, and the answer says so', async () => {
  const { ask, table, requests } = doctor({ env: { METADATA_HISTORY: 'off' } });
  await trouble(table);
  const { metadata } = await ask();
  expect(metadata).toEqual({
    ...{ history: 'off', waiting: 7, perSecond: 0, requestsPerSecond: 0, throttled: 0 },
  });
  expect(requests.filter((request) => request.includes('METADATA_SENT'))).toEqual([]);
});

const PARTS: [what: string, request: RegExp, ok: Partial<Overview>][] = [
  ['heldChannels', /"STOP"/, { overdueKeys: 1, throttled: 9 }],
  ['overdueKeys', /byRotationDue/, { heldChannels: 2, throttled: 9 }],
  ['deadLetters', /DEAD_LETTERS/, { heldChannels: 2, overdueKeys: 1 }],
  ['metadata.waiting', /GetQueueAttributes/, { heldChannels: 2, throttled: 9 }],
  ['metadata', /METADATA_SENT/, { heldChannels: 2, throttled: 9 }],
  ['throttled', /TICKS/, { heldChannels: 2, overdueKeys: 1 }],
];

test.each(PARTS)(
  'if %s cannot be read, the rest is there, and the problem says what to do',
  async (what, request, ok) => {
    const { ask, table } = doctor({ fails: (sent) => request.test(sent) });
    await trouble(table);
    const overview = await ask();
    expect(overview).toMatchObject(ok);
    expect(overview.problems).toEqual([
      { what, message: 'Throttling: Rate exceeded', todo: expect.stringMatching(/^Try again/) },
    ]);
  },
);

test('an overview costs 5 reads of the table and one request to SQS; overdue keys are counted once a minute', async () => {
  const { ask, requests, clock, table } = doctor();
  await trouble(table);
  const costOf = async () => {
    const before = requests.length;
    await ask();
    return requests
      .slice(before)
      .map((request) => request.split(' ', 1)[0])
      .sort();
  };
  const [read, sqs] = [
    ['GetCommand', 'QueryCommand', 'QueryCommand', 'QueryCommand'],
    'GetQueueAttributesCommand',
  ];
  await costOf();
  clock.advance(5_000);
  expect(await costOf()).toEqual([...read.slice(0, 1), sqs, ...read.slice(1)]);
  clock.advance(MINUTE);
  expect(await costOf()).toEqual([
    'BatchGetCommand',
    'GetCommand',
    sqs,
    ...Array(4).fill('QueryCommand'),
  ]);
});

test('a misspelt request is refused', async () => {
  const { ask } = doctor();
  await expect(ask({ overveiw: true })).rejects.toThrow('overveiw: unknown member');
  await expect(ask({ overview: false })).rejects.toThrow('overview: expected true, received false');
});
