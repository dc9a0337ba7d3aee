import { ACCOUNT, queueArn } from '../../account.ts';
import type { QueuePlan } from '../../config/plan.ts';
import { noSuchQueue, SqsError } from '../errors.ts';
import { type Input, optionalString, queueName, requiredString, stringList } from '../input.ts';
import type { QueueCounts } from '../queue.ts';
import type { Queues } from '../queues.ts';

export function getQueueUrl(queues: Queues, input: Input, endpoint: string): object {
  const name = requiredString(input, 'QueueName');
  const owner = optionalString(input, 'QueueOwnerAWSAccountId') ?? ACCOUNT;
  if (owner !== ACCOUNT) throw noSuchQueue();
  return { QueueUrl: urlOf(endpoint, queues.plan(name).name) };
}

export function listQueues(queues: Queues, input: Input, endpoint: string): object {
  const prefix = optionalString(input, 'QueueNamePrefix') ?? '';
  const names = queues.plans().map(({ name }) => name);
  const found = names.filter((name) => name.startsWith(prefix)).sort();
  return found.length > 0 ? { QueueUrls: found.map((name) => urlOf(endpoint, name)) } : {};
}

export function getQueueAttributes(queues: Queues, input: Input): object {
  const name = queueName(input);
  const all = attributesOf(queues.plan(name), queues.counts(name));
  const asked = stringList(input, 'AttributeNames');
  for (const attribute of asked) {
    if (attribute !== 'All' && !ATTRIBUTES.has(attribute)) {
      throw new SqsError('InvalidAttributeName', `Unknown Attribute ${attribute}.`);
    }
  }
  const wanted = Object.entries(all).filter(
    ([key]) => asked.includes('All') || asked.includes(key),
  );
  return wanted.length > 0 ? { Attributes: Object.fromEntries(wanted) } : {};
}

export function purgeQueue(queues: Queues, input: Input): object {
  queues.purge(queueName(input));
  return {};
}

const urlOf = (endpoint: string, name: string): string => `${endpoint}/${ACCOUNT}/${name}`;

/** What GetQueueAttributes may be asked for, whether or not a queue has it. */
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
