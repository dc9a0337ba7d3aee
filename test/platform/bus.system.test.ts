import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AutopilotEvent, BusError, eventBridgeBus } from '../../src/platform/bus.ts';
import { BUS_NAME, startBusServer } from '../support/bus-server.ts';

let server: Awaited<ReturnType<typeof startBusServer>>;
let client: EventBridgeClient;
beforeAll(async () => {
  server = await startBusServer();
  client = new EventBridgeClient({
    endpoint: server.environment.AWS_ENDPOINT_URL_EVENTBRIDGE,
    region: 'us-west-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await server.close();
});

const eventOf = (n: number): AutopilotEvent => ({
  detailType: 'Session Started',
  time: '2026-11-21T12:00:00.900Z',
  resources: ['arn:aws:ivs:us-west-2:123456789012:channel/aB1cD2eF3gH4'],
  detail: { id: `e${n}` },
});

test('any number of events is published in order, with the source ivs-autopilot', async () => {
  const events = Array.from({ length: 23 }, (_, n) => eventOf(n));
  await eventBridgeBus(BUS_NAME, client).publish(events);
  const published = server.published();
  expect(published.map(({ detail }) => detail.id)).toEqual(events.map(({ detail }) => detail.id));
  expect(published[0]).toMatchObject({
    'detail-type': 'Session Started',
    source: 'ivs-autopilot',
    time: '2026-11-21T12:00:00Z',
    resources: ['arn:aws:ivs:us-west-2:123456789012:channel/aB1cD2eF3gH4'],
  });
});

test('publishing no events sends no request', async () => {
  const before = server.published().length;
  await eventBridgeBus(BUS_NAME, client).publish([]);
  expect(server.published()).toHaveLength(before);
});

test('a refused event is an error that names the bus and the reason', async () => {
  const publishing = eventBridgeBus('nowhere', client).publish([eventOf(1), eventOf(2)]);
  await expect(publishing).rejects.toBeInstanceOf(BusError);
  await expect(publishing).rejects.toThrow(
    /bus nowhere refused 2 events: Session Started: ResourceNotFoundException/,
  );
});
