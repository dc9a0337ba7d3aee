import { IvsClient } from '@aws-sdk/client-ivs';
import { REQUEST_TIMEOUT_MS } from '../../ivs/paced.ts';
import type { Aws } from '../aws.ts';
import { type ClientLimits, clientOptions } from './client-options.ts';

/** `PacedCalls` retries, not the SDK: the SDK's retries would not keep to the pace. */
export const IVS_LIMITS: ClientLimits = { maxAttempts: 1, requestTimeoutMs: REQUEST_TIMEOUT_MS };

/** Makes the client of IVS for everything but PutMetadata. Call this once per Lambda instance. */
export const ivsClient = (): Aws['ivs'] => new IvsClient(clientOptions(IVS_LIMITS));
