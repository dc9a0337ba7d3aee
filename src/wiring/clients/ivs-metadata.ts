import { IvsClient } from '@aws-sdk/client-ivs';
import type { Aws } from '../aws.ts';
import { type ClientLimits, clientOptions } from './client-options.ts';

/** The SDK does not retry, because every request must wait for the pacer. */
export const IVS_METADATA_LIMITS: ClientLimits = { maxAttempts: 1, requestTimeoutMs: 3_000 };

/** Makes the client of IVS for PutMetadata. Call this once per Lambda instance. */
export const ivsMetadataClient = (): Aws['ivsMetadata'] =>
  new IvsClient(clientOptions(IVS_METADATA_LIMITS));
