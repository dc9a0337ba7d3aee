import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateChannelCommand, IvsClient } from '@aws-sdk/client-ivs';
import type { QueuePlan } from '../../../src/local/config/plan.ts';
import { sqsEvent } from '../../../src/local/eventsource/records.ts';
import { answerSqs } from '../../../src/local/sqs/protocol.ts';
import { Queues } from '../../../src/local/sqs/queues.ts';
import { startSimulator } from '../../../src/simulator/index.ts';

export const QUEUE = 'ivs-autopilot-test-metadata.fifo';
export const DEAD_LETTERS = 'ivs-autopilot-test-metadata-dead.fifo';

const plan = (name: string): QueuePlan => ({
  ...{ name, fifo: true, contentBasedDeduplication: false, deduplicationScope: 'messageGroup' },
  ...{ visibilityTimeoutSeconds: 180, retentionSeconds: 1_209_600, delaySeconds: 0 },
  ...{ receiveWaitSeconds: 0, maximumMessageBytes: 262_144 },
});

/** Starts SQS and IVS over HTTP. `environment` makes the clients of the handlers find them. */
export async function startServices() {
  let ids = 0;
  const newId = () => `id-${++ids}`;
  const queues = new Queues([plan(QUEUE), plan(DEAD_LETTERS)], { now: Date.now, newId });
  const server = createServer((request, response) => answerSqs(queues, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const simulator = await startSimulator({ delays: { streamStartMs: 0, streamEndMs: 0 } });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const ivs = new IvsClient({ endpoint: simulator.endpoint, region: 'us-west-2', credentials });
  const take = (name: string) => queues.receive(name, { max: 10, waitMs: 0 });
  return {
    ...{ queues, simulator },
    environment: {
      AWS_REGION: 'us-west-2',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_SQS: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ENDPOINT_URL_IVS: simulator.endpoint,
      METADATA_QUEUE_NAME: QUEUE,
      METADATA_DLQ_NAME: DEAD_LETTERS,
      METADATA_STICKY_FUNCTION: 'repeatStickyMetadata',
      STAGE: 'test',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
      POWERTOOLS_METRICS_DISABLED: 'true',
    },
    take,
    /** The Lambda event with the messages that are in the queue. */
    batch: async () => sqsEvent(QUEUE, await take(QUEUE)),
    async createChannel(live = true): Promise<string> {
      const { channel, streamKey } = await ivs.send(new CreateChannelCommand({}));
      if (live) simulator.connectEncoder({ streamKey: streamKey?.value ?? '' });
      return channel?.arn ?? '';
    },
    async close() {
      ivs.destroy();
      queues.close();
      await simulator.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
