import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateChannelCommand, IvsClient } from '@aws-sdk/client-ivs';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startStack } from '../../src/local/stack.ts';
import { fixtureConfig } from './fixtures/config.ts';
import { clientConfig, FIXTURES, startFixture } from './support.ts';

let fixture: Awaited<ReturnType<typeof startFixture>>;
let events: EventBridgeClient;
let endpoint: string;
beforeAll(async () => {
  fixture = await startFixture();
  ({ endpoint } = fixture.stack);
  events = new EventBridgeClient(clientConfig(endpoint));
});
afterAll(() => fixture.stack.close());
beforeEach(() => fixture.stack.reset());

const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=tester/20260101/us-west-2/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});

async function sendWork(...messages: [group: string, body: string][]): Promise<void> {
  const Entries = messages.map(([MessageGroupId, MessageBody], i) => ({
    ...{ Id: `${i}`, MessageGroupId, MessageBody, MessageDeduplicationId: `${Math.random()}` },
  }));
  const QueueUrl = fixture.aws.queueUrl('work.fifo');
  await fixture.aws.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
}

test('a function receives a batch as an SQS event, and the messages that succeed are deleted', async () => {
  await sendWork(['g', 'one'], ['g', 'two'], ['g', 'three'], ['g', 'four']);
  const first = await fixture.aws.take('heard');
  const second = await fixture.aws.take('heard');

  expect(first?.body.Records.map(({ body }: { body: string }) => body)).toEqual([
    'one',
    'two',
    'three',
  ]);
  expect(second?.body.Records.map(({ body }: { body: string }) => body)).toEqual(['four']);
  expect(first?.body.Records[0]).toEqual({
    messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    receiptHandle: expect.any(String),
    body: 'one',
    attributes: {
      SenderId: '123456789012',
      SentTimestamp: expect.stringMatching(/^\d{13}$/),
      ApproximateReceiveCount: '1',
      ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
      SequenceNumber: expect.stringMatching(/^\d{20}$/),
      MessageGroupId: 'g',
      MessageDeduplicationId: expect.any(String),
    },
    messageAttributes: {},
    md5OfBody: 'f97c5d29941bfb1b2fdab0874906ab82',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-west-2:123456789012:work.fifo',
    awsRegion: 'us-west-2',
  });
});

test('a message that is reported as failed stays invisible, together with its group', async () => {
  await sendWork(['g', 'fail 1'], ['h', 'fine']);
  await fixture.aws.take('heard');
  await sendWork(['g', 'behind']);
  await expect.poll(() => counts()).toEqual({ waiting: '1', inFlight: '1' });
  expect(await fixture.aws.take('heard', 0)).toBeUndefined();
});

async function counts() {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { ...signed('sqs'), 'x-amz-target': 'AmazonSQS.GetQueueAttributes' },
    body: JSON.stringify({ QueueUrl: fixture.aws.queueUrl('work.fifo'), AttributeNames: ['All'] }),
  });
  const { Attributes } = (await answer.json()) as { Attributes: Record<string, string> };
  const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: inFlight } =
    Attributes;
  return { waiting, inFlight };
}

test('events go to the functions with a matching rule on their bus', async () => {
  const entry = { Source: 'test.forward', DetailType: 'x', Detail: '{"n":1}' };
  const { FailedEntryCount } = await events.send(
    new PutEventsCommand({
      Entries: [entry, { ...entry, EventBusName: 'fixture-bus', Detail: '{"n":2}' }],
    }),
  );
  expect(FailedEntryCount).toBe(0);
  const heard = await fixture.aws.take('heard');
  expect(heard?.body).toMatchObject({
    source: 'test.forward',
    detail: { n: 2 },
    account: '123456789012',
  });
  expect(await fixture.aws.take('heard', 0)).toBeUndefined();
});

