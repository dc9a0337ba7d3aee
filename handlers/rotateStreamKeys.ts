import { randomUUID } from 'node:crypto';
import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoDbDocuments } from '../src/wiring/clients/dynamodb.ts';
import { eventBridgeClient } from '../src/wiring/clients/eventbridge.ts';
import { ivsClient } from '../src/wiring/clients/ivs.ts';
import { secretsManagerClient } from '../src/wiring/clients/secrets-manager.ts';
import { openRotateStreamKeys } from '../src/wiring/functions/rotateStreamKeys.ts';

/** Rotates the stream keys that are due, and returns how many channels had each outcome. */
export const handler = lambdaHandler(
  'rotateStreamKeys',
  openRotateStreamKeys(process.env, {
    clock: systemClock,
    newId: randomUUID,
    documents: dynamoDbDocuments(),
    eventBridge: eventBridgeClient(),
    ivs: ivsClient(),
    secretsManager: secretsManagerClient(),
  }),
);
