import { ACCOUNT, queueArn } from '../../account.ts';
import type { JsonObject } from '../../aws-json.ts';
import type { QueuePlan } from '../../config/plan.ts';
import { noSuchQueue, unknownAttribute } from '../errors.ts';
import { optionalNumber, optionalString, queueName, requiredString, stringList } from '../input.ts';
import type { QueueFacts } from '../queue-facts.ts';
import type { Queues } from '../queues.ts';

export function getQueueUrl(queues: Queues, input: JsonObject, endpoint: string): object {
  const name = requiredString(input, 'QueueName');
  const owner = optionalString(input, 'QueueOwnerAWSAccountId') ?? ACCOUNT;
  if (owner !== ACCOUNT) throw noSuchQueue();
  return { QueueUrl: urlOf(endpoint, queues.plan(name).name) };
}

export function listQueues(queues: Queues, input: JsonObject, endpoint: string): object {
  const prefix = optionalString(input, 'QueueNamePrefix') ?? '';
  const names = queues.plans().map(({ name }) => name);
  const found = names.filter((name) => name.startsWith(prefix)).sort();
  const { page, next } = pageOf(found, input);
  return page.length > 0 ? { QueueUrls: page.map((name) => urlOf(endpoint, name)), ...next } : {};
}

export function getQueueAttributes(queues: Queues, input: JsonObject): object {
  const name = queueName(input);
  const all = { ...settingsOf(queues, name), ...stateOf(queues, name) };
  const requested = stringList(input, 'AttributeNames');
  for (const attribute of requested) {
    if (attribute !== 'All' && !ATTRIBUTES.has(attribute)) throw unknownAttribute(attribute);
  }
  const wanted = Object.entries(all).filter(
    ([key]) => requested.includes('All') || requested.includes(key),
  );
  return wanted.length > 0 ? { Attributes: Object.fromEntries(wanted) } : {};
}

export function listDeadLetterSources(queues: Queues, input: JsonObject, endpoint: string): object {
  const name = queues.plan(queueName(input)).name;
  const sources = queues.plans().filter(({ redrive }) => redrive?.queue === name);
  const { page, next } = pageOf(sources.map((source) => source.name).sort(), input);
  return { queueUrls: page.map((source) => urlOf(endpoint, source)), ...next };
}

export const urlOf = (endpoint: string, name: string): string => `${endpoint}/${ACCOUNT}/${name}`;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
const MAX_RESULTS = 1_000;

/** A page of a sorted list. Without MaxResults there is no token, as in SQS. */
function pageOf(names: string[], input: JsonObject): { page: string[]; next: object } {
  const max = optionalNumber(input, 'MaxResults', 1, MAX_RESULTS);
  const after = Buffer.from(optionalString(input, 'NextToken') ?? '', 'base64url').toString();
  const left = names.filter((name) => name > after);
  const page = left.slice(0, max ?? MAX_RESULTS);
  const last = page.at(-1);
  const hasNext = max !== undefined && last !== undefined && page.length < left.length;
  return { page, next: hasNext ? { NextToken: Buffer.from(last).toString('base64url') } : {} };
}

/** The attributes that GetQueueAttributes accepts. A queue does not have all of them. */
const ATTRIBUTES = new Set([
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
  'ContentBasedDeduplication',
  'CreatedTimestamp',
  'DeduplicationScope',
  'DelaySeconds',
  'FifoQueue',
  'FifoThroughputLimit',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'LastModifiedTimestamp',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'Policy',
  'QueueArn',
  'ReceiveMessageWaitTimeSeconds',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
  'VisibilityTimeout',
]);

/** The attributes that CreateQueue and SetQueueAttributes set. */
export function settingsOf(
  queues: {
    plan(name: string): QueuePlan;
    facts(name: string): Pick<QueueFacts, 'attributes'>;
  },
  name: string,
): Record<string, string> {
  const plan = queues.plan(name);
  const { redrive } = plan;
  return {
    VisibilityTimeout: String(plan.visibilityTimeoutSeconds),
    MaximumMessageSize: String(plan.maximumMessageBytes),
    MessageRetentionPeriod: String(plan.retentionSeconds),
    DelaySeconds: String(plan.delaySeconds),
    ReceiveMessageWaitTimeSeconds: String(plan.receiveWaitSeconds),
    ...(plan.fifo && {
      FifoQueue: 'true',
      ContentBasedDeduplication: String(plan.contentBasedDeduplication),
      DeduplicationScope: plan.deduplicationScope,
    }),
    ...(redrive && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: queueArn(redrive.queue),
        maxReceiveCount: redrive.maxReceiveCount,
      }),
    }),
    ...queues.facts(name).attributes,
  };
}

function stateOf(queues: Queues, name: string): Record<string, string> {
  const { available, inFlight, delayed } = queues.counts(name);
  const { createdAt, modifiedAt } = queues.facts(name);
  return {
    QueueArn: queueArn(name),
    ApproximateNumberOfMessages: String(available),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: seconds(createdAt),
    LastModifiedTimestamp: seconds(modifiedAt),
  };
}

const seconds = (ms: number): string => String(Math.floor(ms / 1_000));
