import * as z from 'zod/mini';
import { readInput } from '../../simulator/control/input.ts';
import { members, milliseconds, probability } from '../../simulator/control/schema-parts.ts';
import { faultsSchema } from '../../simulator/control/schemas.ts';
import type { Faults } from '../../simulator/index.ts';
import { EVENTS_OPERATIONS } from '../bus/operations/index.ts';
import { LAMBDA_OPERATIONS } from '../functions/lambda-operations.ts';
import { SQS_OPERATIONS } from '../sqs/operations/index.ts';

/** Faults of one service of the stack. All probabilities are from 0 to 1, by operation; `*`: all others. */
export interface ServiceFaults {
  /** The service answers that there are too many requests. Nothing is performed. */
  throttle?: Probabilities;
  /** The service answers with an internal error, status 500. Nothing is performed. */
  fail?: Probabilities;
  /** The connection closes, and nothing is performed: the service cannot be reached. */
  refuse?: Probabilities;
  /** The operation is performed, but the connection closes before the response. */
  cut?: Probabilities;
  /** The probability that an entry of a batch is not performed. The response names these entries. */
  partial?: Probabilities;
  /** Delay of every response, ms. The operation is performed at once. */
  latencyMs?: number;
}
export type Probabilities = Record<string, number>;

/**
 * The operations of each service. Those of a batch, of which some entries can fail, are in
 * `BATCH_OPERATIONS`.
 */
const OPERATIONS = {
  dynamodb: [
    ...['BatchGetItem', 'BatchWriteItem', 'CreateTable', 'DeleteItem', 'DeleteTable'],
    ...['DescribeContinuousBackups', 'UpdateContinuousBackups'],
    ...['DescribeTable', 'DescribeTimeToLive', 'GetItem', 'ListTables', 'ListTagsOfResource'],
    ...['PutItem', 'Query', 'Scan', 'TagResource', 'UntagResource', 'UpdateItem', 'UpdateTable'],
  ],
  sqs: SQS_OPERATIONS,
  events: EVENTS_OPERATIONS,
  secretsmanager: ['CreateSecret', 'DescribeSecret', 'GetSecretValue', 'PutSecretValue'],
  lambda: LAMBDA_OPERATIONS,
};

export type FaultyService = keyof typeof OPERATIONS;
export const FAULTY_SERVICES = Object.keys(OPERATIONS) as FaultyService[];

export const BATCH_OPERATIONS: Record<FaultyService, string[]> = {
  dynamodb: ['BatchGetItem', 'BatchWriteItem'],
  sqs: ['ChangeMessageVisibilityBatch', 'DeleteMessageBatch', 'SendMessageBatch'],
  events: ['PutEvents'],
  secretsmanager: [],
  lambda: [],
};

export type FaultsByService = Partial<Record<FaultyService, ServiceFaults>>;

/** The faults of the stack: those of the simulator, and those of the other services. */
export interface StackFaults {
  /** Faults of IVS. */
  ivs: Faults;
  services: FaultsByService;
  /** Seed of the random numbers for all faults. Default 1. */
  seed: number;
}

const perOperation = (names: string[]) =>
  z.optional(
    members(
      Object.fromEntries([...names, '*'].map((name) => [name, z.optional(probability)])),
      'operation',
    ),
  );

function serviceSchema(service: FaultyService) {
  const operations = perOperation(OPERATIONS[service]);
  const batches = BATCH_OPERATIONS[service];
  return z.optional(
    members({
      ...{ throttle: operations, fail: operations, refuse: operations, cut: operations },
      ...(batches.length > 0 && { partial: perOperation(batches) }),
      latencyMs: z.optional(milliseconds),
    }),
  );
}

const servicesSchema = z.optional(
  members(
    Object.fromEntries(FAULTY_SERVICES.map((service) => [service, serviceSchema(service)])),
    'service',
  ),
);
const stackFaultsSchema = members({ ...faultsSchema.shape, services: servicesSchema });

/**
 * Reads the body of `PUT /_sim/faults`.
 *
 * @throws ControlError 400 that names the member, what was expected and what was received
 */
export function readStackFaults(body: unknown): StackFaults {
  const { services = {}, ...ivs } = readInput<{ services?: FaultsByService } & Faults>(
    stackFaultsSchema,
    body,
  );
  return { ivs, services, seed: ivs.seed ?? 1 };
}
