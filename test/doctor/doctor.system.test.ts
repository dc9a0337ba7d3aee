import {
  DynamoDBClient,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DisableRuleCommand,
  EventBridgeClient,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { DeleteQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { dynamoChannelStore } from '../../src/channels/dynamo-store.ts';
import { dynamoCleanupStopStore } from '../../src/cleanup/dynamo-cleanup-stops.ts';
import type { DoctorAnswer } from '../../src/doctor/answer.ts';
import { FUNCTIONS, nameOf } from '../../src/doctor/expected.ts';
import type { OverviewAnswer } from '../../src/doctor/overview/overview.ts';
import { readServerlessYml } from '../../src/local/config/serverless.ts';
import { DemoClient } from '../../src/local/demo/client.ts';
import { type Stack, startStack } from '../../src/local/stack.ts';
import { isoTime, systemClock } from '../../src/platform/clock.ts';
import { documentClient, type Table, tableMarkKey } from '../../src/platform/table.ts';
import { writeTick } from '../../src/platform/ticks.ts';

// Plants deliberate faults of a deployment on the one-machine stack, and looks which check finds each.

const CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/abcdefghijkl';
const OTHER_STAGE = 'otherDeleteDueChannels';
const MINUTE = 60_000;

let stack: Stack;
let world: DemoClient;
let lambda: LambdaClient;
let events: EventBridgeClient;
let sqs: SQSClient;
let dynamo: DynamoDBClient;
let table: Table;
beforeAll(async () => {
  const config = await configWithOtherStage();
  stack = await startStack({ port: 0, schedules: 'off', warm: false, config });
  world = new DemoClient(stack.endpoint);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const options = { endpoint: stack.endpoint, region: 'us-west-2', credentials };
  [lambda, events] = [new LambdaClient(options), new EventBridgeClient(options)];
  [sqs, dynamo] = [new SQSClient(options), new DynamoDBClient(options)];
  table = { name: nameOf('local'), documents: documentClient(dynamo) };
}, 60_000);
beforeEach(async () => {
  await stack.reset();
  await world.sim('PUT', '/_sim/faults', {});
  await world.sim('PUT', '/_sim/policies', {});
  for (const { name, everyMs } of FUNCTIONS) if (everyMs !== undefined) await tick(name, 0);
});
afterAll(async () => {
  for (const client of [world, lambda, events, sqs, dynamo])
    if (client instanceof DemoClient) client.close();
    else client?.destroy();
  await stack?.close();
});

/** The stage local, and a function of another stage in the same account and region, which obeys other tags. */
async function configWithOtherStage(): Promise<unknown> {
  const config = (await readServerlessYml(process.cwd())) as {
    functions: Record<string, Record<string, unknown>>;
  };
  const { deleteDueChannels } = config.functions;
  const other = {
    ...{ ...deleteDueChannels, name: 'ivs-autopilot-other-deleteDueChannels', events: [] },
    environment: { TAG_PREFIX: 'other' },
  };
  return { ...config, functions: { ...config.functions, [OTHER_STAGE]: other } };
}

const tick = (functionName: string, minutesAgo: number, version = '0.1.0') =>
  writeTick(table, { functionName, at: isoTime(Date.now() - minutesAgo * MINUTE), version });

async function setVariables(functionName: string, changes: Record<string, string>): Promise<void> {
  const FunctionName = stack.plan.functions.find(({ name }) => name === functionName)?.fullName;
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const Variables = { ...Environment?.Variables, ...changes };
  await lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }),
  );
}

const send = (queue: string, more: object = {}) =>
  sqs.send(
    new SendMessageCommand({
      QueueUrl: `${stack.endpoint}/123456789012/${nameOf('local', queue)}`,
      ...{ MessageBody: '{}', ...more },
    }),
  );

const allow = (functionName: string, ...actions: string[]) =>
  world.sim('PUT', '/_sim/policies', {
    [`role-${functionName}`]: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
    },
  });

const disable = (rule: string) =>
  events.send(new DisableRuleCommand({ Name: nameOf('local', rule) }));

const CAPACITY = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };
const INDEXES = ['byPhase', 'byTime', 'byCleanupDue', 'byRotationDue'];

