import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CancelMessageMoveTaskCommand,
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  QueueNameExists,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { answerSqs } from '../../../src/local/sqs/protocol.ts';
import { Queues } from '../../../src/local/sqs/queues.ts';
import { FIFO, STANDARD } from './support.ts';

// Requests create, change and delete queues, and move messages out of dead-letter queues.

let now = Date.parse('2026-11-28T12:00:00Z');
let ids = 0;
const queues = new Queues([{ ...STANDARD, name: 'of-stack' }], {
  now: () => now,
  newId: () => `id-${++ids}`,
});
let server: Server;
let sqs: SQSClient;
let endpoint: string;
beforeAll(async () => {
  server = createServer((request, response) => void answerSqs(queues, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'x', secretAccessKey: 'y' };
  sqs = new SQSClient({ endpoint, region: 'us-west-2', credentials, maxAttempts: 1 });
});
afterAll(() => {
  sqs.destroy();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => queues.reset());

const url = (name: string): string => `${endpoint}/123456789012/${name}`;
const arn = (name: string): string => `arn:aws:sqs:us-west-2:123456789012:${name}`;
const create = (QueueName: string, Attributes: Record<string, string> = {}) =>
  sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
const set = (name: string, Attributes: Record<string, string>) =>
  sqs.send(new SetQueueAttributesCommand({ QueueUrl: url(name), Attributes }));
const attributesOf = async (name: string) =>
  (await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url(name), AttributeNames: ['All'] })))
    .Attributes;
const redrive = (name: string, maxReceiveCount = 1) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn(name), maxReceiveCount }),
});
const send = (name: string, MessageBody: string) =>
  sqs.send(new SendMessageCommand({ QueueUrl: url(name), MessageBody }));
const receive = async (name: string, VisibilityTimeout?: number) =>
  (
    await sqs.send(
      new ReceiveMessageCommand({
        ...{ QueueUrl: url(name), MaxNumberOfMessages: 10, VisibilityTimeout },
      }),
    )
  ).Messages ?? [];
const bodies = async (name: string) => (await receive(name)).map(({ Body }) => Body);

test('a created queue has the attributes of the request, and the defaults of SQS', async () => {
  expect((await create('plain')).QueueUrl).toBe(url('plain'));
  const seconds = String(Math.floor(now / 1_000));
  expect(await attributesOf('plain')).toEqual({
    ...{ QueueArn: arn('plain'), CreatedTimestamp: seconds, LastModifiedTimestamp: seconds },
    ...{ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesDelayed: '0' },
    ...{ ApproximateNumberOfMessagesNotVisible: '0', DelaySeconds: '0' },
    ...{ MaximumMessageSize: '1048576', MessageRetentionPeriod: '345600' },
    ...{ ReceiveMessageWaitTimeSeconds: '0', VisibilityTimeout: '30' },
  });
  const given = {
    ...{ DelaySeconds: '5', VisibilityTimeout: '7', MessageRetentionPeriod: '60' },
    ...{ ReceiveMessageWaitTimeSeconds: '2', MaximumMessageSize: '1024' },
    ...{ ContentBasedDeduplication: 'true', DeduplicationScope: 'messageGroup' },
    ...{ FifoQueue: 'true', FifoThroughputLimit: 'perMessageGroupId' },
    ...{ Policy: '{"Version":"2012-10-17"}', SqsManagedSseEnabled: 'true' },
  };
  await create('all.fifo', given);
  expect(await attributesOf('all.fifo')).toMatchObject(given);
  expect(queues.plan('all.fifo')).toEqual({
    ...{ ...FIFO, name: 'all.fifo', contentBasedDeduplication: true },
    ...{ deduplicationScope: 'messageGroup', delaySeconds: 5, visibilityTimeoutSeconds: 7 },
    ...{ retentionSeconds: 60, receiveWaitSeconds: 2, maximumMessageBytes: 1_024 },
  });
});

test('a queue that exists is created again only with other attributes than it has: an error', async () => {
  await create('q', { VisibilityTimeout: '7', ...{ Policy: '{}' } });
  expect((await create('q')).QueueUrl).toBe(url('q'));
  expect((await create('q', { VisibilityTimeout: '7' })).QueueUrl).toBe(url('q'));
  const other = create('q', { VisibilityTimeout: '8' });
  await expect(other).rejects.toBeInstanceOf(QueueNameExists);
  await expect(other).rejects.toMatchObject({
    Code: 'QueueAlreadyExists',
    message: expect.stringContaining('a different value for attribute VisibilityTimeout'),
  });
});

test('a queue is deleted with its messages, and can be created again at once', async () => {
  await create('q');
  await send('q', 'x');
  await sqs.send(new DeleteQueueCommand({ QueueUrl: url('q') }));
  await expect(attributesOf('q')).rejects.toThrow('The specified queue does not exist.');
  await create('q');
  expect(await bodies('q')).toEqual([]);
});

