import { IvsClient } from '@aws-sdk/client-ivs';
import { REQUEST_TIMEOUT_MS } from '../../metadata/pace/account-limits.ts';
import type { Aws } from '../aws.ts';
import { type ClientLimits, clientOptions } from './client-options.ts';

/** The SDK does not retry, because every request must wait for the pacers. */
export const IVS_METADATA_LIMITS: ClientLimits = {
  maxAttempts: 1,
  requestTimeoutMs: REQUEST_TIMEOUT_MS,
};

/** Makes the client of IVS for PutMetadata. Call this once per Lambda instance. */
export const ivsMetadataClient = (): Aws['ivsMetadata'] =>
  new IvsClient({ ...clientOptions(IVS_METADATA_LIMITS), cacheMiddleware: true });
