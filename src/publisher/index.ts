import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { idsFor, shortId } from '../metadata/format/ids.ts';
import { DynamoBacklog } from '../metadata/queue/dynamo-backlog.ts';
import { FairBacklog } from '../metadata/queue/fair-backlog.ts';
import { type QueueDepth, sqsQueueDepth } from '../metadata/queue/queue-depth.ts';
import { sqsProducerQueue } from '../metadata/queue/sqs-producer-queue.ts';
import { systemClock } from '../platform/clock.ts';
import { httpTimeouts } from '../platform/http-timeouts.ts';
import { documentClient } from '../platform/table.ts';
import { memoryBacklog } from './memory-backlog.ts';
import { readOptions } from './options.ts';
import { BufferedPublisher, type PublisherTools } from './publisher.ts';
import type { Publisher, PublisherOptions } from './types.ts';

export type { Published, Publisher, PublisherOptions, PublishMessage } from './types.ts';

const REQUEST_TIMEOUT_MS = 3_000;

/**
 * Makes a publisher for a program that runs for a long time and sends many messages. Messages that are
 * published at about the same time are packed into the same SQS message.
 *
 *     const publisher = createPublisher({ queue: 'ivs-autopilot-prod-metadata.fifo' });
 *     const published = await publisher.publish({ channelArn, payload: { home: 2, guest: 1 } });
 *     if (!published.accepted) console.error(published.message);
 *     await publisher.close();
 *
 * It needs the permissions `sqs:SendMessage`, `sqs:GetQueueUrl` and `sqs:GetQueueAttributes` on the queue. With the option
 * `table` it also needs `dynamodb:GetItem` and `dynamodb:UpdateItem` on the table.
 *
 * @throws InputError for an unknown, missing or wrong option
 */
export function createPublisher(options: PublisherOptions): Publisher {
  const { queue, client, table, region, ...settings } = readOptions(options);
  const config = { requestHandler: httpTimeouts(REQUEST_TIMEOUT_MS), ...(region && { region }) };
  const sqs = client ?? new SQSClient(config);
  const dynamodb = table === undefined ? undefined : new DynamoDBClient(config);
  const { maxBacklogMs, maxQueued } = settings;
  const tools: PublisherTools = {
    queue: sqsProducerQueue(sqs, queue),
    backlog: new FairBacklog({
      backlog: dynamodb
        ? new DynamoBacklog(
            { name: table ?? '', documents: documentClient(dynamodb) },
            { maxBacklogMs, newToken: () => shortId(randomUUID()) },
          )
        : memoryBacklog(maxBacklogMs),
      ...{ maxBacklogMs, maxQueued, depth: depthOrNone(sqsQueueDepth(sqs, queue)) },
    }),
    clock: systemClock,
    random: Math.random,
    newId: idsFor(randomUUID()),
    region: async () => region ?? sqs.config.region(),
    release() {
      if (!client) sqs.destroy();
      dynamodb?.destroy();
    },
  };
  return new BufferedPublisher(tools, settings);
}

/** A program without the permission to count the queue is bounded by the backlog of each channel only. */
const depthOrNone =
  (depth: QueueDepth): QueueDepth =>
  () =>
    depth().catch(() => 0);
