import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { IvsClient } from '@aws-sdk/client-ivs';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../platform/clock.ts';
import type { DocumentClient } from '../platform/table.ts';

/**
 * What the functions use of the world outside: clients of AWS, the time, randomness. Each function takes the
 * members that it needs. A handler passes the real ones (`clients/`). A test passes its own, and can have many
 * instances of a function in one process.
 */
export interface Aws {
  clock: Clock;
  /** @returns a number from 0 up to, but not including, 1 */
  random(): number;
  /** @returns a new UUID */
  newId(): string;
  documents: DocumentClient;
  /** For what is of use at once only, such as leases of metadata permits. Must not retry, and must give up early. */
  leaseDocuments: DocumentClient;
  eventBridge: Pick<EventBridgeClient, 'send'>;
  /** For everything but PutMetadata. Must not retry: its retries would not keep to the pace. */
  ivs: Pick<IvsClient, 'send'>;
  /** For PutMetadata. Must not retry either. */
  ivsMetadata: Pick<IvsClient, 'send'>;
  lambda: Pick<LambdaClient, 'send'>;
  secretsManager: Pick<SecretsManagerClient, 'send'>;
  /** For the function that receives messages from the metadata queue. */
  sqsConsumer: Pick<SQSClient, 'send'>;
  /** For functions that put messages into the metadata queue. */
  sqsProducer: Pick<SQSClient, 'send'>;
}
