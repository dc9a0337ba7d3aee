import { ACCOUNT, queueArn } from '../../account.ts';
import type { JsonObject } from '../../aws-json.ts';
import type { QueuePlan } from '../../config/plan.ts';
import { noSuchQueue, SqsError } from '../errors.ts';
import { optionalString, queueName, requiredString, stringList } from '../input.ts';
import type { QueueCounts } from '../queue-slots.ts';
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
  return found.length > 0 ? { QueueUrls: found.map((name) => urlOf(endpoint, name)) } : {};
}

export function getQueueAttributes(queues: Queues, input: JsonObject): object {
  const name = queueName(input);
  const all = attributesOf(queues.plan(name), queues.counts(name));
  const requested = stringList(input, 'AttributeNames');
  for (const attribute of requested) {
    if (attribute !== 'All' && !ATTRIBUTES.has(attribute)) {
      throw new SqsError('InvalidAttributeName', `Unknown Attribute ${attribute}.`);
    }
  }
  const wanted = Object.entries(all).filter(
    ([key]) => requested.includes('All') || requested.includes(key),
  );
  return wanted.length > 0 ? { Attributes: Object.fromEntries(wanted) } : {};
}

export function deleteQueue(queues: Queues, input: JsonObject): object {
  queues.remove(queueName(input));
  return {};
}

export function purgeQueue(queues: Queues, input: JsonObject): object {
  queues.purge(queueName(input));
  return {};
}

const urlOf = (endpoint: string, name: string): string => `${endpoint}/${ACCOUNT}/${name}`;

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

function attributesOf(plan: QueuePlan, counts: QueueCounts): Record<string, string> {
  const { redrive } = plan;
  return {
    QueueArn: queueArn(plan.name),
    ApproximateNumberOfMessages: String(counts.available),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
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
  };
}
