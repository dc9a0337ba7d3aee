import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoDbDocuments } from '../src/wiring/clients/dynamodb.ts';
import { eventBridgeClient } from '../src/wiring/clients/eventbridge.ts';
import { ivsClient } from '../src/wiring/clients/ivs.ts';
import { lambdaClient } from '../src/wiring/clients/lambda.ts';
import { sqsProducerClient } from '../src/wiring/clients/sqs-producer.ts';
import { openDoctor } from '../src/wiring/functions/doctor.ts';

/**
 * Checks the whole stage: what is deployed, whether it runs, and what waits for an operator. Callers invoke it
 * directly. It changes nothing, and it also answers about a table that newer code has written.
 */
export const handler = lambdaHandler(
  'doctor',
  openDoctor(process.env, {
    clock: systemClock,
    documents: dynamoDbDocuments(),
    eventBridge: eventBridgeClient(),
    ivs: ivsClient(),
    lambda: lambdaClient(),
    sqsProducer: sqsProducerClient(),
  }),
);
