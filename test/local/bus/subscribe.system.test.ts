import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TagResourceCommand,
  TestEventPatternCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clientConfig, startFixture } from '../support.ts';

// Code of a user subscribes to the buses of the stack, with the clients of AWS.

let fixture: Awaited<ReturnType<typeof startFixture>>;
let events: EventBridgeClient;
beforeAll(async () => {
  fixture = await startFixture();
  events = new EventBridgeClient(clientConfig(fixture.stack.endpoint));
});
afterAll(async () => {
  events.destroy();
  await fixture.stack.close();
});
beforeEach(() => fixture.stack.reset());

const queueArn = (name: string) => `arn:aws:sqs:us-west-2:123456789012:${name}`;
const createQueue = (QueueName: string, Attributes: Record<string, string> = {}) =>
  fixture.aws.sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
const put = (Source: string, Detail: object = {}, EventBusName = 'default') =>
  events.send(
    new PutEventsCommand({
      Entries: [{ Source, DetailType: 'Test', Detail: JSON.stringify(Detail), EventBusName }],
    }),
  );

/** A rule of the user for events of a source. @returns the ARN of the rule */
async function subscribe(Name: string, source: string, target: object, EventBusName?: string) {
  const bus = EventBusName === undefined ? {} : { EventBusName };
  const EventPattern = JSON.stringify({ source: [source] });
  const { RuleArn } = await events.send(new PutRuleCommand({ Name, EventPattern, ...bus }));
  const Targets = [{ Id: 'target', ...target }] as never;
  const answer = await events.send(new PutTargetsCommand({ Rule: Name, Targets, ...bus }));
  expect(answer.FailedEntryCount).toBe(0);
  return RuleArn;
}

test('a queue that was created gets the events of a rule that was put, on each bus', async () => {
  for (const [bus, rule] of [
    ['default', 'rule/mine'],
    ['fixture-bus', 'rule/fixture-bus/mine'],
  ] as const) {
    const name = `heard-on-${bus}`;
    expect((await createQueue(name)).QueueUrl).toBe(fixture.aws.queueUrl(name));
    const arn = await subscribe('mine', 'me', { Arn: queueArn(name) }, bus);
    expect(arn).toBe(`arn:aws:events:us-west-2:123456789012:${rule}`);
    await put('someone.else', {}, bus);
    const { Entries = [] } = await put('me', { n: 1 }, bus);
    expect((await fixture.aws.take(name))?.body).toMatchObject({
      ...{ id: Entries[0]?.EventId, source: 'me', 'detail-type': 'Test', detail: { n: 1 } },
    });
    expect(await fixture.aws.take(name, 0)).toBeUndefined();
  }
});

