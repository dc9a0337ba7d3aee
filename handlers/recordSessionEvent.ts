import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoDbDocuments } from '../src/wiring/clients/dynamodb.ts';
import { eventBridgeClient } from '../src/wiring/clients/eventbridge.ts';
import { sqsConsumerClient } from '../src/wiring/clients/sqs-consumer.ts';
import { openRecordSessionEvent } from '../src/wiring/functions/recordSessionEvent.ts';
import { onKnownTable } from '../src/wiring/known-table.ts';
import { withTick } from '../src/wiring/scheduled.ts';

const aws = {
  clock: systemClock,
  documents: dynamoDbDocuments(),
  eventBridge: eventBridgeClient(),
  sqsConsumer: sqsConsumerClient(),
};

/**
 * Records one IVS event. Returns whether it was recorded and, if it was not, which field was wrong. A
 * schedule makes it handle again the events that failed.
 */
export const handler = lambdaHandler(
  'recordSessionEvent',
  onKnownTable(
    process.env,
    aws,
    withTick('recordSessionEvent', process.env, aws, openRecordSessionEvent(process.env, aws)),
  ),
);
