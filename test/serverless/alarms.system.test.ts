import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { UntagResourceCommand } from '@aws-sdk/client-ivs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Alarms } from '../../src/local/alarms/alarms.ts';
import { readPlan } from '../../src/local/config/read.ts';
import { readServerlessYml } from '../../src/local/config/serverless.ts';
import { createChannel } from '../../src/local/demo/channels.ts';
import { DemoClient } from '../../src/local/demo/client.ts';
import { type Stack, startStack } from '../../src/local/stack.ts';

// Each alarm of serverless.yml is provoked by its cause, goes to ALARM, and back when the cause is gone. The stack evaluates
// the alarms on the metrics that the functions print. So an alarm on a metric that nobody emits, or with other dimensions,
// is found. Only the time of the metrics is moved forward: nobody waits until the periods of an alarm are over.

/** Limits that a few channels exceed. */
const STRICT = [
  ...['cleanupMaxDeletes=2', 'rotationOverdueAlarm=1s', 'rotationMaxKeys=1'],
  ...['metadataAgeAlarmMs=100', 'ivsThrottledAlarm=1', 'driftAlarm=0'],
];
const SCHEDULED = [
  ...['deleteDueChannels', 'rotateStreamKeys', 'revokeStreamKey', 'reconcile', 'sampleViewers'],
  ...['repeatStickyMetadata', 'getDeadLetters'],
];
const PREFIX = 'ivs-autopilot-local';
const FIVE_MINUTES = 300;
/** Longer than CloudWatch looks back for any of the alarms. */
const FOUR_HOURS = 14_400;

let stack: Stack;
let world: DemoClient;
let lambda: LambdaClient;
let sqs: SQSClient;
/** The three alarms of `alarms: few`, on the same metrics. */
let few: Alarms;

beforeAll(async () => {
  const [config, fewConfig] = await Promise.all(
    [STRICT, [...STRICT, 'alarms=few']].map((params) => readServerlessYml(process.cwd(), params)),
  );
  few = new Alarms(readPlan(fewConfig).alarms, { queues: NO_QUEUES, now: Date.now });
  stack = await startStack({
    ...{ config, port: 0, schedules: 'off', warm: false, retryDelaysMs: [0] },
    simulator: { delays: { streamStartMs: 0, streamEndMs: 0 } },
    log: (_source, line) => few.addLine(line),
  });
  world = new DemoClient(stack.endpoint);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = { endpoint: stack.endpoint, region: 'us-west-2', credentials };
  lambda = new LambdaClient(client);
  sqs = new SQSClient(client);
}, 60_000);
afterEach(() => faults({}));
afterAll(async () => {
  world?.close();
  lambda?.destroy();
  sqs?.destroy();
  await stack?.close();
});

const NO_QUEUES = {
  plans: () => [],
  counts: () => ({ available: 0, inFlight: 0, delayed: 0 }),
  oldestSentAt: () => undefined,
};

interface Provocation {
  /** The name of the alarm, without that of the stage. */
  alarm: string;
  /** @returns how to remove the cause */
  cause(): Promise<() => unknown>;
  /** What happens by schedule while the cause is there, and afterwards. */
  run?: () => unknown;
  /** The cause is that nothing happens. */
  isAbsence?: boolean;
  /** For how many periods the cause lasts; default 1. */
  periods?: number;
  /** The length of a period, for which the time of the metrics is moved; default five minutes. */
  periodSeconds?: number;
}

const deleteDue = () => world.invoke('deleteDueChannels', {});
const rotate = () => world.invoke<{ counts: Record<string, number> }>('rotateStreamKeys', {});
const failing = (name: string) => world.invoke(name, { live: true }).catch(() => undefined);

const count = () => world.invoke('getDeadLetters', {});
const drop = () => world.invoke('retryDeadLetters', { drop: { filter: {} } });

/** Another channel for each run: one that failed would be left alone for some time. */
async function rotateNew(): Promise<void> {
  const attempts = async () => {
    await endedChannel('rotated', { 'autopilot:rotate-key': 'on-end' });
    const { counts } = await rotate();
    return (counts.rotated ?? 0) + (counts.failed ?? 0);
  };
  await expect.poll(attempts, { timeout: 10_000, interval: 0 }).toBeGreaterThan(0);
}

/** The channel that the present cause is about. */
let arn = '';
/** Checks that channel now. A live one would be checked every five minutes. */
const thenRotate = () => check(arn).then(rotate);