test('GET /_sim/events answers the events on the buses until a reset', async () => {
  const get = async (query: string) => {
    const answer = await fetch(`${endpoint}/_sim/events${query}`);
    return { status: answer.status, body: await answer.json() };
  };
  const entry = { Source: 'test.recent', DetailType: 'x', Detail: '{"n":1}' };
  await events.send(
    new PutEventsCommand({ Entries: [entry, { ...entry, EventBusName: 'fixture-bus' }] }),
  );
  expect(await get('')).toMatchObject({ body: [{ bus: 'default' }, { bus: 'fixture-bus' }] });
  const { body } = await get('?bus=fixture-bus');
  expect(body).toMatchObject([
    { at: expect.any(Number), event: { source: 'test.recent', detail: { n: 1 } } },
  ]);
  expect(await get('?bus=nowhere')).toEqual({
    status: 400,
    body: { message: 'bus: there is no bus nowhere' },
  });
  await fetch(`${endpoint}/_sim/reset`, { method: 'POST' });
  expect(await get('')).toMatchObject({ status: 200, body: [] });
});

test('PutEvents refuses events with a source aws.*, and those of the simulator are delivered', async () => {
  const Entries = [{ Source: 'aws.ivs', DetailType: 'x', Detail: '{}' }];
  const refused = await events.send(new PutEventsCommand({ Entries }));
  expect(refused.Entries?.[0]?.ErrorCode).toBe('NotAuthorizedForSourceException');

  const ivs = new IvsClient(clientConfig(endpoint));
  const { streamKey } = await ivs.send(new CreateChannelCommand({ name: 'c' }));
  const connected = await fetch(`${endpoint}/_sim/encoders`, {
    method: 'POST',
    body: JSON.stringify({ streamKey: streamKey?.value }),
  });
  expect(connected.status).toBe(201);
  const heard = await fixture.aws.take('heard');
  expect(heard?.body).toMatchObject({
    source: 'aws.ivs',
    detail: { event_name: 'Session Created' },
  });
  ivs.destroy();
});

test('an event that its function fails again and again goes to the dead-letter queue of the function', async () => {
  const Entries = [{ Source: 'test.probe', DetailType: 'x', Detail: '{"do":"fail"}' }];
  await events.send(new PutEventsCommand({ Entries }));
  const dead = await fixture.aws.take('dead');
  expect(dead?.body).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    requestPayload: { source: 'test.probe', detail: { do: 'fail' } },
  });
});

test('a route with IAM authorization accepts only signed requests, and invokes the function with payload format 2.0', async () => {
  const path = `${endpoint}/things/a%20b?x=1&x=2&y`;
  const body = JSON.stringify({ hello: true });
  const unsigned = await fetch(path, { method: 'POST', body });
  expect(unsigned.status).toBe(403);
  expect(await unsigned.json()).toEqual({ message: 'Forbidden' });

  const headers = {
    ...signed('execute-api'),
    'content-type': 'application/json',
    cookie: 'a=1; b=2',
  };
  const answer = await fetch(path, { method: 'POST', body, headers });
  expect(answer.status).toBe(200);
  const { event } = (await answer.json()) as { event: Record<string, unknown> };
  expect(event).toMatchObject({
    version: '2.0',
    routeKey: 'POST /things/{id}',
    rawPath: '/things/a%20b',
    rawQueryString: 'x=1&x=2&y',
    cookies: ['a=1', 'b=2'],
    queryStringParameters: { x: '1,2', y: '' },
    pathParameters: { id: 'a b' },
    headers: { 'content-type': 'application/json' },
    requestContext: {
      accountId: '123456789012',
      authorizer: { iam: { accessKey: 'tester', accountId: '123456789012' } },
      http: { method: 'POST', path: '/things/a%20b', sourceIp: '127.0.0.1' },
      routeKey: 'POST /things/{id}',
      stage: '$default',
    },
    body,
    isBase64Encoded: false,
  });
});

