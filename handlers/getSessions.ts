import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoDbDocuments } from '../src/wiring/clients/dynamodb.ts';
import { openGetSessions } from '../src/wiring/functions/getSessions.ts';
import { onKnownTable } from '../src/wiring/known-table.ts';

const aws = {
  clock: systemClock,
  documents: dynamoDbDocuments(),
};

/**
 * Reads sessions. Callers invoke it directly, or over the HTTP API with the same members in the query
 * string. A direct call with invalid input fails with an InputError.
 */
export const handler = lambdaHandler(
  'getSessions',
  onKnownTable(process.env, aws, openGetSessions(process.env, aws)),
);
