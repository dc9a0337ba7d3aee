import { nameInArn } from '../account.ts';
import type { ConfigNode } from './config-node.ts';
import type { Resource } from './intrinsics.ts';
import type { QueuePlan, TablePlan } from './plan.ts';

/** The property with the name of a resource, for types to which functions and rules refer. */
const NAME_PROPERTY: Record<string, string> = {
  'AWS::SQS::Queue': 'QueueName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Events::EventBus': 'Name',
};

/** Types that the stack runs, and types that have no effect on one machine. */
const SUPPORTED = new Set([
  ...Object.keys(NAME_PROPERTY),
  'AWS::Events::Rule',
  'AWS::CloudWatch::Alarm',
]);
const WITHOUT_LOCAL_MEANING =
  /^AWS::(IAM::|CloudWatch::|Logs::|KMS::|SNS::|Lambda::Permission$|SQS::QueuePolicy$|Events::EventBusPolicy$|ApiGatewayV2::|SSM::)/;

/** The members of a table that CreateTable of dynalite supports. */
const TABLE_MEMBERS = [
  'AttributeDefinitions',
  'KeySchema',
  'BillingMode',
  'ProvisionedThroughput',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
];

/** SQS's largest message and batch, 1 MiB: `MaximumMessageSize` on the page of QUEUE_DEFAULTS. */
export const MAX_MESSAGE_BYTES = 1_048_576;
/** The attributes of a queue that names none: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export const QUEUE_DEFAULTS = {
  contentBasedDeduplication: false,
  deduplicationScope: 'queue',
  visibilityTimeoutSeconds: 30,
  retentionSeconds: 4 * 86_400,
  delaySeconds: 0,
  receiveWaitSeconds: 0,
  maximumMessageBytes: MAX_MESSAGE_BYTES,
} as const satisfies Omit<QueuePlan, 'name' | 'fifo'>;

/** All resources by logical id. @throws ConfigError for a type that the stack does not support */
export function listResources(resources: ConfigNode): Map<string, Resource> {
  return new Map(
    resources.entries().map(([id, node]) => {
      const type = node.get('Type').string();
      if (!SUPPORTED.has(type) && !WITHOUT_LOCAL_MEANING.test(type)) {
        node.fail(`the one-machine stack does not support resources of type ${type}`);
      }
      const property = NAME_PROPERTY[type];
      const name =
        property &&
        node
          .get('Properties')
          .get(property)
          .ifPresent((n) => n.string());
      if (property && !name) node.fail(`expected a literal ${property}`);
      return [id, { type, ...(name && { name }) }];
    }),
  );
}

/**
 * The `Properties` of every resource of a type whose condition holds.
 *
 * @param conditions the section `Conditions` of the template
 */
export function propertiesOf(
  resources: ConfigNode,
  type: string,
  conditions: ConfigNode,
): ConfigNode[] {
  return resources
    .entries()
    .filter(([, node]) => node.get('Type').string() === type && isCreated(node, conditions))
    .map(([, node]) => node.get('Properties'));
}

function isCreated(resource: ConfigNode, conditions: ConfigNode): boolean {
  const condition = resource.get('Condition');
  return !condition.isPresent || conditions.get(condition.string()).boolean();
}

export function readQueue(node: ConfigNode): QueuePlan {
  const known = ['QueueName', 'FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope'];
  const times = ['VisibilityTimeout', 'MessageRetentionPeriod', 'DelaySeconds'];
  const rest = ['FifoThroughputLimit', 'ReceiveMessageWaitTimeSeconds', 'MaximumMessageSize'];
  const ignored = ['SqsManagedSseEnabled', 'KmsMasterKeyId', 'RedriveAllowPolicy', 'Tags'];
  node.allowOnly(...known, ...times, ...rest, ...ignored, 'RedrivePolicy');
  const number = (key: string, fallback: number): number =>
    node.get(key).ifPresent((n) => n.number()) ?? fallback;
  const flag = (key: string): boolean => node.get(key).ifPresent((n) => n.boolean()) ?? false;
  const name = node.get('QueueName').string();
  const fifo = flag('FifoQueue');
  if (fifo !== name.endsWith('.fifo'))
    node.fail('the name of a FIFO queue, and of no other, ends in .fifo');
  const perGroup = node.get('DeduplicationScope').ifPresent((n) => n.string()) === 'messageGroup';
  const redrive = node.get('RedrivePolicy').ifPresent(readRedrive);
  return {
    name,
    fifo,
    contentBasedDeduplication: flag('ContentBasedDeduplication'),
    deduplicationScope: perGroup ? 'messageGroup' : 'queue',
    visibilityTimeoutSeconds: number('VisibilityTimeout', QUEUE_DEFAULTS.visibilityTimeoutSeconds),
    retentionSeconds: number('MessageRetentionPeriod', QUEUE_DEFAULTS.retentionSeconds),
    delaySeconds: number('DelaySeconds', QUEUE_DEFAULTS.delaySeconds),
    receiveWaitSeconds: number('ReceiveMessageWaitTimeSeconds', QUEUE_DEFAULTS.receiveWaitSeconds),
    maximumMessageBytes: number('MaximumMessageSize', QUEUE_DEFAULTS.maximumMessageBytes),
    ...(redrive && { redrive }),
  };
}

function readRedrive(node: ConfigNode): { queue: string; maxReceiveCount: number } {
  node.allowOnly('deadLetterTargetArn', 'maxReceiveCount');
  return {
    queue: nameInArn(node.get('deadLetterTargetArn').string()),
    maxReceiveCount: node.get('maxReceiveCount').number(),
  };
}

export function readTable(node: ConfigNode): TablePlan {
  const definition = Object.fromEntries(
    TABLE_MEMBERS.map((key) => [key, node.get(key)] as const)
      .filter(([, member]) => member.isPresent)
      .map(([key, member]) => [key, member.plain()]),
  );
  const name = node.get('TableName').string();
  const backups =
    node
      .get('PointInTimeRecoverySpecification')
      .get('PointInTimeRecoveryEnabled')
      .ifPresent((n) => n.boolean()) ?? false;
  return { name, definition: { TableName: name, ...definition }, backups };
}
