import fc from '../../support/fast-check.ts';
import { hostileText, mutated } from '../../support/hostile-json.ts';

/** A request to the stack. */
export interface Hostile {
  service?: string | undefined;
  method?: string | undefined;
  path?: string | undefined;
  target?: string | undefined;
  body?: unknown;
}

const table = { TableName: 'fixture' };
const key = { pk: { S: 'a' } };
const item = { ...key, n: { N: '1' }, m: { M: { l: { L: [{ N: '2' }] } } }, ss: { SS: ['a'] } };
const queue = { QueueUrl: 'http://127.0.0.1/123456789012/heard' };
const fifo = { QueueUrl: 'http://127.0.0.1/123456789012/work-dead.fifo' };
const created = { QueueUrl: 'http://127.0.0.1/123456789012/hostile' };
const queueArn = 'arn:aws:sqs:us-west-2:123456789012:heard';
const redrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn, maxReceiveCount: 1 });
const attributes = { a: { DataType: 'String', StringValue: 'x' } };
const message = { MessageBody: 'x', MessageAttributes: attributes };
export const entry = {
  Source: 'test.none',
  DetailType: 'x',
  Detail: '{"a": 1}',
  Resources: ['a'],
  Time: 1,
};
const busEvent = {
  ...{ id: 'a', account: '1', source: 'a', time: '2026-01-01T00:00:00Z', region: 'b' },
  ...{ resources: [], 'detail-type': 'c', detail: {} },
};
const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/fixture';