type Fault = [what: string, plant: () => Promise<unknown>, check: string, found: string | RegExp];
const FAULTS: Fault[] = [
  [
    'a rule is disabled',
    () => disable('markChannel'),
    'rules',
    'ivs-autopilot-local-markChannel is disabled',
  ],
  [
    'a schedule is disabled',
    () => disable('reconcile'),
    'rules',
    'ivs-autopilot-local-reconcile is disabled',
  ],
  [
    'a rule invokes nothing',
    () =>
      events.send(
        new RemoveTargetsCommand({ Rule: nameOf('local', 'recordSessionEvent'), Ids: ['1'] }),
      ),
    'rules',
    'ivs-autopilot-local-recordSessionEvent does not invoke recordSessionEvent',
  ],
  [
    'a schedule has stopped',
    () => tick('sampleViewers', 20),
    'schedules',
    'sampleViewers: the last run that ended well is 20 minutes old',
  ],
  [
    'a function publishes on the bus of another region',
    () =>
      setVariables('recordSessionEvent', {
        BUS_NAME: 'arn:aws:events:eu-west-1:123456789012:event-bus/ivs-autopilot-local',
      }),
    'table and bus',
    'recordSessionEvent has BUS_NAME arn:aws:events:eu-west-1:123456789012:event-bus/ivs-autopilot-local',
  ],
  [
    'an event source is off',
    async () => {
      const FunctionName = nameOf('local', 'sendMetadata');
      const { EventSourceMappings = [] } = await lambda.send(
        new ListEventSourceMappingsCommand({ FunctionName }),
      );
      const [{ UUID } = {}] = EventSourceMappings;
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    },
    'event sources',
    'sendMetadata from ivs-autopilot-local-metadata.fifo: Disabled',
  ],
  [
    'the table is throttled',
    () => world.sim('PUT', '/_sim/faults', { services: { dynamodb: { throttle: { Query: 1 } } } }),
    'table',
    /^cannot be read: .*Throughput/,
  ],
  [
    'the table is provisioned',
    () =>
      dynamo.send(
        new UpdateTableCommand({
          ...{ TableName: table.name, BillingMode: 'PROVISIONED' },
          ProvisionedThroughput: CAPACITY,
          GlobalSecondaryIndexUpdates: INDEXES.map((IndexName) => ({
            Update: { IndexName, ProvisionedThroughput: CAPACITY },
          })),
        }),
      ),
    'table',
    'ivs-autopilot-local has the billing mode PROVISIONED, which throttles bursts',
  ],
  [
    'a role lacks a right',
    async () => {
      await allow('revokeStreamKey', 'ivs:BatchGetChannel');
      await allow('reconcile', 'ivs:ListChannels');
      const scheduled = { source: 'aws.events', 'detail-type': 'Scheduled Event' };
      await world.invoke('reconcile', scheduled).catch(() => undefined);
    },
    'IVS',
    'ListStreams is denied to reconcile',
  ],
  [
    'the role of doctor lacks a right',
    () => allow('doctor', 'ivs:ListStreams'),
    'IVS',
    /^AccessDeniedException: .*ivs:ListChannels/,
  ],
  [
    'a second stage obeys the same tags',
    () => setVariables(OTHER_STAGE, { TAG_PREFIX: 'autopilot' }),
    'other stages',
    'other: also obeys the tags autopilot:…',
  ],
  [
    'a function has an old version',
    () => setVariables('explainChannels', { AUTOPILOT_VERSION: '0.0.9' }),
    'version',
    'explainChannels is 0.0.9',
  ],
  [
    'newer code has written the table',
    () =>
      table.documents.send(
        new PutCommand({
          TableName: table.name,
          Item: { ...tableMarkKey, format: 2, version: '9.9.9', at: isoTime(0) },
        }),
      ),
    'version',
    'the table was last written by 9.9.9',
  ],
  [
    'an event could not be handled',
    () => send('dead'),
    'dead letters',
    '1 message in ivs-autopilot-local-dead',
  ],
  [
    'metadata could not be sent',
    () =>
      send('metadata-dead.fifo', { MessageGroupId: CHANNEL, MessageDeduplicationId: 'message' }),
    'dead letters',
    '1 message in ivs-autopilot-local-metadata-dead.fifo',
  ],
  [
    'events wait after they have failed',
    () => send('record-retry', { DelaySeconds: 60 }),
    'retries',
    '1 message in ivs-autopilot-local-record-retry',
  ],
  [
    'cleanup has stopped itself',
    () =>
      dynamoCleanupStopStore(table).save(
        {
          ...{ id: 'set', at: '2026-11-27T12:00:00.000Z', channels: 2, allowed: 1, deleted: 0 },
          recountAt: isoTime(Date.now() + MINUTE),
          ...{ expiresAt: isoTime(Date.now() + MINUTE), published: true },
        },
        [{ channelArn: CHANNEL, end: 'end' }],
      ),
    'cleanup',
    'has stopped itself at 2026-11-27T12:00:00.000Z: 2 channels would be deleted',
  ],
  [
    'a stream key is overdue',
    async () => {
      const channels = dynamoChannelStore(table, systemClock);
      await channels.markDue(CHANNEL, 'rotation', isoTime(Date.now() + MINUTE));
      const changes = { lastRotationDecision: 'kept: overdue' };
      await channels.update({ channelArn: CHANNEL }, changes, 'always');
    },
    'stream keys',
    `the key of ${CHANNEL} is overdue`,
  ],
  [
    'a function is missing',
    () => lambda.send(new DeleteFunctionCommand({ FunctionName: nameOf('local', 'getSessions') })),
    'functions',
    'getSessions does not exist',
  ],
  [
    'a queue is missing',
    () =>
      sqs.send(
        new DeleteQueueCommand({
          QueueUrl: `${stack.endpoint}/123456789012/${nameOf('local', 'mark-retry')}`,
        }),
      ),
    'queues',
    'ivs-autopilot-local-mark-retry does not exist',
  ],
  [
    'cleanup is off',
    () => setVariables('deleteDueChannels', { CLEANUP_MODE: 'off' }),
    'modes',
    /cleanupMode off/,
  ],
  [
    'the table has no backups',
    () =>
      dynamo.send(
        new UpdateContinuousBackupsCommand({
          TableName: table.name,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
        }),
      ),
    'backups',
    'no point-in-time recovery',
  ],
];

