import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Aws } from '../aws.ts';
import { type ClientLimits, clientOptions } from './client-options.ts';

export const LAMBDA_LIMITS: ClientLimits = { maxAttempts: 3, requestTimeoutMs: 3_000 };

/** Makes the client of Lambda. Call this once per Lambda instance. */
export const lambdaClient = (): Aws['lambda'] => new LambdaClient(clientOptions(LAMBDA_LIMITS));