const PROVOCATIONS: Provocation[] = [
  {
    alarm: 'dead-letters',
    run: count,
    async cause() {
      await faults({ services: { dynamodb: { fail: { '*': 1 } } } });
      const invocation = { FunctionName: 'revokeStreamKey', InvocationType: 'Event' as const };
      await lambda.send(new InvokeCommand({ ...invocation, Payload: '{}' }));
      await queued('dead');
      await faults({});
      return drop;
    },
  },
  {
    alarm: 'metadata-dead-letters',
    run: count,
    async cause() {
      const { arn: known } = await createChannel(world, 'deleted', {});
      await metadata(`${known.slice(0, -4)}none`);
      return drop;
    },
  },
  ...[
    { alarm: 'record-retries', queue: 'record-retry', name: 'recordSessionEvent' },
    { alarm: 'mark-retries', queue: 'mark-retry', name: 'markChannel' },
  ].map(({ alarm, queue, name }) => ({
    alarm,
    periods: 3,
    async cause() {
      await faults({ services: { dynamodb: { fail: { '*': 1 } } } });
      await sqs.send(
        new SendMessageCommand({ QueueUrl: urlOf(queue), MessageBody: streamStart() }),
      );
      await world.invoke(name, { source: 'aws.events' });
      return cure(() => purge(queue));
    },
  })),
  {
    alarm: 'channel-failed',
    ...{ periods: 2, periodSeconds: 900 },
    run: rotateNew,
    async cause() {
      await denied('DeleteStreamKey');
      return cure(() => undefined);
    },
  },
  {
    alarm: 'cleanup-stopped',
    run: deleteDue,
    async cause() {
      for (const name of ['first', 'second', 'third'])
        await endedChannel(name, { 'autopilot:auto-delete': '1s' });
      return async () => {
        const { stopped } = await world.invoke<{ stopped: { id: string } }>(
          'deleteDueChannels',
          {},
        );
        await world.invoke('deleteDueChannels', { approve: stopped.id });
        await deleteDue();
      };
    },
  },
  {
    alarm: 'hand-over-failing',
    periods: 3,
    run: rotateNew,
    async cause() {
      await faults({ services: { secretsmanager: { fail: { '*': 1 } } } });
      return cure(() => undefined);
    },
  },
  {
    alarm: 'stream-key-overdue',
    run: thenRotate,
    async cause() {
      const old = { 'autopilot:rotate-key': '1s' };
      const live = await createChannel(world, 'always-live', old);
      const { streamId = '' } = await world.connect(live.streamKey);
      arn = live.arn;
      return async () => {
        await world.disconnect(streamId);
        await untag(arn, 'autopilot:rotate-key');
      };
    },
  },
  {
    alarm: 'rotation-limited',
    run: rotate,
    async cause() {
      const old = { 'autopilot:rotate-key': '1s' };
      const channels = [await createChannel(world, 'a', old), await createChannel(world, 'b', old)];
      for (const channel of channels) await check(channel.arn);
      return () => Promise.all(channels.map((one) => untag(one.arn, 'autopilot:rotate-key')));
    },
  },
  {
    alarm: 'metadata-age',
    async cause() {
      const arn = await liveChannel();
      await faults({ throttle: { PutMetadata: 1 } });
      await metadata(arn);
      await passes(300);
      await faults({});
      return () => undefined;
    },
  },
  {
    alarm: 'metadata-queue-age',
    periods: 4,
    async cause() {
      await metadata((await createChannel(world, 'offline', {})).arn);
      return () => purge('metadata.fifo');
    },
  },
  {
    alarm: 'metadata-denied',
    async cause() {
      const arn = await liveChannel();
      await denied('PutMetadata');
      await metadata(arn);
      return cure(() => undefined);
    },
  },
  {
    alarm: 'ivs-throttled',
    async cause() {
      await faults({ throttle: { ListStreams: 1 } });
      const invoked = world.invoke('sampleViewers', {});
      return cure(() => invoked);
    },
  },
  {
    alarm: 'drift',
    run: () => world.invoke('reconcile', {}),
    async cause() {
      await faults({ drop: 1 });
      await liveChannel();
      return cure(() => undefined);
    },
  },
  {
    alarm: 'function-failing',
    periods: 3,
    run: () => failing('getSessions'),
    async cause() {
      await faults({ services: { dynamodb: { fail: { '*': 1 } } } });
      return cure(() => undefined);
    },
  },
  ...SCHEDULED.map((name) => ({
    alarm: `${name}-stopped`,
    isAbsence: true,
    periods: 5,
    async cause() {
      await world.invoke(name, {});
      return () => world.invoke(name, {});
    },
  })),
];