test('attributes of a queue change while its messages stay; a reset undoes it for a queue of the stack', async () => {
  await send('of-stack', 'kept');
  now += 5_000;
  await set('of-stack', { VisibilityTimeout: '9', Policy: '{}' });
  expect(await attributesOf('of-stack')).toMatchObject({
    ...{ VisibilityTimeout: '9', Policy: '{}', ApproximateNumberOfMessages: '1' },
    LastModifiedTimestamp: String(Math.floor(now / 1_000)),
  });
  await set('of-stack', { Policy: '' });
  expect(await attributesOf('of-stack')).not.toHaveProperty('Policy');
  queues.reset();
  expect(await attributesOf('of-stack')).toMatchObject({ VisibilityTimeout: '30' });
});

test('a redrive policy can be set and removed, and the sources of a dead-letter queue are listed', async () => {
  await create('dead');
  await create('a', redrive('dead'));
  await create('b', redrive('dead'));
  const list = new ListDeadLetterSourceQueuesCommand({ QueueUrl: url('dead') });
  expect((await sqs.send(list)).queueUrls).toEqual([url('a'), url('b')]);
  await set('a', { RedrivePolicy: '' });
  expect((await sqs.send(list)).queueUrls).toEqual([url('b')]);
  await send('b', 'poison');
  await receive('b', 0);
  expect(await bodies('b')).toEqual([]);
  expect(await bodies('dead')).toEqual(['poison']);
});

test('without its dead-letter queue, a queue keeps messages that were received too often', async () => {
  await create('dead');
  await create('a', redrive('dead'));
  await send('a', 'poison');
  await receive('a', 0);
  await sqs.send(new DeleteQueueCommand({ QueueUrl: url('dead') }));
  expect(await bodies('a')).toEqual(['poison']);
});

test('a RedriveAllowPolicy lets only the queues that it names use a dead-letter queue', async () => {
  const policy = { redrivePermission: 'byQueue', sourceQueueArns: [arn('a')] };
  await create('dead', { RedriveAllowPolicy: JSON.stringify(policy) });
  await create('a', redrive('dead'));
  await expect(create('b', redrive('dead'))).rejects.toThrow('does not allow this queue');
});

test('queues are listed in pages', async () => {
  for (const name of ['p3', 'p1', 'p2']) await create(name);
  const QueueNamePrefix = 'p';
  const first = await sqs.send(new ListQueuesCommand({ QueueNamePrefix, MaxResults: 2 }));
  expect(first.QueueUrls).toEqual([url('p1'), url('p2')]);
  const { NextToken } = first;
  const rest = await sqs.send(new ListQueuesCommand({ QueueNamePrefix, MaxResults: 2, NextToken }));
  expect(rest).toMatchObject({ QueueUrls: [url('p3')] });
  expect(rest.NextToken).toBeUndefined();
});

test('tags', async () => {
  await sqs.send(new CreateQueueCommand({ QueueName: 'q', tags: { a: '1', b: '2' } }));
  const QueueUrl = url('q');
  await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { b: '3', c: '4' } }));
  await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['a'] }));
  const { Tags } = await sqs.send(new ListQueueTagsCommand({ QueueUrl }));
  expect(Tags).toEqual({ b: '3', c: '4' });
});

/** Messages that were received too often, in `dead`. */
async function deadLetters(...texts: string[]) {
  await create('dead');
  await create('source', redrive('dead'));
  for (const text of texts) await send('source', text);
  await receive('source', 0);
  await receive('source', 0);
}
const start = (input: object = {}) =>
  sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn('dead'), ...input }));
const tasks = async (MaxResults?: number) =>
  (await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arn('dead'), MaxResults })))
    .Results ?? [];

test('a move task sends dead letters back where they came from, as new messages', async () => {
  await deadLetters('1', '2');
  const { TaskHandle } = await start();
  expect(await tasks()).toEqual([
    {
      ...{ Status: 'COMPLETED', SourceArn: arn('dead'), StartedTimestamp: now },
      ...{ ApproximateNumberOfMessagesMoved: 2, ApproximateNumberOfMessagesToMove: 2 },
    },
  ]);
  const moved = await receive('source');
  expect(moved.map(({ Body }) => Body)).toEqual(['1', '2']);
  expect(await bodies('dead')).toEqual([]);
  const cancel = new CancelMessageMoveTaskCommand({ TaskHandle });
  await expect(sqs.send(cancel)).rejects.toThrow('Only active tasks can be cancelled.');
});

test('a move task with a destination moves to it, also what was sent to the dead-letter queue', async () => {
  await deadLetters('1');
  await send('dead', 'sent');
  await create('other');
  await start({ DestinationArn: arn('other') });
  expect(await bodies('other')).toEqual(['1', 'sent']);
});

test('a message that came from no queue fails the task; it stays', async () => {
  await deadLetters();
  await send('dead', 'sent');
  await start();
  const failed = { Status: 'FAILED', ApproximateNumberOfMessagesMoved: 0 };
  expect(await tasks()).toMatchObject([
    { ...failed, FailureReason: 'CouldNotDetermineMessageSource' },
  ]);
  expect(await bodies('dead')).toEqual(['sent']);
});

