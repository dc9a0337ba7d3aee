import { randomUUID } from 'node:crypto';
import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoDbDocuments } from '../src/wiring/clients/dynamodb.ts';
import { sqsProducerClient } from '../src/wiring/clients/sqs-producer.ts';
import { openRepeatStickyMetadata } from '../src/wiring/functions/repeatStickyMetadata.ts';
import { onKnownTable } from '../src/wiring/known-table.ts';
import { withTick } from '../src/wiring/scheduled.ts';

const aws = {
  clock: systemClock,
  random: Math.random,
  newId: randomUUID,
  documents: dynamoDbDocuments(),
  sqsProducer: sqsProducerClient(),
};

/**
 * Repeats sticky metadata until its time is used up, another invocation takes over, or there is nothing to
 * repeat. Returns what it did.
 */
export const handler = lambdaHandler(
  'repeatStickyMetadata',
  onKnownTable(
    process.env,
    aws,
    withTick('repeatStickyMetadata', process.env, aws, openRepeatStickyMetadata(process.env, aws)),
  ),
);
