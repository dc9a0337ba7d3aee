import { CreateChannelCommand, IvsClient } from '@aws-sdk/client-ivs';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readServerlessYml } from '../../../src/local/config/serverless.ts';
import { type Stack, type StackOptions, startStack } from '../../../src/local/stack.ts';
import { clientConfig } from '../support.ts';

const CHANNELS = 2;

let stack: Stack;
let ivs: IvsClient;
let sqs: SQSClient;
beforeAll(async () => {
  const config = withShortRetries(await readServerlessYml(process.cwd()));
  // The stream never starts, so each session has two events: Session Created and Session Ended.
  const simulator = { delays: { streamStartMs: 600_000 } };
  const options: StackOptions = { port: 0, schedules: 'off', warm: false, retryDelaysMs: [10, 20] };
  stack = await startStack({ ...options, config, simulator });
  ivs = new IvsClient(clientConfig(stack.endpoint));
  sqs = new SQSClient(clientConfig(stack.endpoint));
}, 60_000);
afterAll(async () => {
  ivs?.destroy();
  sqs?.destroy();
  await stack?.close();
});

/** The retry queues deliver an event again after one second instead of a minute. */
function withShortRetries(config: unknown): unknown {
  const changed = structuredClone(config) as {
    resources: { Resources: Record<string, { Properties: { VisibilityTimeout?: number } }> };
  };
  for (const name of ['RecordRetryQueue', 'MarkRetryQueue']) {
    const properties = changed.resources.Resources[name]?.Properties;
    if (properties) properties.VisibilityTimeout = 1;
  }
  return changed;
}

const post = (path: string, method: string, body?: object) =>
  fetch(`${stack.endpoint}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });

async function streamAndEnd(): Promise<string> {
  const { channel, streamKey } = await ivs.send(new CreateChannelCommand({}));
  const answer = await post('/_sim/encoders', 'POST', { streamKey: streamKey?.value });
  const { streamId } = (await answer.json()) as { streamId: string };
  await post(`/_sim/encoders/${streamId}`, 'DELETE');
  return String(channel?.arn);
}

async function messagesIn(queue: string): Promise<number> {
  const QueueUrl = `${stack.endpoint}/123456789012/${queue}`;
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
  const { Attributes = {} } = await sqs.send(command);
  const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes;
  return Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible);
}

async function invoke(name: string, event: object): Promise<unknown> {
  const path = `/2015-03-31/functions/ivs-autopilot-local-${name}/invocations`;
  const answer = await fetch(`${stack.endpoint}${path}`, {
    method: 'POST',
    headers: {
      authorization:
        'AWS4-HMAC-SHA256 Credential=tester/20260101/us-west-2/lambda/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(event),
  });
  return answer.json();
}

async function sessionsOf(channelArn: string): Promise<unknown[]> {
  return ((await invoke('getSessions', { channelArn })) as { sessions: unknown[] }).sessions;
}

/** How many messages are left after the schedule has invoked the function. */
async function leftAfterRun(name: string, queue: string): Promise<number> {
  await invoke(name, { source: 'aws.events' });
  return messagesIn(queue);
}

test('an outage of DynamoDB loses no session and leaves no dead letter', async () => {
  const refused = { services: { dynamodb: { refuse: { '*': 1 } } } };
  expect((await post('/_sim/faults', 'PUT', refused)).status).toBe(200);
  const channels = await Promise.all(Array.from({ length: CHANNELS }, streamAndEnd));
  const failedEvents = CHANNELS * 2;
  const [record, mark] = ['ivs-autopilot-local-record-retry', 'ivs-autopilot-local-mark-retry'];
  const timeout = { timeout: 20_000 };
  await expect.poll(() => messagesIn(record), timeout).toBe(failedEvents);
  await expect.poll(() => messagesIn(mark), timeout).toBe(failedEvents);

  await post('/_sim/faults', 'PUT', {});
  await expect.poll(() => leftAfterRun('recordSessionEvent', record), timeout).toBe(0);
  await expect.poll(() => leftAfterRun('markChannel', mark), timeout).toBe(0);
  expect(await messagesIn('ivs-autopilot-local-dead')).toBe(0);
  for (const channelArn of channels)
    expect(await sessionsOf(channelArn)).toMatchObject([{ state: 'failed' }]);
}, 60_000);
