import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { authorizationOf } from '../../../src/simulator/events/sigv4.ts';
import {
  createSimulator,
  eventBridgeTarget,
  manualClock,
  type Simulator,
} from '../../../src/simulator/index.ts';
import { START } from '../support.ts';

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

let server: Server;
let endpoint: string;
let received: Received[];
let answer: { status: number; body: object };

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, body });
    response.writeHead(answer.status).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
beforeEach(() => {
  received = [];
  answer = { status: 200, body: { FailedEntryCount: 0, Entries: [{ EventId: '1' }] } };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function goLive(simulator: Simulator): Promise<string> {
  const { channel, streamKey } = await simulator.call<{
    channel: { arn: string };
    streamKey: { value: string };
  }>('CreateChannel', { name: 'show' });
  simulator.connectEncoder({ streamKey: streamKey.value });
  return channel.arn;
}

test('eventBridgeTarget puts events on the bus in order, with source simulator.ivs', async () => {
  const clock = manualClock(START);
  const { emit, flush } = eventBridgeTarget({
    endpoint,
    onError: (error) => expect.fail(`${error}`),
  });
  const channelArn = await goLive(createSimulator({ clock, emit }));
  clock.advance(500);
  await flush();
  const [created, started] = received.map(({ body }) => JSON.parse(body).Entries);
  expect(created).toEqual([
    {
      EventBusName: 'default',
      Source: 'simulator.ivs',
      DetailType: 'IVS Stream State Change',
      Detail: expect.stringContaining('"event_name":"Session Created"'),
      Resources: [channelArn],
      Time: START / 1_000,
    },
  ]);
  expect(started[0].Detail).toContain('Stream Start');
  expect(received[0]?.headers['x-amz-target']).toBe('AWSEvents.PutEvents');
});

test('eventBridgeTarget reports an event that could not be put, and continues', async () => {
  const errors: string[] = [];
  const onError = (error: Error) => errors.push(error.message);
  const target = eventBridgeTarget({ endpoint, source: 'aws.ivs', onError });
  const clock = manualClock(START);
  const simulator = createSimulator({ clock, emit: target.emit });
  answer = {
    status: 200,
    body: { FailedEntryCount: 1, Entries: [{ ErrorCode: 'NotAuthorized' }] },
  };
  await goLive(simulator);
  await target.flush();
  answer = { status: 503, body: { message: 'later' } };
  clock.advance(500);
  await target.flush();
  expect(errors).toEqual([
    expect.stringContaining('NotAuthorized'),
    expect.stringContaining('503'),
  ]);
});

test('authorizationOf makes the same signature as the AWS SDK', async () => {
  const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' };
  const client = new EventBridgeClient({ endpoint, region: 'eu-west-1', credentials });
  await client.send(new PutEventsCommand({ Entries: [{ Source: 'x', Detail: '{"a": "ü"}' }] }));
  client.destroy();
  const [request] = received;
  const { authorization = '' } = request?.headers ?? {};
  const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];
  const headers = Object.fromEntries(names.map((name) => [name, String(request?.headers[name])]));
  const scope = { region: 'eu-west-1', service: 'events' };
  const unsigned = { method: 'POST', path: '/', headers, body: request?.body ?? '' };
  expect(authorizationOf(unsigned, credentials, scope)).toBe(authorization);
});
