import { randomUUID } from 'node:crypto';
import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoDbDocuments } from '../src/wiring/clients/dynamodb.ts';
import { eventBridgeClient } from '../src/wiring/clients/eventbridge.ts';
import { ivsClient } from '../src/wiring/clients/ivs.ts';
import { openDeleteDueChannels } from '../src/wiring/functions/deleteDueChannels.ts';
import { onKnownTable } from '../src/wiring/known-table.ts';
import { withTick } from '../src/wiring/scheduled.ts';
import { watchIvs } from '../src/wiring/watched-ivs.ts';

const watched = watchIvs(ivsClient(), systemClock);
const aws = {
  clock: systemClock,
  newId: randomUUID,
  documents: dynamoDbDocuments(),
  eventBridge: eventBridgeClient(),
  ivs: watched.ivs,
};

/**
 * Deletes the channels that are due for deletion, and returns how many channels had each outcome.
 * `{status: true}` asks whether cleanup has stopped itself. `{approve: id}` approves the set of channels
 * that cleanup stopped at.
 */
export const handler = lambdaHandler(
  'deleteDueChannels',
  onKnownTable(
    process.env,
    aws,
    withTick(
      'deleteDueChannels',
      process.env,
      aws,
      openDeleteDueChannels(process.env, aws),
      watched,
    ),
  ),
);
