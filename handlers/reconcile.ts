import { randomUUID } from 'node:crypto';
import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoDbDocuments } from '../src/wiring/clients/dynamodb.ts';
import { eventBridgeClient } from '../src/wiring/clients/eventbridge.ts';
import { ivsClient } from '../src/wiring/clients/ivs.ts';
import { openReconcile } from '../src/wiring/functions/reconcile.ts';
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
 * Compares the recorded sessions and channels with IVS, and returns what differed. `{audit: true}`
 * compares the whole history of every channel as well.
 */
export const handler = lambdaHandler(
  'reconcile',
  onKnownTable(
    process.env,
    aws,
    withTick('reconcile', process.env, aws, openReconcile(process.env, aws), watched),
    { writesMark: true },
  ),
);
