import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AddPermissionCommand,
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { QueuePlan } from '../../../src/local/config/plan.ts';
import { answerSqs } from '../../../src/local/sqs/protocol.ts';
import { Queues } from '../../../src/local/sqs/queues.ts';
import { FIFO, STANDARD } from './support.ts';

describe.each(['serverless.yml', 'CreateQueue'])('queues of %s', (origin) => {
  const redrive = { queue: 'dead.fifo', maxReceiveCount: 1 };
  let now = Date.parse('2026-11-21T12:00:00Z');
  let ids = 0;
  const plans = [{ ...FIFO, name: 'dead.fifo' }, { ...FIFO, redrive }, STANDARD];
  const queues = new Queues(origin === 'serverless.yml' ? plans : [], {
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
  beforeEach(async () => {
    queues.reset();
    if (origin === 'CreateQueue') for (const plan of plans) await create(plan);
  });

  async function create({ name, fifo, redrive: policy }: QueuePlan) {
    const deadLetterTargetArn = `arn:aws:sqs:us-west-2:123456789012:${policy?.queue}`;
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
    const Attributes = { ...(fifo && { FifoQueue: 'true' }), ...(policy && { RedrivePolicy }) };
    await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
  }

  test('the queues have the settings that the tests of queues use', () => {
    for (const plan of plans) expect(queues.plan(plan.name)).toEqual(plan);
  });

  const url = (name: string): string => `${endpoint}/123456789012/${name}`;
  const send = (MessageBody: string, group = 'g', QueueUrl = url('q.fifo')) =>
    sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody,
        MessageGroupId: group,
        MessageDeduplicationId: `dedup-${++ids}`,
      }),
    );
  const receive = (more = {}, QueueUrl = url('q.fifo')) =>
    sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }));

  test('the SDK accepts the digests of body and attributes of sent and received messages', async () => {
    const MessageAttributes = {
      text: { DataType: 'String', StringValue: 'größe' },
      count: { DataType: 'Number.int', StringValue: '7' },
      bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(0, 255) },
    };
    const sent = await sqs.send(
      new SendMessageCommand({ QueueUrl: url('q'), MessageBody: 'grüße 👋', MessageAttributes }),
    );
    const { Messages: [message] = [] } = await receive(
      { MessageAttributeNames: ['All'] },
      url('q'),
    );

    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'grüße 👋',
      MessageAttributes,
    });
    expect(message?.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
  });

  test('only the requested attributes are returned', async () => {
    const attribute = { DataType: 'String', StringValue: 'x' };
    const MessageAttributes = { 'a.b': attribute, 'a.c': attribute, d: attribute };
    const QueueUrl = url('q');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes }));

    const requested = {
      MessageAttributeNames: ['a.*'],
      MessageSystemAttributeNames: ['SentTimestamp'],
    };
    const { Messages: [message] = [] } = await receive(
      { ...requested, VisibilityTimeout: 0 },
      QueueUrl,
    );
    expect(Object.keys(message?.MessageAttributes ?? {})).toEqual(['a.b', 'a.c']);
    expect(message?.Attributes).toEqual({ SentTimestamp: String(now) });
    const { Messages: [bare] = [] } = await receive({}, QueueUrl);
    expect(bare).not.toHaveProperty('Attributes');
    expect(bare).not.toHaveProperty('MessageAttributes');
  });

  test('the system attributes of a FIFO message are strings', async () => {
    const { SequenceNumber } = await send('x', 'group-1');
    const { Messages: [message] = [] } = await receive({ AttributeNames: ['All'] });
    expect(message?.Attributes).toEqual({
      SenderId: '123456789012',
      SentTimestamp: String(now),
      ApproximateReceiveCount: '1',
      ApproximateFirstReceiveTimestamp: String(now),
      SequenceNumber,
      MessageGroupId: 'group-1',
      MessageDeduplicationId: expect.stringMatching(/^dedup-/),
    });
  });

  test('a long poll receives a message that is sent while it waits', async () => {
    const waiting = receive({ WaitTimeSeconds: 20 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await send('late');
    expect((await waiting).Messages).toMatchObject([{ Body: 'late' }]);
  });

  test('a long poll whose client has disconnected receives nothing', async () => {
    const going = new AbortController();
    const waiting = sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url('q.fifo'), WaitTimeSeconds: 20 }),
      { abortSignal: going.signal },
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    going.abort();
    await expect(waiting).rejects.toThrow(/abort/i);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await send('kept');
    expect((await receive()).Messages).toMatchObject([{ Body: 'kept' }]);
  });

  test('a response without messages has no member Messages', async () => {
    expect(await receive()).not.toHaveProperty('Messages');
  });

  test('a message that is received too often goes to the dead-letter queue, with the ARN of its source', async () => {
    await send('poison', 'g1');
    await receive({ VisibilityTimeout: 0 });
    expect((await receive()).Messages).toBeUndefined();
    const { Messages: [dead] = [] } = await receive({ AttributeNames: ['All'] }, url('dead.fifo'));
    expect(dead).toMatchObject({
      Body: 'poison',
      Attributes: {
        MessageGroupId: 'g1',
        DeadLetterQueueSourceArn: 'arn:aws:sqs:us-west-2:123456789012:q.fifo',
      },
    });
  });

  test('a batch reports each entry, and a wrong entry does not affect the others', async () => {
    const QueueUrl = url('q.fifo');
    const entry = (Id: string, more = {}) => ({
      ...{ Id, MessageBody: Id, MessageGroupId: 'g', MessageDeduplicationId: `d-${Id}` },
      ...more,
    });
    const sent = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [entry('a'), entry('b', { MessageGroupId: undefined }), entry('c')],
      }),
    );
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['a', 'c']);
    expect(sent.Failed).toMatchObject([{ Id: 'b', Code: 'MissingParameter', SenderFault: true }]);

    const { Messages = [] } = await receive();
    const handles = Messages.map(({ MessageId: Id = '', ReceiptHandle }) => ({
      Id,
      ReceiptHandle,
    }));
    const wrong = { Id: 'wrong', ReceiptHandle: 'x' };
    const [first, ...rest] = handles;
    const Entries = [
      { Id: 'x', VisibilityTimeout: 5, ReceiptHandle: first?.ReceiptHandle },
      { ...wrong, VisibilityTimeout: 0 },
    ];
    const changed = await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    expect(changed.Successful).toEqual([{ Id: 'x' }]);
    expect(changed.Failed).toMatchObject([{ Id: 'wrong', Code: 'ReceiptHandleIsInvalid' }]);
    const deleted = await sqs.send(
      new DeleteMessageBatchCommand({ QueueUrl, Entries: [...rest, wrong] }),
    );
    expect(deleted.Successful).toHaveLength(1);
    expect(deleted.Failed).toMatchObject([{ Id: 'wrong', Code: 'ReceiptHandleIsInvalid' }]);
  });

  test('queues are found by name, listed by prefix, described and purged', async () => {
    const found = await sqs.send(new GetQueueUrlCommand({ QueueName: 'q.fifo' }));
    expect(found.QueueUrl).toBe(url('q.fifo'));
    const { QueueUrls } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'q' }));
    expect(QueueUrls).toEqual([url('q'), url('q.fifo')]);
    await send('1');
    await send('2');
    await receive({ MaxNumberOfMessages: 1 });
    const ask = new GetQueueAttributesCommand({ QueueUrl: url('q.fifo'), AttributeNames: ['All'] });
    expect((await sqs.send(ask)).Attributes).toMatchObject({
      QueueArn: 'arn:aws:sqs:us-west-2:123456789012:q.fifo',
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      FifoQueue: 'true',
      VisibilityTimeout: '30',
      RedrivePolicy:
        '{"deadLetterTargetArn":"arn:aws:sqs:us-west-2:123456789012:dead.fifo","maxReceiveCount":1}',
    });
    await sqs.send(new PurgeQueueCommand({ QueueUrl: url('q.fifo') }));
    const { ApproximateNumberOfMessages: left } = (await sqs.send(ask)).Attributes ?? {};
    expect(left).toBe('0');
  });

  test('a queue that does not exist is QueueDoesNotExist, with the code that SDKs report', async () => {
    const asking = sqs.send(new GetQueueUrlCommand({ QueueName: 'gone' }));
    await expect(asking).rejects.toBeInstanceOf(QueueDoesNotExist);
    await expect(asking).rejects.toMatchObject({ Code: 'AWS.SimpleQueueService.NonExistentQueue' });
    for (const wrong of [url('gone'), `${endpoint}/210987654321/q`, 'q']) {
      await expect(send('x', 'g', wrong)).rejects.toThrow('The specified queue does not exist.');
    }
  });

  const KIB = 1_024;
  const QueueUrl = 'http://local/123456789012/q.fifo';
  const fine = { QueueUrl, MessageBody: 'x', MessageGroupId: 'g', MessageDeduplicationId: 'd' };
  const standard = { QueueUrl: 'http://local/123456789012/q', MessageBody: 'x' };
  const one = { Id: 'a', MessageBody: 'x', MessageGroupId: 'g' };
  const batch = (...Entries: object[]) =>
    new SendMessageBatchCommand({ QueueUrl, Entries: Entries as never });

  test.each([
    [
      'no group',
      new SendMessageCommand({ ...fine, MessageGroupId: undefined }),
      'MissingParameter',
      'MessageGroupId',
    ],
    [
      'no body',
      new SendMessageCommand({ ...fine, MessageBody: '' }),
      'MissingParameter',
      'MessageBody',
    ],
    [
      'no deduplication',
      new SendMessageCommand({ ...fine, MessageDeduplicationId: undefined }),
      'InvalidParameterValue',
      'ContentBasedDeduplication',
    ],
    [
      'group with a space',
      new SendMessageCommand({ ...fine, MessageGroupId: 'a b' }),
      'InvalidParameterValue',
      'MessageGroupId',
    ],
    [
      'group too long',
      new SendMessageCommand({ ...fine, MessageGroupId: 'x'.repeat(129) }),
      'InvalidParameterValue',
      '1 to 128',
    ],
    [
      'delay on FIFO',
      new SendMessageCommand({ ...fine, DelaySeconds: 5 }),
      'InvalidParameterValue',
      'not valid for this queue type',
    ],
    [
      'deduplication on standard',
      new SendMessageCommand({ ...standard, MessageDeduplicationId: 'd' }),
      'InvalidParameterValue',
      'not valid for this queue type',
    ],
    [
      'delay too long',
      new SendMessageCommand({ ...standard, DelaySeconds: 901 }),
      'InvalidParameterValue',
      'between 0 and 900',
    ],
    [
      'control characters',
      new SendMessageCommand({ ...fine, MessageBody: 'a\u0000b' }),
      'InvalidMessageContents',
      'Invalid characters',
    ],
    [
      'too large',
      new SendMessageCommand({ ...fine, MessageBody: 'x'.repeat(KIB * KIB + 1) }),
      'InvalidParameterValue',
      'shorter than 1048576 bytes',
    ],
    [
      'attribute without value',
      new SendMessageCommand({
        ...fine,
        MessageAttributes: { a: { DataType: 'String', StringValue: '' } },
      }),
      'InvalidParameterValue',
      "attribute 'a'",
    ],
    [
      'attribute of no type',
      new SendMessageCommand({
        ...fine,
        MessageAttributes: { a: { DataType: 'Text', StringValue: 'x' } },
      }),
      'InvalidParameterValue',
      "invalid type 'Text'",
    ],
    [
      'empty batch',
      batch(),
      'AWS.SimpleQueueService.EmptyBatchRequest',
      'at least one SendMessageBatchRequestEntry',
    ],
    [
      'eleven entries',
      batch(...Array.from({ length: 11 }, (_, i) => ({ ...one, Id: `${i}` }))),
      'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
      'You have sent 11',
    ],
    [
      'one id twice',
      batch(one, one),
      'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
      'Id a repeated',
    ],
    [
      'id with a space',
      batch({ ...one, Id: 'a b' }),
      'AWS.SimpleQueueService.InvalidBatchEntryId',
      'alphanumeric',
    ],
    [
      'batch too large',
      batch({ ...one, MessageBody: 'x'.repeat(KIB * KIB) }, { ...one, Id: 'b' }),
      'AWS.SimpleQueueService.BatchRequestTooLong',
      'You have sent 1048577 bytes',
    ],
    [
      'eleven messages',
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 11 }),
      'InvalidParameterValue',
      'between 1 and 10',
    ],
    [
      'wait too long',
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 21 }),
      'InvalidParameterValue',
      'between 0 and 20',
    ],
    [
      'attempt id',
      new ReceiveMessageCommand({ QueueUrl, ReceiveRequestAttemptId: 'x' }),
      'AWS.SimpleQueueService.UnsupportedOperation',
      'ReceiveRequestAttemptId',
    ],
    [
      'handle of nothing',
      new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'x' }),
      'ReceiptHandleIsInvalid',
      'not a valid receipt handle',
    ],
    [
      'no timeout',
      new ChangeMessageVisibilityCommand({
        QueueUrl,
        ReceiptHandle: 'x',
        VisibilityTimeout: undefined,
      }),
      'MissingParameter',
      'VisibilityTimeout',
    ],
    [
      'timeout too long',
      new ChangeMessageVisibilityCommand({
        QueueUrl,
        ReceiptHandle: 'x',
        VisibilityTimeout: 43_201,
      }),
      'InvalidParameterValue',
      'between 0 and 43200',
    ],
    [
      'an unknown attribute',
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Colour' as never] }),
      'InvalidAttributeName',
      'Unknown Attribute Colour',
    ],
    [
      'another operation',
      new AddPermissionCommand({ QueueUrl, Label: 'x', AWSAccountIds: [], Actions: [] }),
      'AWS.SimpleQueueService.UnsupportedOperation',
      'The operation AddPermission',
    ],
  ])('%s is refused', async (_what, command, code, words) => {
    const asking = sqs.send(command as SendMessageCommand);
    await expect(asking).rejects.toThrow(words);
    await expect(asking).rejects.toMatchObject({ Code: code });
  });

  test('messages and batches of the largest size are accepted', async () => {
    await sqs.send(new SendMessageCommand({ ...fine, MessageBody: 'x'.repeat(KIB * KIB) }));
    now += 1;
    expect((await receive()).Messages?.[0]?.Body).toHaveLength(KIB * KIB);
  });
});
