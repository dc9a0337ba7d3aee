import { IvsClient } from '@aws-sdk/client-ivs';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DeliveryMemory } from '../src/metadata/send/delivery-memory.ts';
import { ivsMetadataApi } from '../src/metadata/send/ivs-metadata-api.ts';
import { readRecords } from '../src/metadata/send/records.ts';
import { RequestPacer } from '../src/metadata/send/request-pacer.ts';
import { sendBatch } from '../src/metadata/send/send-batch.ts';
import { readSendSettings } from '../src/metadata/send/settings.ts';
import { sqsConsumerQueue, sqsDeadLetterQueue } from '../src/metadata/send/sqs-consumer-queue.ts';
import { systemClock as clock } from '../src/platform/clock.ts';
import { httpTimeouts } from '../src/platform/http-timeouts.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';

const settings = readSendSettings(process.env);
// Retries go through the pacer, never through the SDK.
const ivs = ivsMetadataApi(new IvsClient({ maxAttempts: 1, requestHandler: httpTimeouts(3_000) }));
const sqs = new SQSClient({ maxAttempts: 2, requestHandler: httpTimeouts(2_000) });
const queue = sqsConsumerQueue(sqs, settings.queueName);
const deadLetterQueue = sqsDeadLetterQueue(sqs, settings.deadLetterQueueName);
const pacer = new RequestPacer(settings.gapMs);
const deliveryMemory = new DeliveryMemory();
const fixed = {
  ivs,
  queue,
  deadLetterQueue,
  pacer,
  deliveryMemory,
  clock,
  settings,
  random: Math.random,
};

/** A batch of the FIFO queue: packed, paced, sent; what is not done goes back in order. */
export const handler = lambdaHandler('sendMetadata', (event, { deadline, log, metrics }) =>
  sendBatch(readRecords(event), deadline, { ...fixed, log, metrics }),
);