test('a FIFO queue gets the events of a rule in their order, in the message group of the target', async () => {
  await createQueue('heard.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
  const target = { Arn: queueArn('heard.fifo'), SqsParameters: { MessageGroupId: 'group' } };
  await subscribe('mine', 'me', target);
  for (const n of [1, 2, 3]) await put('me', { n });
  for (const n of [1, 2, 3]) {
    const message = await fixture.aws.take('heard.fifo');
    expect(message?.body.detail).toEqual({ n });
    expect(message?.Attributes?.MessageGroupId).toBe('group');
  }
});

test('a rule can be described, listed, disabled, replaced and deleted', async () => {
  await createQueue('subscribed');
  const Arn = queueArn('subscribed');
  await subscribe('mine', 'me', { Arn, Input: '{"constant":true}' });
  const described = {
    ...{ Name: 'mine', EventBusName: 'default', State: 'ENABLED' },
    ...{
      Arn: 'arn:aws:events:us-west-2:123456789012:rule/mine',
      EventPattern: '{"source":["me"]}',
    },
  };
  const Name = 'mine';
  expect(await events.send(new DescribeRuleCommand({ Name }))).toMatchObject(described);
  const listed = await events.send(new ListRulesCommand({ NamePrefix: 'mi' }));
  expect(listed.Rules).toEqual([described]);
  const targets = new ListTargetsByRuleCommand({ Rule: Name });
  expect((await events.send(targets)).Targets).toEqual([
    { Id: 'target', Arn, Input: '{"constant":true}' },
  ]);
  const names = await events.send(new ListRuleNamesByTargetCommand({ TargetArn: Arn }));
  expect(names.RuleNames).toEqual(['mine']);

  await events.send(new DisableRuleCommand({ Name }));
  await put('me');
  expect(await fixture.aws.take('subscribed', 0)).toBeUndefined();
  await events.send(new EnableRuleCommand({ Name }));
  await put('me');
  expect((await fixture.aws.take('subscribed', 0))?.body).toEqual({ constant: true });

  const EventPattern = '{"source":["another"]}';
  await events.send(new PutRuleCommand({ Name, EventPattern, Description: 'replaced' }));
  await put('me');
  await put('another');
  expect((await fixture.aws.take('subscribed', 0))?.body).toEqual({ constant: true });
  expect(await fixture.aws.take('subscribed', 0)).toBeUndefined();

  const remove = new DeleteRuleCommand({ Name });
  await expect(events.send(remove)).rejects.toThrow("Rule can't be deleted since it has targets.");
  const Ids = ['target', 'unknown'];
  const removed = await events.send(new RemoveTargetsCommand({ Rule: Name, Ids }));
  expect(removed.FailedEntries).toMatchObject([{ TargetId: 'unknown' }]);
  await events.send(remove);
  await events.send(remove);
  await expect(events.send(new DescribeRuleCommand({ Name }))).rejects.toMatchObject({
    ...{
      name: 'ResourceNotFoundException',
      message: 'Rule mine does not exist on EventBus default.',
    },
  });
});

test('requests cannot change the rules of the stack for good', async () => {
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  const [rule] = Rules.filter(({ EventPattern }) => EventPattern?.includes('test.probe'));
  const Name = rule?.Name ?? '';
  const Targets = [{ Id: '2', Arn: queueArn('subscribed') }];
  const refused = { name: 'ManagedRuleException', message: expect.stringContaining(Name) };
  for (const command of [
    new PutRuleCommand({ Name, EventPattern: '{"source":["x"]}' }),
    new PutTargetsCommand({ Rule: Name, Targets }),
    new DeleteRuleCommand({ Name, Force: true }),
  ])
    await expect(events.send(command as PutRuleCommand)).rejects.toMatchObject(refused);
  expect(await events.send(new DescribeRuleCommand({ Name }))).toMatchObject(rule ?? {});
});

test('a bus can be created, used and deleted; those of the stack stay', async () => {
  const Name = 'mine';
  const { EventBusArn = '' } = await events.send(new CreateEventBusCommand({ Name }));
  await expect(events.send(new CreateEventBusCommand({ Name }))).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
  });
  expect(await events.send(new DescribeEventBusCommand({ Name }))).toMatchObject({
    ...{ Name, Arn: EventBusArn },
  });
  await createQueue('subscribed');
  await subscribe('rule', 'me', { Arn: queueArn('subscribed') }, EventBusArn);
  await put('me', {}, Name);
  expect(await fixture.aws.take('subscribed', 0)).toBeDefined();
  const all = await events.send(new ListEventBusesCommand({}));
  expect(all.EventBuses?.map((bus) => bus.Name)).toEqual(['default', 'fixture-bus', 'mine']);
  const remove = new DeleteEventBusCommand({ Name });
  await expect(events.send(remove)).rejects.toThrow('delete its rules first');
  await fixture.stack.reset();
  await expect(events.send(new DescribeEventBusCommand({ Name }))).rejects.toThrow(
    'Event bus mine does not exist.',
  );
  await expect(events.send(new DeleteEventBusCommand({ Name: 'fixture-bus' }))).rejects.toThrow(
    'it is a bus of the stack',
  );
});

