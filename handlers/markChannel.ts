import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoDbDocuments } from '../src/wiring/clients/dynamodb.ts';
import { openMarkChannel } from '../src/wiring/functions/markChannel.ts';
import { onKnownTable } from '../src/wiring/known-table.ts';

const aws = {
  clock: systemClock,
  documents: dynamoDbDocuments(),
};

/**
 * Writes the start or end of a stream to the channel's record, and returns what the event changed. Events
 * that failed come again from the retry queue.
 */
export const handler = lambdaHandler(
  'markChannel',
  onKnownTable(process.env, aws, openMarkChannel(process.env, aws)),
);
