import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { documentClient } from '../../platform/table.ts';
import type { Aws } from '../aws.ts';
import { type ClientLimits, clientOptions } from './client-options.ts';

/**
 * DynamoDB answers within tens of milliseconds, a large page within a few hundred. After 2 s the request
 * is taken as lost. Three attempts of 2 s with the SDK's waits between them (below 1 s) end after 7 s at
 * most, before the shortest timeout of a function that uses the table (10 s).
 */
export const DYNAMODB_LIMITS: ClientLimits = { maxAttempts: 3, requestTimeoutMs: 2_000 };

/** A lease of metadata permits is worth nothing if it takes longer than the time that it saves. */
export const LEASE_LIMITS: ClientLimits = { maxAttempts: 1, requestTimeoutMs: 1_000 };

/** Makes the client of the table for `Aws.leaseDocuments`. Call this once per Lambda instance. */
export const leaseDocuments = (): Aws['leaseDocuments'] =>
  documentClient(new DynamoDBClient(clientOptions(LEASE_LIMITS)));

/** Makes the client of the table. Call this once per Lambda instance. */
export const dynamoDbDocuments = (): Aws['documents'] =>
  documentClient(new DynamoDBClient(clientOptions(DYNAMODB_LIMITS)));