test('a reset removes the rules and queues of other code', async () => {
  await createQueue('subscribed');
  await subscribe('mine', 'me', { Arn: queueArn('subscribed') });
  await fixture.stack.reset();
  await expect(events.send(new DescribeRuleCommand({ Name: 'mine' }))).rejects.toThrow(
    'does not exist',
  );
  const QueueUrl = fixture.aws.queueUrl('subscribed');
  await expect(fixture.aws.sqs.send(new DeleteQueueCommand({ QueueUrl }))).rejects.toThrow(
    'The specified queue does not exist.',
  );
});

test('rules and buses have tags', async () => {
  const Tags = [{ Key: 'a', Value: '1' }];
  const { RuleArn } = await events.send(
    new PutRuleCommand({ Name: 'mine', EventPattern: '{"source":["me"]}', Tags }),
  );
  const ResourceARN = RuleArn ?? '';
  const list = new ListTagsForResourceCommand({ ResourceARN });
  expect((await events.send(list)).Tags).toEqual(Tags);
  const more = [{ Key: 'b', Value: '2' }];
  await events.send(new TagResourceCommand({ ResourceARN, Tags: more }));
  await events.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['a'] }));
  expect((await events.send(list)).Tags).toEqual(more);
  const gone = new ListTagsForResourceCommand({ ResourceARN: `${ResourceARN}-gone` });
  await expect(events.send(gone)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a function of the stack is a target, with the input of the target', async () => {
  const Arn = 'arn:aws:lambda:us-west-2:123456789012:function:fixture-local-forward';
  const InputTransformer = {
    InputPathsMap: { n: '$.detail.n' },
    InputTemplate: '{"number": <n>, "rule": <aws.events.rule-name>}',
  };
  await subscribe('mine', 'me', { Arn, InputTransformer });
  await put('me', { n: 7 });
  expect((await fixture.aws.take('heard'))?.body).toEqual({ number: 7, rule: 'mine' });
});

test('a target that is gone fails, and its event is in the dead-letter queue', async () => {
  await createQueue('undelivered');
  const DeadLetterConfig = { Arn: queueArn('undelivered') };
  await subscribe('mine', 'me', { Arn: queueArn('gone'), DeadLetterConfig });
  await put('me', { n: 1 });
  expect((await fixture.aws.take('undelivered', 0))?.body.detail).toEqual({ n: 1 });
  const answer = await fetch(`${fixture.stack.endpoint}/_sim/subscriptions`);
  expect(await answer.text()).toContain('NO_RESOURCE: there is no queue gone');
});

test('faults happen to the requests that make rules and queues', async () => {
  const faults = { events: { throttle: { PutRule: 1 } }, sqs: { fail: { CreateQueue: 1 } } };
  await fetch(`${fixture.stack.endpoint}/_sim/faults`, {
    ...{ method: 'PUT', body: JSON.stringify({ services: faults }) },
  });
  const rule = new PutRuleCommand({ Name: 'mine', EventPattern: '{"source":["me"]}' });
  await expect(events.send(rule)).rejects.toMatchObject({ name: 'ThrottlingException' });
  await expect(createQueue('subscribed')).rejects.toMatchObject({
    $metadata: { httpStatusCode: 500 },
  });
});

test('the description of the stack names rules, queues and buses that requests made', async () => {
  await createQueue('subscribed');
  await subscribe('mine', 'me', { Arn: queueArn('subscribed') }, 'fixture-bus');
  const description = await (await fetch(fixture.stack.endpoint)).json();
  expect(description).toMatchObject({
    queues: expect.arrayContaining(['work.fifo', 'subscribed']),
    rulesOfOtherCode: ['fixture-bus/mine'],
  });
});

test('TestEventPattern says whether an event matches', async () => {
  const event = {
    ...{ id: 'e', account: '123456789012', source: 'me', time: '2026-11-28T12:00:00Z' },
    ...{ region: 'us-west-2', resources: [], 'detail-type': 'Test', detail: { n: 5 } },
  };
  const ask = (pattern: object, Event: string) =>
    events.send(new TestEventPatternCommand({ EventPattern: JSON.stringify(pattern), Event }));
  const larger = { detail: { n: [{ numeric: ['>', 4] }] } };
  expect((await ask(larger, JSON.stringify(event))).Result).toBe(true);
  expect((await ask(larger, JSON.stringify({ ...event, detail: { n: 4 } }))).Result).toBe(false);
  await expect(ask(larger, '{"detail":{}}')).rejects.toThrow('id is a required member');
});

