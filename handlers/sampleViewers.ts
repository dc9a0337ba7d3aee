import { randomUUID } from 'node:crypto';
import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoDbDocuments } from '../src/wiring/clients/dynamodb.ts';
import { eventBridgeClient } from '../src/wiring/clients/eventbridge.ts';
import { ivsClient } from '../src/wiring/clients/ivs.ts';
import { openSampleViewers } from '../src/wiring/functions/sampleViewers.ts';
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

/** Records the number of viewers of every live stream, and returns how many streams it counted. */
export const handler = lambdaHandler(
  'sampleViewers',
  onKnownTable(
    process.env,
    aws,
    withTick('sampleViewers', process.env, aws, openSampleViewers(process.env, aws), watched),
  ),
);