/** Valid inputs by service and operation. */
export const EXAMPLES: [service: string, target: string, input: object][] = [
  ...(
    [
      [
        'PutItem',
        {
          ...table,
          Item: item,
          ConditionExpression: 'n < :v',
          ExpressionAttributeValues: { ':v': { N: '5' } },
        },
      ],
      [
        'GetItem',
        {
          ...table,
          Key: key,
          ProjectionExpression: '#n, m.l[0]',
          ExpressionAttributeNames: { '#n': 'n' },
        },
      ],
      [
        'UpdateItem',
        {
          ...table,
          Key: key,
          UpdateExpression: 'SET n = if_not_exists(n, :v) + :v',
          ExpressionAttributeValues: { ':v': { N: '5' } },
          ReturnValues: 'ALL_NEW',
        },
      ],
      [
        'UpdateItem',
        {
          ...table,
          Key: key,
          AttributeUpdates: { n: { Action: 'ADD', Value: { N: '1' } } },
          Expected: { n: { ComparisonOperator: 'LT', AttributeValueList: [{ N: '9' }] } },
        },
      ],
      ['DeleteItem', { ...table, Key: { pk: { S: 'z' } } }],
      [
        'Query',
        {
          ...table,
          KeyConditionExpression: 'pk = :i',
          FilterExpression: 'n BETWEEN :v AND :v',
          ExpressionAttributeValues: { ':i': { S: 'a' }, ':v': { N: '1' } },
          Limit: 5,
          ExclusiveStartKey: key,
        },
      ],
      [
        'Scan',
        {
          ...table,
          ScanFilter: { n: { ComparisonOperator: 'GT', AttributeValueList: [{ N: '0' }] } },
          Segment: 0,
          TotalSegments: 2,
        },
      ],
      ['BatchGetItem', { RequestItems: { [table.TableName]: { Keys: [key] } } }],
      [
        'BatchWriteItem',
        {
          RequestItems: {
            [table.TableName]: [
              { PutRequest: { Item: item } },
              { DeleteRequest: { Key: { pk: { S: 'q' } } } },
            ],
          },
        },
      ],
      ['DescribeTable', table],
      ['ListTables', { Limit: 1 }],
      ['TagResource', { ResourceArn: arn, Tags: [{ Key: 'a', Value: 'b' }] }],
      ['UntagResource', { ResourceArn: arn, TagKeys: ['a'] }],
    ] as const
  ).map(
    ([name, input]) =>
      ['dynamodb', `DynamoDB_20120810.${name}`, input] satisfies [string, string, object],
  ),
  ...(
    [
      ['SendMessage', { ...queue, ...message, DelaySeconds: 1 }],
      ['SendMessage', { ...fifo, ...message, MessageGroupId: 'g', MessageDeduplicationId: 'd' }],
      [
        'SendMessageBatch',
        {
          ...queue,
          Entries: [
            { Id: 'a', ...message },
            { Id: 'b', ...message },
          ],
        },
      ],
      ['DeleteMessage', { ...queue, ReceiptHandle: 'a' }],
      ['DeleteMessageBatch', { ...queue, Entries: [{ Id: 'a', ReceiptHandle: 'a' }] }],
      ['ChangeMessageVisibility', { ...queue, ReceiptHandle: 'a', VisibilityTimeout: 1 }],
      [
        'ChangeMessageVisibilityBatch',
        { ...queue, Entries: [{ Id: 'a', ReceiptHandle: 'a', VisibilityTimeout: 1 }] },
      ],
      ['GetQueueUrl', { QueueName: 'heard', QueueOwnerAWSAccountId: '123456789012' }],
      ['GetQueueAttributes', { ...queue, AttributeNames: ['All'] }],
      ['ListQueues', { QueueNamePrefix: 'h' }],
      ['PurgeQueue', queue],
      [
        'CreateQueue',
        {
          QueueName: 'hostile',
          Attributes: { VisibilityTimeout: '5', RedrivePolicy: redrivePolicy, Policy: '{}' },
          tags: { a: 'b' },
        },
      ],
      ['SetQueueAttributes', { ...created, Attributes: { RedriveAllowPolicy: '{}' } }],
      ['SetQueueAttributes', { ...created, Attributes: { RedrivePolicy: redrivePolicy } }],
      ['DeleteQueue', created],
      ['TagQueue', { ...created, Tags: { a: 'b' } }],
      ['UntagQueue', { ...created, TagKeys: ['a'] }],
      ['ListQueueTags', created],
      ['ListDeadLetterSourceQueues', { ...queue, MaxResults: 1, NextToken: 'x' }],
      [
        'StartMessageMoveTask',
        { SourceArn: queueArn, DestinationArn: queueArn, MaxNumberOfMessagesPerSecond: 5 },
      ],
      ['ListMessageMoveTasks', { SourceArn: queueArn, MaxResults: 5 }],
      ['CancelMessageMoveTask', { TaskHandle: 'eyJ0YXNrSWQiOiJ4In0=' }],
    ] as const
  ).map(([name, input]) => ['sqs', `AmazonSQS.${name}`, input] satisfies [string, string, object]),
  [
    'events',
    'AWSEvents.PutEvents',
    { Entries: [entry, { ...entry, EventBusName: 'fixture-bus' }] },
  ],
  ...(
    [
      [
        'PutRule',
        {
          ...{ Name: 'hostile', EventBusName: 'default', State: 'ENABLED', Description: 'x' },
          EventPattern: '{"source": ["test.none"], "detail": {"a": [{"numeric": [">", 0]}]}}',
          Tags: [{ Key: 'a', Value: 'b' }],
        },
      ],
      ['PutRule', { Name: 'hostile', ScheduleExpression: 'rate(1 minute)' }],
      [
        'PutTargets',
        {
          Rule: 'hostile',
          Targets: [
            {
              ...{ Id: 'a', Arn: queueArn, DeadLetterConfig: { Arn: queueArn } },
              ...{ RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } },
              SqsParameters: { MessageGroupId: 'g' },
              InputTransformer: {
                InputPathsMap: { a: '$.detail.a', b: '$.resources[0]' },
                InputTemplate: '{"a": <a>, "b": "<b> <aws.events.event.json>"}',
              },
            },
            { Id: 'b', Arn: queueArn, InputPath: "$.detail['a']" },
            { Id: 'c', Arn: queueArn, Input: '{"a": 1}' },
          ],
        },
      ],
      ['RemoveTargets', { Rule: 'hostile', Ids: ['a', 'b'] }],
      ['ListTargetsByRule', { Rule: 'hostile', Limit: 1, NextToken: 'x' }],
      ['ListRuleNamesByTarget', { TargetArn: queueArn }],
      ['ListRules', { NamePrefix: 'h', Limit: 5, NextToken: 'x' }],
      ['DescribeRule', { Name: 'hostile' }],
      ['EnableRule', { Name: 'hostile' }],
      ['DeleteRule', { Name: 'hostile', Force: true }],
      [
        'TestEventPattern',
        { EventPattern: '{"source": [{"prefix": "a"}]}', Event: JSON.stringify(busEvent) },
      ],
      ['CreateEventBus', { Name: 'hostile', Tags: [{ Key: 'a', Value: 'b' }] }],
      ['DescribeEventBus', { Name: 'hostile' }],
      ['DeleteEventBus', { Name: 'hostile' }],
      ['ListEventBuses', { NamePrefix: 'h' }],
      [
        'CreateConnection',
        {
          ...{ Name: 'hostile', AuthorizationType: 'API_KEY' },
          AuthParameters: {
            ApiKeyAuthParameters: { ApiKeyName: 'a', ApiKeyValue: 'b' },
            InvocationHttpParameters: { HeaderParameters: [{ Key: 'a', Value: 'b' }] },
          },
        },
      ],
      ['DescribeConnection', { Name: 'hostile' }],
      [
        'CreateApiDestination',
        {
          ...{ Name: 'hostile', ConnectionArn: 'arn:x', HttpMethod: 'POST' },
          ...{ InvocationEndpoint: 'http://127.0.0.1:9/*', InvocationRateLimitPerSecond: 1 },
        },
      ],
      ['UpdateApiDestination', { Name: 'hostile', HttpMethod: 'PUT' }],
      [
        'ListTagsForResource',
        { ResourceARN: 'arn:aws:events:us-west-2:123456789012:rule/hostile' },
      ],
    ] as const
  ).map(
    ([name, input]) => ['events', `AWSEvents.${name}`, input] satisfies [string, string, object],
  ),
  ...(
    [
      [
        'CreateSecret',
        { Name: 'a', SecretString: 'x', ClientRequestToken: 'x'.repeat(32), Description: 'x' },
      ],
      ['PutSecretValue', { SecretId: 'a', SecretString: 'x' }],
      ['GetSecretValue', { SecretId: 'a', VersionStage: 'AWSCURRENT' }],
      ['DescribeSecret', { SecretId: 'a' }],
    ] as const
  ).map(
    ([name, input]) =>
      ['secretsmanager', `secretsmanager.${name}`, input] satisfies [string, string, object],
  ),
];