test('each alarm of serverless.yml is provoked', () => {
  const names = stack.plan.alarms.map(({ name }) => name);
  expect(PROVOCATIONS.map(({ alarm }) => `${PREFIX}-${alarm}`).sort()).toEqual(names.sort());
});

test.each(PROVOCATIONS)(
  '$alarm: its cause raises the alarm, and without the cause it ends',
  async (provocation) => {
    const { alarm, cause, run = () => undefined, periods = 1 } = provocation;
    const { periodSeconds = FIVE_MINUTES, isAbsence = false } = provocation;
    await advance(FOUR_HOURS);
    // A function that has not run is stopped.
    if (!isAbsence) expect(await stateOf(alarm)).toBe('OK');
    const removeCause = await cause();
    if (isAbsence) expect(await stateOf(alarm)).toBe('OK');
    for (let period = 1; period < periods; period++) {
      await run();
      expect(await stateOf(alarm)).toBe('OK');
      await advance(periodSeconds);
    }
    const runAndRead = async () => {
      await run();
      return stateOf(alarm);
    };
    await expect.poll(runAndRead, { timeout: 15_000, interval: 200 }).toBe('ALARM');
    await removeCause();
    if (!isAbsence) await advance(FOUR_HOURS);
    await run();
    expect(await stateOf(alarm)).toBe('OK');
  },
  30_000,
);

test('a scheduled function whose runs all fail counts as stopped', async () => {
  await faults({ services: { dynamodb: { fail: { '*': 1 } } } });
  for (let period = 0; period < 4; period++) {
    await failing('sampleViewers');
    await advance(FIVE_MINUTES);
  }
  await failing('sampleViewers');
  expect(await stateOf('sampleViewers-stopped')).toBe('ALARM');
  await faults({});
});

test('with few alarms, one of them stands for all metrics that an operator should look at', async () => {
  const names = few.evaluate().map(({ name }) => name);
  expect(names.sort()).toEqual(
    ['attention', 'getDeadLetters-stopped', 'reconcile-stopped'].map((name) => `${PREFIX}-${name}`),
  );
  const state = () => few.evaluate().find(({ name }) => name.endsWith('attention'))?.state;
  few.advance(FOUR_HOURS * 1_000);
  expect(state()).toBe('OK');
  await denied('PutMetadata');
  await metadata(await liveChannel());
  await expect.poll(state, { timeout: 5_000 }).toBe('ALARM');
  await faults({});
  few.advance(FOUR_HOURS * 1_000);
  expect(state()).toBe('OK');
}, 15_000);

interface SeenMetric {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
}

/** Written by the same call as MetadataDelivered, but only with another setting (`metadataOffline`). */
const NOT_SEEN = ['MetadataDropped'];
/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
const LAMBDA_METRICS = ['Invocations', 'Errors', 'Duration', 'Throttles'];

test('each metric that the dashboard shows exists, with its dimensions', async () => {
  await emitMore();
  const shown = await shownMetrics();
  expect(shown.length).toBeGreaterThan(50);
  const missing = async () => {
    const response = await world.sim('GET', '/_sim/metrics');
    const seen = (await response.json()) as SeenMetric[];
    return shown.filter((metric) => !exists(metric, seen));
  };
  await expect.poll(missing, { timeout: 10_000 }).toEqual([]);
}, 20_000);

/** Metrics that no alarm needs: a viewer, and a message that expires and one that is superseded. */
async function emitMore(): Promise<void> {
  const channelArn = await liveChannel();
  await world.sim('PUT', '/_sim/viewers', { channelArn, count: 7 });
  const messages = [
    { channelArn, payload: 'old', key: 'score' },
    { channelArn, payload: 'new', key: 'score' },
    { channelArn, payload: 'late', ttlSeconds: 0.001 },
  ];
  await world.invoke('enqueueMetadata', { messages });
  await world.invoke('sampleViewers', {});
}

/** The metrics in the body of the dashboard. A search shows all values of the dimensions that have no value here. */
async function shownMetrics(): Promise<
  (Omit<SeenMetric, 'dimensions'> & { dimensions: Record<string, string | undefined> })[]
> {
  const config = (await readServerlessYml(process.cwd(), STRICT)) as DashboardConfig;
  const body = config.resources.Resources.Dashboard.Properties.DashboardBody['Fn::Sub'];
  const { widgets } = JSON.parse(body) as { widgets: { properties: { metrics: unknown[][] } }[] };
  return widgets.flatMap(({ properties }) => properties.metrics).flatMap(metricOf);
}

interface DashboardConfig {
  resources: {
    Resources: { Dashboard: { Properties: { DashboardBody: { 'Fn::Sub': string } } } };
  };
}

