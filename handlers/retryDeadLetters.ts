import { randomUUID } from 'node:crypto';
import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoDbDocuments } from '../src/wiring/clients/dynamodb.ts';
import { lambdaClient } from '../src/wiring/clients/lambda.ts';
import { sqsProducerClient } from '../src/wiring/clients/sqs-producer.ts';
import { openRetryDeadLetters } from '../src/wiring/functions/retryDeadLetters.ts';
import { onKnownTable } from '../src/wiring/known-table.ts';

const aws = {
  clock: systemClock,
  random: Math.random,
  newId: randomUUID,
  documents: dynamoDbDocuments(),
  lambda: lambdaClient(),
  sqsProducer: sqsProducerClient(),
};

/** Queues dead metadata again, invokes functions again with the events that they failed, and drops dead letters. */
export const handler = lambdaHandler(
  'retryDeadLetters',
  onKnownTable(process.env, aws, openRetryDeadLetters(process.env, aws)),
);
