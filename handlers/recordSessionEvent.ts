import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoDbDocuments } from '../src/wiring/clients/dynamodb.ts';
import { eventBridgeClient } from '../src/wiring/clients/eventbridge.ts';
import { openRecordSessionEvent } from '../src/wiring/functions/recordSessionEvent.ts';

/**
 * Records one IVS event. Returns whether it was recorded and, if it was not, which field was wrong. Events
 * that failed come again from the retry queue.
 */
export const handler = lambdaHandler(
  'recordSessionEvent',
  openRecordSessionEvent(process.env, {
    clock: systemClock,
    documents: dynamoDbDocuments(),
    eventBridge: eventBridgeClient(),
  }),
);