test('a route without authorization accepts unsigned requests; unknown paths get 404, malformed ones 400', async () => {
  expect((await fetch(`${endpoint}/open`)).status).toBe(200);
  expect((await fetch(`${endpoint}/nowhere`)).status).toBe(404);
  const headers = signed('execute-api');
  expect((await fetch(`${endpoint}/nowhere`, { headers })).status).toBe(404);
  const failing = await fetch(`${endpoint}/things/%zz`, { headers, method: 'POST' });
  expect(failing.status).toBe(400);
});

test('GET / describes the stack', async () => {
  const answer = await fetch(endpoint);
  expect(await answer.json()).toMatchObject({
    name: 'fixture: the one-machine stack',
    functions: ['probe', 'single', 'broken', 'forward'],
    queues: ['work.fifo', 'work-dead.fifo', 'heard', 'dead'],
  });
});

test('a presigned URL is routed by its credential', async () => {
  const credential = encodeURIComponent('k/20260101/us-west-2/execute-api/aws4_request');
  const answer = await fetch(`${endpoint}/things/1?X-Amz-Credential=${credential}`, {
    method: 'POST',
  });
  expect(answer.status).toBe(200);
});

test('Secrets Manager answers, and is empty after a reset', async () => {
  const ask = async (operation: string, input: object) => {
    const headers = { ...signed('secretsmanager'), 'x-amz-target': `secretsmanager.${operation}` };
    const body = JSON.stringify(input);
    return (await fetch(endpoint, { method: 'POST', headers, body })).json();
  };
  await ask('CreateSecret', { Name: 'a', SecretString: 'value' });
  expect(await ask('GetSecretValue', { SecretId: 'a' })).toMatchObject({ SecretString: 'value' });
  await fetch(`${endpoint}/_sim/reset`, { method: 'POST' });
  const gone = { __type: 'ResourceNotFoundException' };
  expect(await ask('GetSecretValue', { SecretId: 'a' })).toMatchObject(gone);
});

test('a reset ends invocations and empties queues', async () => {
  await sendWork(['g', 'fail forever']);
  await fixture.aws.take('heard');
  const running = fixture.aws.invoke('probe', { do: 'sleep', ms: 900 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const answer = await fetch(`${endpoint}/_sim/reset`, { method: 'POST' });

  expect(answer.ok).toBe(true);
  expect((await running).result).toMatchObject({ errorType: 'Stack.Abandoned' });
  expect(await counts()).toEqual({ waiting: '0', inFlight: '0' });
  await sendWork(['g', 'after']);
  expect((await fixture.aws.take('heard'))?.body.Records).toMatchObject([{ body: 'after' }]);
});

test('schedules fire more often with a factor', async () => {
  const fast = await startFixture({ schedules: 300 });
  try {
    expect((await fast.aws.take('heard'))?.body).toEqual({ tick: true });
    expect((await fast.aws.take('heard'))?.body).toEqual({ tick: true });
  } finally {
    await fast.stack.close();
  }
});

test('a port in use is an error, and nothing keeps running', async () => {
  const port = Number(new URL(endpoint).port);
  const starting = startStack({ directory: FIXTURES, config: fixtureConfig(), port });
  await expect(starting).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('a missing handler is an error at start-up that names the file', async () => {
  const config = fixtureConfig();
  Object.assign((config.functions as Record<string, object>).probe ?? {}, {
    handler: 'handlers/gone.handler',
  });
  const starting = startStack({ directory: FIXTURES, config, port: 0 });
  await expect(starting).rejects.toThrow('handlers/gone.ts does not exist');
});

test('the stack closes within a second, also while functions run', async () => {
  const { stack, aws } = await startFixture();
  const spinning = aws.invoke('probe', { do: 'spin' });
  const polling = aws.take('heard', 20);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const began = Date.now();
  await Promise.all([
    stack.close(),
    expect(spinning).resolves.toBeDefined(),
    expect(polling).resolves.toBeUndefined(),
  ]);
  expect(Date.now() - began).toBeLessThan(1_000);
});
