import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventBridge } from '../../src/local/bus/event-bridge.ts';
import { answerEvents } from '../../src/local/bus/protocol.ts';
import { Queues } from '../../src/local/sqs/queues.ts';

/** The name of the bus; `BUS_NAME` of handlers under test. */
export const BUS_NAME = 'test-bus';

/** EventBridge over HTTP, with one bus that keeps the published events. */
export async function startBusServer() {
  const clock = { now: Date.now, newId: randomUUID };
  const eventBridge = new EventBridge(
    { buses: [BUS_NAME], rules: [], functions: [] },
    {
      ...clock,
      queues: new Queues([], clock),
      ...{ invokeTarget: () => undefined, invoke: () => false, log: () => undefined },
      ...{ factor: 0, firstDelayMs: 0 },
    },
  );
  const { buses } = eventBridge;
  const server = createServer(
    (request, response) => void answerEvents(eventBridge, request, response),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    /** The published events, in order. */
    published: () => buses.recent.find({ bus: BUS_NAME, after: 0 }).map(({ event }) => event),
    /** The environment for handlers that are imported after it is set. */
    environment: { AWS_ENDPOINT_URL_EVENTBRIDGE: `http://127.0.0.1:${port}`, BUS_NAME },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