const channelArn = 'arn:aws:ivs:us-west-2:123456789012:channel/abcdefghijkl';
const IVS: [path: string, input: object][] = [
  ['/CreateChannel', { name: 'a', type: 'BASIC', tags: { a: 'b' }, authorized: true, preset: '' }],
  ['/UpdateChannel', { arn: channelArn, name: 'b' }],
  ['/BatchGetChannel', { arns: [channelArn] }],
  ['/ListChannels', { maxResults: 5, filterByName: 'a', nextToken: 'x' }],
  ['/ListStreams', { filterBy: { health: 'HEALTHY' }, maxResults: 5, nextToken: 'x' }],
  ['/PutMetadata', { channelArn, metadata: 'x' }],
  [
    '/CreateRecordingConfiguration',
    {
      destinationConfiguration: { s3: { bucketName: 'abc' } },
      thumbnailConfiguration: { recordingMode: 'INTERVAL', targetIntervalSeconds: 5 },
    },
  ],
  ['/BatchStartViewerSessionRevocation', { viewerSessions: [{ channelArn, viewerId: 'v' }] }],
  [`/tags/${encodeURIComponent(channelArn)}`, { tags: { a: 'b' } }],
];
const LAMBDA: [path: string, input: object][] = [
  ['/2015-03-31/functions/single/invocations', { do: 'nothing' }],
  ['/2015-03-31/functions/single/invocations?Qualifier=$LATEST', { do: 'nothing' }],
  ['/2015-03-31/functions/nobody/invocations', {}],
];
const CONTROL: [method: string, path: string, body: object][] = [
  [
    'POST',
    '/_sim/encoders',
    { streamKey: 'x', priority: 1, reconnectAfterMs: 5, ingest: { video: { videoWidth: 5 } } },
  ],
  ['POST', '/_sim/encoders/st-1/fail', { reason: 'x' }],
  ['DELETE', '/_sim/encoders/st-1', {}],
  [
    'PUT',
    '/_sim/faults',
    {
      seed: 1,
      drop: 0.5,
      reorderMs: 5,
      delayMs: 5,
      services: { dynamodb: { throttle: { PutItem: 0.5 } } },
    },
  ],
  ['PUT', '/_sim/viewers', { channelArn, count: 1 }],
  ['PUT', '/_sim/quotas', { enforce: false, callRates: { ListChannels: 100 } }],
  [
    'PUT',
    '/_sim/policies',
    { nobody: { Statement: { Effect: 'Allow', Action: 'ivs:*', Resource: '*' } } },
  ],
  ['GET', '/_sim/cues?after=0&channelArn=x', {}],
  ['GET', '/_sim/events?after=0&bus=default', {}],
  ['GET', '/_sim/report', {}],
];

