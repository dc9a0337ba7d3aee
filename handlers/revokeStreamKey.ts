import { randomUUID } from 'node:crypto';
import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoDbDocuments } from '../src/wiring/clients/dynamodb.ts';
import { eventBridgeClient } from '../src/wiring/clients/eventbridge.ts';
import { ivsClient } from '../src/wiring/clients/ivs.ts';
import { secretsManagerClient } from '../src/wiring/clients/secrets-manager.ts';
import { openRevokeStreamKey } from '../src/wiring/functions/revokeStreamKey.ts';
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

/**
 * Revokes the stream key of one channel and returns the progress of the revocation. When its schedule
 * invokes it, it continues all open revocations.
 */
export const handler = lambdaHandler(
  'revokeStreamKey',
  onKnownTable(
    process.env,
    aws,
    withTick('revokeStreamKey', process.env, aws, openRevokeStreamKey(process.env, aws), watched),
  ),
);
