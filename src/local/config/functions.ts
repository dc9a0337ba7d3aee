import { nameInArn } from '../account.ts';
import type { ConfigNode } from './config-node.ts';
import type { FunctionPlan } from './plan.ts';

/** The Serverless Framework's defaults: https://www.serverless.com/framework/docs/providers/aws/guide/functions */
const DEFAULT_TIMEOUT_SECONDS = 6;
const DEFAULT_MEMORY_MB = 1024;
/** Lambda's defaults: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const DEFAULT_RETRY_ATTEMPTS = 2;
const DEFAULT_EVENT_AGE_SECONDS = 6 * 3_600;

const SUPPORTED = [
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
/** Members about packaging, permissions and monitoring, which have no effect on one machine. */
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

/** Reads one function. Members that it does not have come from the provider. */
export function readFunction(name: string, node: ConfigNode, provider: ConfigNode): FunctionPlan {
  node.allowOnly(...SUPPORTED, ...WITHOUT_LOCAL_MEANING);
  const ownOrProviders = (key: string, providerKey = key): ConfigNode =>
    node.get(key).isPresent ? node.get(key) : provider.get(providerKey);
  const seconds = ownOrProviders('timeout').ifPresent((n) => n.number()) ?? DEFAULT_TIMEOUT_SECONDS;
  const onFailureQueue = node.get('destinations').ifPresent(readOnFailure);
  const reservedConcurrency = node.get('reservedConcurrency').ifPresent((n) => n.number());
  return {
    name,
    fullName: node.get('name').string(),
    handler: node.get('handler').string(),
    environment: {
      ...readEnvironment(provider.get('environment')),
      ...readEnvironment(node.get('environment')),
    },
    timeoutMs: seconds * 1_000,
    memoryMb: ownOrProviders('memorySize').ifPresent((n) => n.number()) ?? DEFAULT_MEMORY_MB,
    maximumRetryAttempts:
      node.get('maximumRetryAttempts').ifPresent((n) => n.number()) ?? DEFAULT_RETRY_ATTEMPTS,
    maximumEventAgeSeconds:
      node.get('maximumEventAge').ifPresent((n) => n.number()) ?? DEFAULT_EVENT_AGE_SECONDS,
    ...(onFailureQueue && { onFailureQueue }),
    ...(reservedConcurrency !== undefined && { reservedConcurrency }),
  };
}

function readEnvironment(node: ConfigNode): Record<string, string> {
  return Object.fromEntries(
    node
      .entries()
      .filter(([, value]) => value.isPresent)
      .map(([key, value]) => [key, String(value.value)]),
  );
}

function readOnFailure(node: ConfigNode): string | undefined {
  node.allowOnly('onFailure');
  return node.get('onFailure').ifPresent((target) => {
    const typed = target.isObject() && target.get('arn').isPresent;
    return queueOfArn(typed ? target.get('arn') : target);
  });
}

/** @returns the name of a queue. @throws ConfigError if the ARN is not a queue's */
export function queueOfArn(node: ConfigNode): string {
  const arn = node.string();
  if (!arn.startsWith('arn:aws:sqs:'))
    node.fail(`expected the ARN of an SQS queue, received ${arn}`);
  return nameInArn(arn);
}
