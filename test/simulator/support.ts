import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Channel, CreateChannelCommand, IvsClient, type StreamKey } from '@aws-sdk/client-ivs';
import { expect } from 'vitest';
import {
  createSimulator,
  type IvsEventBridgeEvent,
  type ManualClock,
  manualClock,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.ts';
import { model } from '../../src/simulator/model/model.ts';
import { outputProblems } from '../../src/simulator/model/validate.ts';
import { missingMembers } from './present-members.ts';

export const START = Date.parse('2026-11-21T12:00:00.000Z');

export interface ServiceFixture {
  ivs: IvsClient;
  simulator: Simulator;
  clock: ManualClock;
  events: IvsEventBridgeEvent[];
  endpoint: string;
  /** Creates a client with another access key. */
  clientOf(accessKeyId: string): IvsClient;
  /** Stops the service. Fails if any response did not match the service model. */
  close(): Promise<void>;
}

/**
 * Starts the simulator over HTTP, with clients of the AWS SDK, on a clock that only the test moves. Call rates
 * are not enforced by default.
 */
export async function startServiceFixture(options: SimulatorOptions = {}): Promise<ServiceFixture> {
  const clock = manualClock(START);
  const events: IvsEventBridgeEvent[] = [];
  const emit = (event: IvsEventBridgeEvent) => events.push(event);
  const quotas = { enforce: false };
  const simulator = createSimulator({ clock, emit, seed: 7, quotas, ...options });
  const problems: string[] = [];
  const server = createServer((request, response) => {
    watch(`${request.method} ${request.url}`, response, problems);
    simulator.listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clients: IvsClient[] = [];
  const clientOf = (accessKeyId: string) => {
    const credentials = { accessKeyId, secretAccessKey: 'test' };
    const client = new IvsClient({ endpoint, region: 'us-west-2', credentials, maxAttempts: 1 });
    clients.push(client);
    return client;
  };
  return {
    ivs: clientOf('test'),
    simulator,
    clock,
    events,
    endpoint,
    clientOf,
    async close() {
      for (const client of clients) client.destroy();
      simulator.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      expect(problems).toEqual([]);
    },
  };
}

/** Checks each response against the service model: status, and body or error. */
function watch(line: string, response: ServerResponse, problems: string[]): void {
  const operation = operationAt(line);
  if (!operation) return;
  let errorType = '';
  const writeHead = response.writeHead.bind(response) as (
    status: number,
    headers: Record<string, string>,
  ) => ServerResponse;
  response.writeHead = ((status: number, headers: Record<string, string>) => {
    errorType = headers['x-amzn-ErrorType'] ?? '';
    return writeHead(status, headers);
  }) as typeof response.writeHead;
  const end = response.end.bind(response) as (chunk?: unknown) => ServerResponse;
  response.end = ((chunk?: unknown) => {
    const { responseCode } = operation.http;
    const body = typeof chunk === 'string' ? JSON.parse(chunk) : undefined;
    if (response.statusCode === responseCode) {
      if ((body === undefined) !== (responseCode === 204)) problems.push(`${line}: body ${chunk}`);
      const broken = [
        ...outputProblems(operation.name, body ?? {}),
        ...missingMembers(operation.name, body ?? {}),
      ];
      problems.push(...broken.map((why) => `${line}: ${why}`));
    } else {
      problems.push(
        ...errorProblems(`${line}: ${errorType}`, errorType, response.statusCode, body),
      );
    }
    return end(chunk);
  }) as typeof response.end;
}

function errorProblems(line: string, code: string, status: number, body: unknown): string[] {
  if (!model.shapes[code]) return [];
  const { message, exceptionMessage } = body as Record<string, unknown>;
  const good = message !== '' && message === exceptionMessage;
  return good && model.shapes[code]?.error?.httpStatusCode === status
    ? []
    : [`${line} with ${status} ${JSON.stringify(body)}`];
}

function operationAt(line: string) {
  const [method, url = ''] = line.split(' ');
  const path = url.split('?')[0]?.replace(/^\/tags\/[^/]+$/, '/tags/{resourceArn}');
  return Object.values(model.operations).find(
    ({ http }) => http.method === method && http.requestUri === path,
  );
}

export interface CreatedChannel {
  channel: Channel;
  channelArn: string;
  streamKey: StreamKey;
  keyValue: string;
}

/** Creates a channel with the SDK. */
export async function createChannel(
  { ivs }: ServiceFixture,
  input: ConstructorParameters<typeof CreateChannelCommand>[0] = {},
): Promise<CreatedChannel> {
  const { channel = {}, streamKey = {} } = await ivs.send(new CreateChannelCommand(input));
  const { arn: channelArn = '' } = channel;
  return { channel, channelArn, streamKey, keyValue: streamKey.value ?? '' };
}

/** Creates a channel and starts a live stream on it. */
export async function createLiveChannel(service: ServiceFixture, input = {}) {
  const created = await createChannel(service, input);
  const { streamId } = service.simulator.connectEncoder({ streamKey: created.keyValue });
  service.clock.advance(500);
  return { ...created, streamId };
}

/** @returns the names of events, in the order of delivery */
export const namesOf = (events: IvsEventBridgeEvent[]): unknown[] =>
  events.map(
    ({ detail }) =>
      detail.event_name ?? detail.limit_name ?? detail.limit ?? detail.recording_status,
  );
