import { randomUUID } from 'node:crypto';
import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoDbDocuments } from '../src/wiring/clients/dynamodb.ts';
import { eventBridgeClient } from '../src/wiring/clients/eventbridge.ts';
import { ivsClient } from '../src/wiring/clients/ivs.ts';
import { openDeleteDueChannels } from '../src/wiring/functions/deleteDueChannels.ts';

/**
 * Deletes the channels that are due for deletion, and returns how many channels had each outcome.
 * `{status: true}` asks whether cleanup has stopped itself. `{approve: id}` approves the set of channels
 * that cleanup stopped at.
 */
export const handler = lambdaHandler(
  'deleteDueChannels',
  openDeleteDueChannels(process.env, {
    clock: systemClock,
    newId: randomUUID,
    documents: dynamoDbDocuments(),
    eventBridge: eventBridgeClient(),
    ivs: ivsClient(),
  }),
);
