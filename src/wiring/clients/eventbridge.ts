import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Aws } from '../aws.ts';
import { type ClientLimits, clientOptions } from './client-options.ts';

export const EVENTBRIDGE_LIMITS: ClientLimits = { maxAttempts: 3, requestTimeoutMs: 5_000 };

/** Makes the client of the event bus. Call this once per Lambda instance. */
export const eventBridgeClient = (): Aws['eventBridge'] =>
  new EventBridgeClient(clientOptions(EVENTBRIDGE_LIMITS));