const examine = () => world.invoke<DoctorAnswer>('doctor', {});

test('a stage without a fault passes every check', async () => {
  const { checks, ...stage } = await examine();
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(checks.length).toBeGreaterThan(15);
  expect(stage).toMatchObject({
    ...{ stage: 'local', region: 'us-west-2', version: '0.1.0', tagPrefix: 'autopilot' },
  });
});

test('the overview has the numbers of the stage, and the role of doctor allows to read each', async () => {
  await send('metadata.fifo', {
    ...{ MessageBody: 'x', MessageGroupId: CHANNEL, MessageDeduplicationId: `${Date.now()}` },
  });
  const { overview } = await world.invoke<OverviewAnswer>('doctor', { overview: true });
  expect(overview).toMatchObject({
    ...{ stage: 'local', region: 'us-west-2', account: '123456789012', tagPrefix: 'autopilot' },
    ...{ modes: { cleanupMode: 'apply', rotationMode: 'apply' }, heldChannels: 0, problems: [] },
    metadata: { history: 'on' },
  });
});

/** Faults that hide others: they are planted alone. The others are planted at once, which saves a minute. */
const ALONE = ['the table is throttled', 'the role of doctor lacks a right'];
const TOGETHER = FAULTS.filter(([what]) => !ALONE.includes(what));

test('each of 20 faults is found by its check, with what to do, and nothing else is', async () => {
  for (const [, plant] of TOGETHER) await plant();
  const { checks } = await examine();
  const failures = new Map(checks.filter(({ ok }) => !ok).map((one) => [one.check, one]));
  for (const [what, , check, found] of TOGETHER) {
    const failure = failures.get(check);
    if (typeof found === 'string') expect(failure?.found, what).toContain(found);
    else expect(failure?.found, what).toMatch(found);
    expect(failure?.todo, what).toMatch(/\S/);
  }
  expect([...failures.keys()].sort()).toEqual(
    [...new Set(TOGETHER.map(([, , check]) => check))].sort(),
  );
  expect(TOGETHER.length).toBeGreaterThanOrEqual(20);
});

test.each(FAULTS.filter(([what]) => ALONE.includes(what)))(
  '%s: found',
  async (_, plant, check, found) => {
    await plant();
    const { checks } = await examine();
    const failure = checks.find((one) => one.check === check);
    expect(failure).toMatchObject({ ok: false, found: expect.stringMatching(found) });
  },
);
