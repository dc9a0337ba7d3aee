import { randomUUID } from 'node:crypto';
import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { leaseDocuments } from '../src/wiring/clients/dynamodb.ts';
import { ivsMetadataClient } from '../src/wiring/clients/ivs-metadata.ts';
import { sqsConsumerClient } from '../src/wiring/clients/sqs-consumer.ts';
import { openSendMetadata } from '../src/wiring/functions/sendMetadata.ts';

/**
 * Sends one batch of the FIFO queue to Amazon IVS, at the permitted rate. Messages that it could not send
 * return to the queue in their order.
 */
export const handler = lambdaHandler(
  'sendMetadata',
  openSendMetadata(process.env, {
    clock: systemClock,
    random: Math.random,
    newId: randomUUID,
    ivsMetadata: ivsMetadataClient(),
    leaseDocuments: leaseDocuments(),
    sqsConsumer: sqsConsumerClient(),
  }),
);