const bodyLike = (example: object): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 6, arbitrary: mutated(example) }, { weight: 1, arbitrary: hostileText });
const part = fc.constantFrom(
  ...[
    '%E0%A4%A',
    '%',
    '%zz',
    '%00',
    '..',
    '.',
    '',
    'a%2Fb',
    '%F0%9F%8E%A5',
    '\u00ff',
    '{streamId}',
    '*',
  ],
  ...[
    '__proto__',
    'x'.repeat(4_000),
    'arn:aws:ivs:us-west-2:1:channel/x',
    '//',
    ';',
    "'",
    '?',
    '#',
  ],
);
const PREFIXES = ['/_sim/encoders/', '/_sim/', '/tags/', '/2015-03-31/functions/', '/things/', '/'];
const SERVICES = ['ivs', 'dynamodb', 'sqs', 'events', 'lambda', 'secretsmanager', 'execute-api'];
const hostilePath = fc
  .tuple(fc.constantFrom(...PREFIXES), fc.array(part, { minLength: 1, maxLength: 4 }))
  .map(([prefix, parts]) => prefix + parts.join('/'));

/** Requests of one kind, made from their examples. */
function kind<T>(weight: number, examples: T[], make: (example: T) => fc.Arbitrary<Hostile>) {
  return { weight, arbitrary: fc.constantFrom(...examples).chain(make) };
}

const anywhere: fc.Arbitrary<Hostile> = fc.record({
  service: fc.constantFrom(undefined, ...SERVICES),
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE'),
  path: hostilePath,
  target: fc.constantFrom(
    undefined,
    'x',
    '.',
    'AmazonSQS.constructor',
    'DynamoDB_20120810.toString',
  ),
  body: bodyLike({ a: 1 }),
});

export const requests: fc.Arbitrary<Hostile> = fc.oneof(
  kind(5, EXAMPLES, ([service, target, input]) =>
    bodyLike(input).map((body) => ({ service, target, body })),
  ),
  kind(3, IVS, ([path, input]) => bodyLike(input).map((body) => ({ service: 'ivs', path, body }))),
  kind(3, CONTROL, ([method, path, input]) =>
    bodyLike(input).map((body) => ({ method, path, body })),
  ),
  kind(1, LAMBDA, ([path, input]) =>
    bodyLike(input).map((body) => ({ service: 'lambda', path, body })),
  ),
  { weight: 3, arbitrary: anywhere },
);
