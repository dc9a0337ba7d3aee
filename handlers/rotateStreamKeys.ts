import { randomUUID } from 'node:crypto';
import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoDbDocuments } from '../src/wiring/clients/dynamodb.ts';
import { eventBridgeClient } from '../src/wiring/clients/eventbridge.ts';
import { ivsClient } from '../src/wiring/clients/ivs.ts';
import { secretsManagerClient } from '../src/wiring/clients/secrets-manager.ts';
import { openRotateStreamKeys } from '../src/wiring/functions/rotateStreamKeys.ts';
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
  secretsManager: secretsManagerClient(),
};

/** Rotates the stream keys that are due, and returns how many channels had each outcome. */
export const handler = lambdaHandler(
  'rotateStreamKeys',
  onKnownTable(
    process.env,
    aws,
    withTick('rotateStreamKeys', process.env, aws, openRotateStreamKeys(process.env, aws), watched),
  ),
);
