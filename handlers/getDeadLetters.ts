import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoDbDocuments } from '../src/wiring/clients/dynamodb.ts';
import { sqsConsumerClient } from '../src/wiring/clients/sqs-consumer.ts';
import { openGetDeadLetters } from '../src/wiring/functions/getDeadLetters.ts';
import { onKnownTable } from '../src/wiring/known-table.ts';
import { withTick } from '../src/wiring/scheduled.ts';

const aws = {
  clock: systemClock,
  documents: dynamoDbDocuments(),
  sqsConsumer: sqsConsumerClient(),
};

/** Moves dead letters from their queues into the table, lists them, and shows one. */
export const handler = lambdaHandler(
  'getDeadLetters',
  onKnownTable(
    process.env,
    aws,
    withTick('getDeadLetters', process.env, aws, openGetDeadLetters(process.env, aws)),
  ),
);