function metricOf(shown: unknown[]) {
  const [first, name, ...rest] = shown;
  if (typeof first === 'string') {
    const words = rest.filter((word) => typeof word === 'string');
    const pairs = words.flatMap((word, i) => (i % 2 === 0 ? [[word, words[i + 1]]] : []));
    return [{ namespace: first, name: String(name), dimensions: Object.fromEntries(pairs) }];
  }
  const { expression } = first as { expression: string };
  const [, namespace, names, metric, stage] =
    /^SEARCH\('\{(\w+),([\w,]+)\} MetricName="(\w+)" stage="(\w+)"'/.exec(expression) ?? [];
  if (!namespace || !names || !metric) return [];
  const pairs = names.split(',').map((dimension) => [dimension, undefined]);
  return [{ namespace, name: metric, dimensions: { ...Object.fromEntries(pairs), stage } }];
}

type ShownMetric = Awaited<ReturnType<typeof shownMetrics>>[number];

function exists({ namespace, name, dimensions }: ShownMetric, seen: SeenMetric[]): boolean {
  if (namespace === 'AWS/Lambda') {
    const deployed = stack.plan.functions.map(({ fullName }) => fullName);
    return LAMBDA_METRICS.includes(name) && deployed.includes(dimensions.FunctionName ?? '');
  }
  const wanted = NOT_SEEN.includes(name) ? 'MetadataDelivered' : name;
  return seen.some(
    (one) =>
      one.namespace === namespace &&
      one.name === wanted &&
      isDeepStrictEqual(Object.keys(one.dimensions).sort(), Object.keys(dimensions).sort()) &&
      Object.entries(dimensions).every(
        ([key, value]) => value === undefined || one.dimensions[key] === value,
      ),
  );
}

const passes = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const faults = (all: object) => world.sim('PUT', '/_sim/faults', all);
const denied = (operation: string) =>
  faults({ errors: [{ operation, error: 'AccessDeniedException' }] });
const urlOf = (queue: string) =>
  `https://sqs.us-west-2.amazonaws.com/123456789012/${PREFIX}-${queue}`;
const purge = (queue: string) => sqs.send(new PurgeQueueCommand({ QueueUrl: urlOf(queue) }));
const queued = (queue: string) => expect.poll(() => depth(queue), { timeout: 10_000 }).toBe('1');
const advance = (seconds: number) => world.sim('POST', '/_sim/alarms/advance', { seconds });

async function depth(queue: string): Promise<string | undefined> {
  const AttributeNames = ['ApproximateNumberOfMessages' as const];
  const asked = new GetQueueAttributesCommand({ QueueUrl: urlOf(queue), AttributeNames });
  return (await sqs.send(asked)).Attributes?.ApproximateNumberOfMessages;
}

/** Removes all faults first. */
const cure = (then: () => unknown) => async () => {
  await faults({});
  await then();
};

async function stateOf(alarm: string): Promise<string | undefined> {
  const response = await world.sim('GET', '/_sim/alarms');
  const alarms = (await response.json()) as { name: string; state: string }[];
  return alarms.find(({ name }) => name === `${PREFIX}-${alarm}`)?.state;
}

const metadata = (channelArn: string) =>
  world.invoke('enqueueMetadata', { messages: [{ channelArn, payload: 'goal' }] });

async function liveChannel(): Promise<string> {
  const { arn, streamKey } = await createChannel(world, 'live', {});
  await world.connect(streamKey);
  return arn;
}

/** A channel whose stream has ended, and of whose end `markChannel` knows. */
async function endedChannel(name: string, tags: Record<string, string>): Promise<void> {
  const channel = await createChannel(world, name, tags);
  const { streamId = '' } = await world.connect(channel.streamKey);
  await world.disconnect(streamId);
  await check(channel.arn);
}

const untag = (resourceArn: string, key: string) =>
  world.ivs.send(new UntagResourceCommand({ resourceArn, tagKeys: [key] }));

/** Tells `markChannel` that a stream of the channel has ended, so that the functions check the channel now. */
const check = (arn: string) => world.invoke('markChannel', eventOf(arn, 'stream-end'));

function eventOf(channelArn: string, file: string): object {
  const event = JSON.parse(readFileSync(`events/${file}.json`, 'utf8'));
  return { ...event, time: new Date().toISOString(), resources: [channelArn] };
}

const streamStart = () =>
  JSON.stringify(
    eventOf('arn:aws:ivs:us-west-2:123456789012:channel/abcdABCDefgh', 'stream-start'),
  );
