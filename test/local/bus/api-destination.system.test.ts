import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  CreateApiDestinationCommand,
  CreateConnectionCommand,
  DeleteConnectionCommand,
  DescribeApiDestinationCommand,
  DescribeConnectionCommand,
  EventBridgeClient,
  ListApiDestinationsCommand,
  ListConnectionsCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
  UpdateApiDestinationCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clientConfig, startFixture } from '../support.ts';

// HTTP endpoints on this machine get events, as API destinations.

let fixture: Awaited<ReturnType<typeof startFixture>>;
let events: EventBridgeClient;
let server: Server;
let endpoint: string;
interface Received {
  line: string;
  headers: IncomingHttpHeaders;
  body: string;
}
let received: Received[] = [];
/** The statuses of the next responses; then 200. */
let statuses: number[] = [];
beforeAll(async () => {
  fixture = await startFixture();
  events = new EventBridgeClient(clientConfig(fixture.stack.endpoint));
  server = createServer(async (request, response) => {
    const line = `${request.method} ${request.url}`;
    received.push({ line, headers: request.headers, body: await text(request) });
    const status = statuses.shift() ?? 200;
    response.writeHead(status, { location: `${fixture.stack.endpoint}/redirected` }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  events.destroy();
  server.closeAllConnections();
  server.close();
  await fixture.stack.close();
});
beforeEach(async () => {
  await fixture.stack.reset();
  received = [];
  statuses = [];
});

const API_KEY = {
  ...{ Name: 'key', AuthorizationType: 'API_KEY' as const },
  AuthParameters: {
    ApiKeyAuthParameters: { ApiKeyName: 'X-Key', ApiKeyValue: 'secret-key' },
    InvocationHttpParameters: {
      HeaderParameters: [{ Key: 'X-Hidden', Value: 'secret-header', IsValueSecret: true }],
      QueryStringParameters: [{ Key: 'q', Value: 'of connection' }],
      BodyParameters: [{ Key: 'added', Value: 'to the body' }],
    },
  },
};

/** A rule whose target is a new API destination. */
async function subscribe(path: string, target: Partial<Target> = {}, connection = API_KEY) {
  const { ConnectionArn } = await events.send(new CreateConnectionCommand(connection));
  const destination = { ConnectionArn, InvocationEndpoint: endpoint + path };
  const { ApiDestinationArn: Arn } = await events.send(
    new CreateApiDestinationCommand({ Name: 'hook', HttpMethod: 'POST', ...destination }),
  );
  const EventPattern = '{"source":["me"]}';
  await events.send(new PutRuleCommand({ Name: 'mine', EventPattern }));
  const Targets = [{ Id: 'target', Arn, ...target }];
  await events.send(new PutTargetsCommand({ Rule: 'mine', Targets }));
}
const put = (detail: object = {}) =>
  events.send(
    new PutEventsCommand({
      Entries: [{ Source: 'me', DetailType: 'Test', Detail: JSON.stringify(detail) }],
    }),
  );
const requests = (count: number) =>
  expect.poll(() => received.length, { interval: 20, timeout: 5_000 }).toBe(count);

test('an endpoint gets events as EventBridge sends them, with the parameters of target and connection', async () => {
  await subscribe('/hooks/*/events?fixed=1', {
    HttpParameters: {
      PathParameterValues: ['a/b'],
      HeaderParameters: { 'X-Target': 'yes' },
      QueryStringParameters: { q: 'of target', other: '2' },
    },
    InputTransformer: { InputPathsMap: { n: '$.detail.n' }, InputTemplate: '{"number": <n>}' },
  });
  await put({ n: 7 });
  await requests(1);
  expect(received).toMatchObject([
    {
      line: 'POST /hooks/a%2Fb/events?fixed=1&q=of+connection&other=2',
      headers: {
        ...{ 'x-key': 'secret-key', 'x-hidden': 'secret-header', 'x-target': 'yes' },
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Amazon/EventBridge/ApiDestinations',
      },
      body: '{"number":7,"added":"to the body"}',
    },
  ]);
});

test('basic authorization', async () => {
  await subscribe('/', {}, {
    ...{ Name: 'basic', AuthorizationType: 'BASIC' as const },
    AuthParameters: { BasicAuthParameters: { Username: 'me', Password: 'secret' } },
  } as never);
  await put();
  await requests(1);
  const expected = `Basic ${Buffer.from('me:secret').toString('base64')}`;
  expect(received[0]?.headers.authorization).toBe(expected);
  expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ source: 'me' });
});

test('an endpoint that fails gets the event again; then it goes to the dead-letter queue', async () => {
  await fixture.aws.sqs.send(new CreateQueueCommand({ QueueName: 'undelivered' }));
  await subscribe('/', {
    RetryPolicy: { MaximumRetryAttempts: 1 },
    DeadLetterConfig: { Arn: 'arn:aws:sqs:us-west-2:123456789012:undelivered' },
  });
  statuses = [503, 200, 429, 500];
  await put({ n: 1 });
  await requests(2);
  await put({ n: 2 });
  await requests(4);
  const dead = await fixture.aws.take('undelivered');
  expect(dead?.body.detail).toEqual({ n: 2 });
  const answer = await fetch(`${fixture.stack.endpoint}/_sim/subscriptions`);
  expect(await answer.json()).toMatchObject({
    queues: ['undelivered'],
    apiDestinations: [{ name: 'hook', method: 'POST', endpoint: `${endpoint}/` }],
    rules: [
      {
        ...{ name: 'mine', bus: 'default', state: 'ENABLED', pattern: { source: ['me'] } },
        targets: [
          {
            ...{ id: 'target', delivered: 1, retries: 2, failed: 1 },
            lastError: 'ERROR_FROM_TARGET: the endpoint answered with status 500',
          },
        ],
      },
    ],
  });
});

test('other errors and redirects are not tried again, and no redirect is followed', async () => {
  await subscribe('/');
  for (const status of [404, 302]) {
    statuses = [status];
    received = [];
    await put();
    await requests(1);
  }
  const counts = async () => {
    const answer = await fetch(`${fixture.stack.endpoint}/_sim/subscriptions`);
    return /"failed":(\d+)/.exec(await answer.text())?.[1];
  };
  await expect.poll(counts, { interval: 20 }).toBe('2');
  expect(received).toHaveLength(1);
});

test('connections and API destinations are described and listed without secrets', async () => {
  await subscribe('/');
  const connection = await events.send(new DescribeConnectionCommand({ Name: 'key' }));
  expect(connection).toMatchObject({ Name: 'key', ConnectionState: 'AUTHORIZED' });
  const destination = new DescribeApiDestinationCommand({ Name: 'hook' });
  expect(await events.send(destination)).toMatchObject({
    ...{ InvocationEndpoint: `${endpoint}/`, ApiDestinationState: 'ACTIVE', HttpMethod: 'POST' },
    ConnectionArn: connection.ConnectionArn,
  });
  const update = { Name: 'hook', HttpMethod: 'PUT' as const };
  await events.send(new UpdateApiDestinationCommand(update));
  await put();
  await requests(1);
  expect(received[0]?.line).toBe('PUT /?q=of+connection');
  const lists = [
    await events.send(new ListConnectionsCommand({})),
    await events.send(new ListApiDestinationsCommand({})),
  ];
  expect(lists).toMatchObject([
    { Connections: [{ Name: 'key' }] },
    { ApiDestinations: [{ Name: 'hook', HttpMethod: 'PUT' }] },
  ]);
  const state = await (await fetch(`${fixture.stack.endpoint}/_sim/subscriptions`)).text();
  for (const secret of ['secret-key', 'secret-header'])
    expect(JSON.stringify([connection, lists]) + state).not.toContain(secret);
  await events.send(new DeleteConnectionCommand({ Name: 'key' }));
  expect(await events.send(destination)).toMatchObject({ ApiDestinationState: 'INACTIVE' });
});

test.each([
  'https://example.com/',
  'http://127.0.0.1.example.com/',
  'http://example.com@127.0.0.1/',
  'http://10.0.0.1/',
  'http://0.0.0.0/',
  'ftp://127.0.0.1/',
  '/events',
])('the stack sends no events to %s', async (InvocationEndpoint) => {
  const { ConnectionArn } = await events.send(new CreateConnectionCommand(API_KEY));
  const input = { Name: 'hook', ConnectionArn, HttpMethod: 'POST' as const, InvocationEndpoint };
  const asking = events.send(new CreateApiDestinationCommand(input));
  await expect(asking).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(asking).rejects.toThrow('InvocationEndpoint: expected an address on this machine');
});
