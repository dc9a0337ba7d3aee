import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoDbDocuments } from '../src/wiring/clients/dynamodb.ts';
import { eventBridgeClient } from '../src/wiring/clients/eventbridge.ts';
import { openRecordSessionEvent } from '../src/wiring/functions/recordSessionEvent.ts';
import { onKnownTable } from '../src/wiring/known-table.ts';

const aws = {
  clock: systemClock,
  documents: dynamoDbDocuments(),
  eventBridge: eventBridgeClient(),
};

/**
 * Records one IVS event. Returns whether it was recorded and, if it was not, which field was wrong. Events
 * that failed come again from the retry queue.
 */
export const handler = lambdaHandler(
  'recordSessionEvent',
  onKnownTable(process.env, aws, openRecordSessionEvent(process.env, aws)),
);
