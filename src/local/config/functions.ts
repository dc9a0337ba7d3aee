import { nameInArn } from '../account.ts';
import type { Node } from './node.ts';
import type { FunctionPlan } from './plan.ts';

/** The Serverless Framework's defaults: https://www.serverless.com/framework/docs/providers/aws/guide/functions */
const DEFAULT_TIMEOUT_SECONDS = 6;
const DEFAULT_MEMORY_MB = 1024;
/** Lambda's own: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const DEFAULT_RETRY_ATTEMPTS = 2;
const DEFAULT_EVENT_AGE_SECONDS = 6 * 3_600;

const KNOWN = [
  'handler',
  'name',
  'description',
  'environment',
  'timeout',
  'memorySize',
  'reservedConcurrency',
  'maximumRetryAttempts',
  'maximumEventAge',
  'destinations',
  'events',
];
/** How a function is packed, allowed and watched on AWS: nothing that one machine does otherwise. */
const WITHOUT_LOCAL_MEANING = [
  'architecture',
  'runtime',
  'role',
  'iamRoleStatements',
  'iamRoleStatementsName',
  'tags',
  'package',
  'logRetentionInDays',
  'logDataProtectionPolicy',
  'ephemeralStorageSize',
  'versionFunction',
  'dependsOn',
  'condition',
  'tracing',
  'disableLogs',
];

/** Reads one function, with the provider's defaults. */
export function readFunction(name: string, node: Node, provider: Node): FunctionPlan {
  node.knowing(...KNOWN, ...WITHOUT_LOCAL_MEANING);
  const either = (key: string, providerKey = key): Node =>
    node.get(key).present ? node.get(key) : provider.get(providerKey);
  const seconds = either('timeout').maybe((n) => n.number()) ?? DEFAULT_TIMEOUT_SECONDS;
  const onFailureQueue = node.get('destinations').maybe(readOnFailure);
  const reservedConcurrency = node.get('reservedConcurrency').maybe((n) => n.number());
  return {
    name,
    fullName: node.get('name').text(),
    handler: node.get('handler').text(),
    environment: {
      ...readEnvironment(provider.get('environment')),
      ...readEnvironment(node.get('environment')),
    },
    timeoutMs: seconds * 1_000,
    memoryMb: either('memorySize').maybe((n) => n.number()) ?? DEFAULT_MEMORY_MB,
    maximumRetryAttempts:
      node.get('maximumRetryAttempts').maybe((n) => n.number()) ?? DEFAULT_RETRY_ATTEMPTS,
    maximumEventAgeSeconds:
      node.get('maximumEventAge').maybe((n) => n.number()) ?? DEFAULT_EVENT_AGE_SECONDS,
    ...(onFailureQueue && { onFailureQueue }),
    ...(reservedConcurrency !== undefined && { reservedConcurrency }),
  };
}

function readEnvironment(node: Node): Record<string, string> {
  return Object.fromEntries(
    node
      .entries()
      .filter(([, value]) => value.present)
      .map(([key, value]) => [key, String(value.value)]),
  );
}

function readOnFailure(node: Node): string | undefined {
  node.knowing('onFailure');
  return node.get('onFailure').maybe((target) => {
    const typed = target.isObject() && target.get('arn').present;
    return queueOfArn(typed ? target.get('arn') : target);
  });
}

/** @returns the queue's name. @throws ConfigError for the ARN of anything but a queue */
export function queueOfArn(node: Node): string {
  const arn = node.text();
  if (!arn.startsWith('arn:aws:sqs:'))
    node.fail(`expected the ARN of an SQS queue, received ${arn}`);
  return nameInArn(arn);
}
