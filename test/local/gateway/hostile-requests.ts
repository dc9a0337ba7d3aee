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
const attributes = { a: { DataType: 'String', StringValue: 'x' } };
const message = { MessageBody: 'x', MessageAttributes: attributes };
export const entry = {
  Source: 'test.none',
  DetailType: 'x',
  Detail: '{"a": 1}',
  Resources: ['a'],
  Time: 1,
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
