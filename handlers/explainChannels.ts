import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoDbDocuments } from '../src/wiring/clients/dynamodb.ts';
import { ivsClient } from '../src/wiring/clients/ivs.ts';
import { openExplainChannels } from '../src/wiring/functions/explainChannels.ts';
import { onKnownTable } from '../src/wiring/known-table.ts';

const aws = {
  clock: systemClock,
  documents: dynamoDbDocuments(),
  ivs: ivsClient(),
};

/**
 * Explains what will happen to one channel or to all channels, and why, or what has happened. Callers
 * invoke it directly. It changes nothing.
 */
export const handler = lambdaHandler(
  'explainChannels',
  onKnownTable(process.env, aws, openExplainChannels(process.env, aws)),
);
