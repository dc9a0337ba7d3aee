import { randomUUID } from 'node:crypto';
import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoDbDocuments } from '../src/wiring/clients/dynamodb.ts';
import { lambdaClient } from '../src/wiring/clients/lambda.ts';
import { sqsProducerClient } from '../src/wiring/clients/sqs-producer.ts';
import { openEnqueueMetadata } from '../src/wiring/functions/enqueueMetadata.ts';
import { onKnownTable } from '../src/wiring/known-table.ts';

const aws = {
  clock: systemClock,
  random: Math.random,
  newId: randomUUID,
  documents: dynamoDbDocuments(),
  lambda: lambdaClient(),
  sqsProducer: sqsProducerClient(),
};

/**
 * Checks `{messages: [...]}` and puts the messages into the queue. Callers invoke it directly, over the
 * HTTP API, or by an event on the bus.
 */
export const handler = lambdaHandler(
  'enqueueMetadata',
  onKnownTable(process.env, aws, openEnqueueMetadata(process.env, aws)),
);