const pattern = { Name: 'mine', EventPattern: '{"source":["me"]}' };
const rule = (input: object) => new PutRuleCommand({ ...pattern, ...input });
const target = (input: object) =>
  new PutTargetsCommand({ Rule: 'mine', Targets: [{ Id: 'x', Arn: queueArn('q'), ...input }] });
test.each([
  ['no pattern', rule({ EventPattern: undefined }), 'ValidationException', 'must be specified'],
  [
    'a pattern that is no JSON',
    rule({ EventPattern: '{' }),
    'InvalidEventPatternException',
    'not JSON',
  ],
  [
    'a wrong pattern',
    rule({ EventPattern: '{"source":"x"}' }),
    'InvalidEventPatternException',
    'source',
  ],
  ['a name with a space', rule({ Name: 'a b' }), 'ValidationException', "Value 'a b' at 'name'"],
  [
    'an unknown bus',
    rule({ EventBusName: 'gone' }),
    'ResourceNotFoundException',
    'gone does not exist',
  ],
  ['an unknown state', rule({ State: 'ON' }), 'ValidationException', 'enum value set'],
  ['a wrong schedule', rule({ ScheduleExpression: 'rate(0 days)' }), 'ValidationException', 'rate'],
  [
    'a schedule on another bus',
    rule({ ScheduleExpression: 'rate(1 day)', EventBusName: 'fixture-bus' }),
    'ValidationException',
    'only on the default event bus',
  ],
  ['a text as ARN', target({ Arn: 'queue' }), 'ValidationException', 'not in correct format'],
  [
    'a FIFO queue without a group',
    target({ Arn: queueArn('q.fifo') }),
    'ValidationException',
    'SqsParameters must be specified',
  ],
  [
    'a queue of another account',
    target({ Arn: 'arn:aws:sqs:us-west-2:1:q' }),
    'ValidationException',
    '123456789012',
  ],
  [
    'a topic',
    target({ Arn: 'arn:aws:sns:us-west-2:123456789012:t' }),
    'ValidationException',
    'delivers to SQS queues',
  ],
  [
    'a function that the stack does not have',
    target({ Arn: 'arn:aws:lambda:us-west-2:123456789012:function:f' }),
    'ResourceNotFoundException',
    'its own functions',
  ],
  ['two inputs', target({ Input: '{}', InputPath: '$' }), 'ValidationException', 'Only one of'],
  ['an input that is no JSON', target({ Input: 'x' }), 'ValidationException', 'expected JSON'],
  ['a wrong path', target({ InputPath: 'detail' }), 'ValidationException', 'JSON path'],
  [
    'a placeholder without a path',
    target({ InputTransformer: { InputTemplate: '<who>' } }),
    'ValidationException',
    '<who> is in no InputPathsMap',
  ],
  [
    'too many retries',
    target({ RetryPolicy: { MaximumRetryAttempts: 186 } }),
    'ValidationException',
    'less than or equal to 185',
  ],
  [
    'a FIFO dead-letter queue',
    target({ DeadLetterConfig: { Arn: queueArn('q.fifo') } }),
    'ValidationException',
    'standard queue',
  ],
  [
    'six targets',
    new PutTargetsCommand({
      Rule: 'mine',
      Targets: [1, 2, 3, 4, 5, 6].map((n) => ({ Id: `${n}`, Arn: queueArn('q') })),
    }),
    'LimitExceededException',
    'maximum number',
  ],
])('%s is refused', async (_what, command, name, words) => {
  await events.send(rule({}));
  const asking = events.send(command as PutRuleCommand);
  await expect(asking).rejects.toMatchObject({ name });
  await expect(asking).rejects.toThrow(words);
});
