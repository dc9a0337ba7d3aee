import { readFileSync } from 'node:fs';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readServerlessYml } from '../../src/local/config/serverless.ts';
import { createChannel } from '../../src/local/demo/channels.ts';
import { DemoClient } from '../../src/local/demo/client.ts';
import { type Stack, startStack } from '../../src/local/stack.ts';
import type { Template } from './support/template.ts';
import { localTemplate } from './support/templates.ts';

// Compares each alarm of the template with the metrics that the functions print (CloudWatch's embedded metric
// format). An alarm on a metric that nobody emits stays silent for ever.

/** Metrics of AWS services on which alarms are set: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
const SQS_METRICS = ['ApproximateNumberOfMessagesVisible', 'ApproximateAgeOfOldestMessage'];
const OWN_NAMESPACE = 'IvsAutopilot';

/** The part of a printed metric that CloudWatch reads. */
interface Printed {
  _aws?: {
    CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[];
  };
  [dimension: string]: unknown;
}

interface Dimension {
  Name: string;
  Value: string;
}

let template: Template;
let stack: Stack;
let world: DemoClient;
const printed: Printed[] = [];

beforeAll(async () => {
  template = await localTemplate();
  const log = (_source: string, line: string) => {
    if (line.startsWith('{"_aws"')) printed.push(JSON.parse(line));
  };
  const simulator = { delays: { streamStartMs: 0, streamEndMs: 0 } };
  const options = { port: 0, schedules: 'off', warm: false } as const;
  stack = await startStack({ ...options, config: await strictConfig(), simulator, log });
  world = new DemoClient(stack.endpoint);
});
afterAll(async () => {
  world?.close();
  await stack?.close();
});

/** serverless.yml with limits that one channel exceeds. */
async function strictConfig(): Promise<unknown> {
  const config = (await readServerlessYml(process.cwd())) as {
    functions: Record<string, { environment: Record<string, string> }>;
  };
  const { deleteDueChannels, rotateStreamKeys } = structuredClone(config.functions);
  Object.assign(deleteDueChannels?.environment ?? {}, { CLEANUP_MAX_DELETES: '1' });
  const rotation = { ROTATION_OVERDUE_ALARM: '1s', ROTATION_MAX_KEYS: '1' };
  Object.assign(rotateStreamKeys?.environment ?? {}, rotation);
  return { ...config, functions: { ...config.functions, deleteDueChannels, rotateStreamKeys } };
}

/**
 * Two channels that are due at once, and three whose keys are too old. One of these is live and gets metadata.
 *
 * @returns the ARNs of the three
 */
async function causeAlarms(): Promise<string[]> {
  const due = { 'autopilot:auto-delete': '1s' };
  for (const name of ['first', 'second']) {
    const { streamKey } = await createChannel(world, name, due);
    const { streamId = '' } = await world.connect(streamKey);
    await world.disconnect(streamId);
  }
  const old = { 'autopilot:rotate-key': '1s' };
  const live = await createChannel(world, 'always-live', old);
  await world.connect(live.streamKey);
  const nowhere = live.arn.replace(/\w+$/, 'abcdefghijkl');
  const messages = [live.arn, nowhere].map((channelArn) => ({ channelArn, payload: 'late' }));
  await world.invoke('enqueueMetadata', { messages });
  await fail();
  const offline = await Promise.all(
    ['third', 'fourth'].map((name) => createChannel(world, name, old)),
  );
  return [live, ...offline].map(({ arn }) => arn);
}

/** A letter in the dead-letter queue of the functions. */
async function fail(): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sqs = new SQSClient({ endpoint: stack.endpoint, region: 'us-west-2', credentials });
  const QueueName = 'ivs-autopilot-local-dead';
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
  sqs.destroy();
}

/** Makes the functions check a channel now. A live one is otherwise checked every five minutes. */
async function checkNow(channelArn: string): Promise<void> {
  const ended = JSON.parse(readFileSync('events/stream-end.json', 'utf8'));
  const time = new Date().toISOString();
  await world.invoke('markChannel', { ...ended, time, resources: [channelArn] });
}

/** The sets of dimensions with which a metric was emitted, as text. */
const emitted = (metric: string): string[] =>
  printed.flatMap((line) => dimensionsOf(line, metric)).map((set) => JSON.stringify(set));

test('each alarm watches a metric that a function emits, with the dimensions of the alarm', async () => {
  const alarms = template.all('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
  const own = alarms.filter(({ Namespace }) => Namespace === OWN_NAMESPACE);
  expect(own.length).toBeGreaterThan(1);
  const rotated = await causeAlarms();
  const run = async () => {
    for (const arn of rotated) await checkNow(arn);
    for (const name of ['deleteDueChannels', 'rotateStreamKeys', 'getDeadLetters'])
      await world.invoke(name, {});
    return own
      .filter(({ MetricName, Dimensions }) => {
        const watched = JSON.stringify(sorted(Dimensions as Dimension[]));
        return !emitted(MetricName).includes(watched);
      })
      .map((alarm) => alarm.MetricName);
  };
  await expect.poll(run, { timeout: 40_000, interval: 300 }).toEqual([]);
}, 60_000);

/** The sets of dimensions under which a line adds to a metric. */
function dimensionsOf(line: Printed, metric: string): Dimension[][] {
  const all = line._aws?.CloudWatchMetrics ?? [];
  return all
    .filter(({ Namespace }) => Namespace === OWN_NAMESPACE)
    .filter(({ Metrics }) => Metrics.some(({ Name }) => Name === metric))
    .flatMap(({ Dimensions }) => Dimensions)
    .map((names) => sorted(names.map((Name) => ({ Name, Value: String(line[Name]) }))));
}

const sorted = (dimensions: Dimension[]): Dimension[] =>
  [...dimensions].sort((a, b) => a.Name.localeCompare(b.Name));

test('each alarm on a metric of AWS watches a queue of the template', () => {
  const queues = template.all('AWS::SQS::Queue').map(([, { Properties }]) => Properties.QueueName);
  const alarms = template.all('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
  const others = alarms.filter(({ Namespace }) => Namespace !== OWN_NAMESPACE);
  for (const { Namespace, MetricName, Dimensions } of others) {
    expect(Namespace).toBe('AWS/SQS');
    expect(SQS_METRICS).toContain(MetricName);
    const [{ Name, Value } = { Name: '', Value: '' }, ...more] = Dimensions as Dimension[];
    expect([Name, more]).toEqual(['QueueName', []]);
    expect(queues).toContain(Value);
  }
});