test('a task for a queue that is gone fails', async () => {
  await deadLetters('1');
  await create('other', redrive('dead'));
  await sqs.send(new DeleteQueueCommand({ QueueUrl: url('source') }));
  await start();
  expect(await tasks()).toMatchObject([
    { Status: 'FAILED', FailureReason: 'AWS.SimpleQueueService.NonExistentQueue' },
  ]);
});

test('a task with a rate runs, is the only one of its queue, and can be cancelled', async () => {
  await deadLetters('1', '2', '3');
  const { TaskHandle } = await start({ MaxNumberOfMessagesPerSecond: 1 });
  now += 1_000;
  const isMoved = async () =>
    expect(await tasks()).toMatchObject([{ ApproximateNumberOfMessagesMoved: 1 }]);
  await vi.waitFor(isMoved, { interval: 20 });
  expect(await tasks()).toMatchObject([
    { TaskHandle, Status: 'RUNNING', MaxNumberOfMessagesPerSecond: 1 },
  ]);
  await expect(start()).rejects.toThrow('There is already a task running.');
  const cancel = new CancelMessageMoveTaskCommand({ TaskHandle });
  expect(await sqs.send(cancel)).toMatchObject({ ApproximateNumberOfMessagesMoved: 1 });
  await start();
  expect(await tasks(10)).toMatchObject([{ Status: 'COMPLETED' }, { Status: 'CANCELLED' }]);
  expect(await bodies('source')).toEqual(['1', '2', '3']);
});

const attribute = (name: string, value: string, more: Record<string, string> = {}) =>
  new CreateQueueCommand({
    QueueName: more.FifoQueue ? 'q.fifo' : 'q',
    Attributes: { [name]: value, ...more },
  });
test.each([
  [
    'a name with a space',
    new CreateQueueCommand({ QueueName: 'a b' }),
    'InvalidParameterValue',
    '1 to 80 in length',
  ],
  [
    'a FIFO name without the attribute',
    new CreateQueueCommand({ QueueName: 'q.fifo' }),
    'InvalidParameterValue',
    'alphanumeric',
  ],
  [
    'the attribute without a FIFO name',
    new CreateQueueCommand({ QueueName: 'q', Attributes: { FifoQueue: 'true' } }),
    'InvalidParameterValue',
    'must end with .fifo suffix',
  ],
  [
    'an unknown attribute',
    attribute('Colour', 'red'),
    'InvalidAttributeName',
    'Unknown Attribute Colour',
  ],
  [
    'an attribute of FIFO queues',
    attribute('ContentBasedDeduplication', 'true'),
    'InvalidAttributeName',
    'ContentBasedDeduplication',
  ],
  [
    'too long a timeout',
    attribute('VisibilityTimeout', '43201'),
    'InvalidAttributeValue',
    'VisibilityTimeout',
  ],
  [
    'a delay that is no number',
    attribute('DelaySeconds', 'ten'),
    'InvalidAttributeValue',
    'DelaySeconds',
  ],
  ['a policy that is no JSON', attribute('Policy', 'x'), 'InvalidAttributeValue', 'Policy'],
  [
    'a redrive policy that is no JSON',
    attribute('RedrivePolicy', 'x'),
    'InvalidParameterValue',
    'not a valid JSON map',
  ],
  [
    'a dead-letter queue that does not exist',
    attribute('RedrivePolicy', redrive('gone').RedrivePolicy),
    'InvalidParameterValue',
    'Dead letter target does not exist.',
  ],
  [
    'a dead-letter queue of the other type',
    attribute('RedrivePolicy', redrive('of-stack').RedrivePolicy, { FifoQueue: 'true' }),
    'InvalidParameterValue',
    'must be same type of queue',
  ],
  [
    'no receives',
    attribute('RedrivePolicy', redrive('of-stack', 0).RedrivePolicy),
    'InvalidParameterValue',
    'from 1 to 1000',
  ],
  [
    'an allow policy without queues',
    attribute('RedriveAllowPolicy', '{"redrivePermission":"byQueue"}'),
    'InvalidAttributeValue',
    'RedriveAllowPolicy',
  ],
  [
    'a task of a queue that is no dead-letter queue',
    new StartMessageMoveTaskCommand({ SourceArn: arn('of-stack') }),
    'InvalidParameterValue',
    'must be configured as a Dead Letter Queue',
  ],
  [
    'a task of a queue that does not exist',
    new StartMessageMoveTaskCommand({ SourceArn: arn('gone') }),
    'ResourceNotFoundException',
    'SourceArn',
  ],
  [
    'a task of something else',
    new StartMessageMoveTaskCommand({ SourceArn: 'of-stack' }),
    'InvalidParameterValue',
    'You must use this format',
  ],
  [
    'a handle of no task',
    new CancelMessageMoveTaskCommand({ TaskHandle: 'x' }),
    'ResourceNotFoundException',
    'Task does not exist.',
  ],
])('%s is refused', async (_what, command, code, words) => {
  const asking = sqs.send(command as CreateQueueCommand);
  await expect(asking).rejects.toThrow(words);
  await expect(asking).rejects.toMatchObject({ Code: code });
});
