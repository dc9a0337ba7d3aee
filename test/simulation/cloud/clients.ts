import type { Aws } from '../../../src/wiring/aws.ts';
import type { ClientLimits } from '../../../src/wiring/clients/client-options.ts';
import { DYNAMODB_LIMITS, LEASE_LIMITS } from '../../../src/wiring/clients/dynamodb.ts';
import { EVENTBRIDGE_LIMITS } from '../../../src/wiring/clients/eventbridge.ts';
import { IVS_LIMITS } from '../../../src/wiring/clients/ivs.ts';
import { IVS_METADATA_LIMITS } from '../../../src/wiring/clients/ivs-metadata.ts';
import { LAMBDA_LIMITS } from '../../../src/wiring/clients/lambda.ts';
import { SECRETS_MANAGER_LIMITS } from '../../../src/wiring/clients/secrets-manager.ts';
import { SQS_CONSUMER_LIMITS } from '../../../src/wiring/clients/sqs-consumer.ts';
import { SQS_PRODUCER_LIMITS } from '../../../src/wiring/clients/sqs-producer.ts';
import type { Instance } from './instance.ts';
import type { Command, Network } from './network.ts';
import type { Service } from './service-names.ts';
import type { Answer } from './services.ts';

export interface ClientsOptions {
  network: Network;
  services: Record<Service, Answer>;
  random(): number;
  newId(): string;
}

/** What the code of one instance has: a clock of its own, and clients with the limits of the real ones. */
export function clientsFor(
  instance: Instance,
  { network, services, random, newId }: ClientsOptions,
): Aws {
  const isAlive = () => instance.isAlive;
  const client = (service: Service, limits: ClientLimits) => ({
    send: (command: Command) =>
      instance.wait(() =>
        network.send({ service, limits, command, isAlive }, (sentAt) =>
          services[service](command, { name: instance.name, instance, sentAt }),
        ),
      ),
  });
  // The types of the SDK's clients have overloads and types of answers by command.
  return {
    ...{ clock: instance.clock, random, newId },
    documents: client('dynamodb', DYNAMODB_LIMITS),
    leaseDocuments: client('dynamodb', LEASE_LIMITS),
    eventBridge: client('events', EVENTBRIDGE_LIMITS),
    ivs: client('ivs', IVS_LIMITS),
    ivsMetadata: client('ivs', IVS_METADATA_LIMITS),
    lambda: client('lambda', LAMBDA_LIMITS),
    secretsManager: client('secretsmanager', SECRETS_MANAGER_LIMITS),
    sqsConsumer: client('sqs', SQS_CONSUMER_LIMITS),
    sqsProducer: client('sqs', SQS_PRODUCER_LIMITS),
  } as unknown as Aws;
}
