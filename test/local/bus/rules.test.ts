import { expect, test, vi } from 'vitest';
import { AwsError } from '../../../src/local/aws-json.ts';
import { EventBridge } from '../../../src/local/bus/event-bridge.ts';
import { eventsOperation } from '../../../src/local/bus/operations/index.ts';
import { putEvents } from '../../../src/local/bus/put-events.ts';
import type { FunctionPlan, RulePlan } from '../../../src/local/config/plan.ts';
import { Scheduler } from '../../../src/local/schedules/scheduler.ts';
import { Queues } from '../../../src/local/sqs/queues.ts';
import { STANDARD } from '../sqs/support.ts';

const NOW = Date.parse('2026-11-27T12:00:00Z');
const common = {
  configPath: 'functions.f.events[0]',
  bus: 'default',
  function: 'f',
  enabled: true,
};
const PATTERN: RulePlan = { ...common, name: 'pattern', on: { pattern: { source: ['mine'] } } };
const SCHEDULE: RulePlan = { ...common, name: 'schedule', on: { schedule: 'rate(1 minute)' } };

/** A bus and a scheduler whose rules requests can change. */
function stack() {
  const plans = [PATTERN, SCHEDULE];
  const fired: string[] = [];
  const options = {
    ...{ now: Date.now, newId: () => 'id', factor: 1 },
    invokeTarget: ({ name }: RulePlan) => void fired.push(name),
  };
  const queues = new Queues([{ ...STANDARD, name: 'queue' }], options);
  const functions = [{ name: 'f', fullName: 'stack-f' } as FunctionPlan];
  const api = new EventBridge(
    { buses: [], rules: plans, functions },
    {
      ...{ ...options, invoke: () => false, log: () => undefined, firstDelayMs: 0 },
      queues,
    },
  );
  const { rules, buses } = api;
  const isActive = (rule: RulePlan) => rules.isActive(rule);
  const scheduler = new Scheduler(plans, { ...options, isActive });
  return {
    api,
    queues,
    rules,
    scheduler,
    request: (operation: string, input: Record<string, unknown>) =>
      eventsOperation(operation)?.(api, input),
    /** An event of each rule. @returns the rules that invoked their target */
    happen() {
      fired.length = 0;
      buses.putNew('default', { source: 'mine', detailType: 'x', at: NOW });
      vi.advanceTimersByTime(60_000);
      return [...fired];
    },
  };
}

test('DisableRule, EnableRule and RemoveTargets have effect on events and on schedules', () => {
  vi.useFakeTimers({ now: NOW });
  const { scheduler, request, happen, rules } = stack();
  scheduler.start();
  expect(happen()).toEqual(['pattern', 'schedule']);
  for (const Name of ['pattern', 'schedule']) request('DisableRule', { Name });
  expect(happen()).toEqual([]);
  request('EnableRule', { Name: 'schedule', EventBusName: 'default' });
  expect(happen()).toEqual(['schedule']);
  request('RemoveTargets', { Rule: 'schedule', Ids: ['1'] });
  expect(happen()).toEqual([]);
  rules.restore();
  expect(happen()).toEqual(['pattern', 'schedule']);
  scheduler.stop();
  vi.useRealTimers();
});

test('DescribeRule and ListTargetsByRule answer as EventBridge does', () => {
  const { request } = stack();
  request('DisableRule', { Name: 'pattern' });
  expect(request('DescribeRule', { Name: 'pattern' })).toEqual({
    ...{ Name: 'pattern', EventBusName: 'default', State: 'DISABLED' },
    Arn: 'arn:aws:events:us-west-2:123456789012:rule/pattern',
    EventPattern: '{"source":["mine"]}',
  });
  expect(request('DescribeRule', { Name: 'schedule' })).toMatchObject({
    ...{ State: 'ENABLED', ScheduleExpression: 'rate(1 minute)' },
  });
  const function_ = 'arn:aws:lambda:us-west-2:123456789012:function:stack-f';
  expect(request('ListTargetsByRule', { Rule: 'pattern' })).toEqual({
    Targets: [{ Id: '1', Arn: function_ }],
  });
  request('RemoveTargets', { Rule: 'pattern', Ids: ['1'] });
  expect(request('ListTargetsByRule', { Rule: 'pattern' })).toEqual({ Targets: [] });
});

test.each([
  ['DescribeRule', { Name: 'lost' }, 'ResourceNotFoundException'],
  ['DisableRule', { Name: 'pattern', EventBusName: 'other' }, 'ResourceNotFoundException'],
  ['ListTargetsByRule', {}, 'ValidationException'],
  ['RemoveTargets', { Rule: 'pattern', Ids: [] }, 'ValidationException'],
])('%s %j is refused with %s', (operation, input, type) => {
  const { request } = stack();
  expect(() => request(operation, input)).toThrow(expect.objectContaining({ type }));
  expect(() => request(operation, input)).toThrow(AwsError);
});

test('a rule that PutRule made fires at the times of its schedule, until it is deleted', async () => {
  vi.useFakeTimers({ now: NOW });
  const { request, queues } = stack();
  const Arn = 'arn:aws:sqs:us-west-2:123456789012:queue';
  request('PutRule', { Name: 'mine', ScheduleExpression: 'rate(2 minutes)' });
  request('PutTargets', { Rule: 'mine', Targets: [{ Id: '1', Arn }] });
  const heard = () => queues.counts('queue').available;
  vi.advanceTimersByTime(119_000);
  expect(heard()).toBe(0);
  vi.advanceTimersByTime(1_000);
  expect(heard()).toBe(1);
  const [message] = await queues.receive('queue', { max: 1, waitMs: 0 });
  expect(JSON.parse(message?.body ?? '')).toMatchObject({
    ...{ source: 'aws.events', 'detail-type': 'Scheduled Event' },
    resources: ['arn:aws:events:us-west-2:123456789012:rule/mine'],
  });
  queues.purge('queue');
  request('DisableRule', { Name: 'mine' });
  vi.advanceTimersByTime(120_000);
  request('EnableRule', { Name: 'mine' });
  expect(heard()).toBe(0);
  vi.advanceTimersByTime(120_000);
  expect(heard()).toBe(1);
  request('RemoveTargets', { Rule: 'mine', Ids: ['1'] });
  request('DeleteRule', { Name: 'mine' });
  vi.advanceTimersByTime(600_000);
  expect(heard()).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const CONNECTION = {
  ...{ Name: 'key', AuthorizationType: 'API_KEY' },
  AuthParameters: {
    ApiKeyAuthParameters: { ApiKeyName: 'X-Key', ApiKeyValue: 'value' },
    InvocationHttpParameters: { HeaderParameters: [{ Key: 'X-More', Value: 'value' }] },
  },
};
const SECRET = 'a secret\nwith a line break';

test.each([
  ['ApiKeyName', { ApiKeyAuthParameters: { ApiKeyName: SECRET, ApiKeyValue: 'value' } }],
  ['ApiKeyValue', { ApiKeyAuthParameters: { ApiKeyName: 'X-Key', ApiKeyValue: SECRET } }],
  [
    'HeaderParameters[0].Key',
    { InvocationHttpParameters: { HeaderParameters: [{ Key: SECRET }] } },
  ],
  [
    'HeaderParameters[0].Value',
    { InvocationHttpParameters: { HeaderParameters: [{ Key: 'X-More', Value: SECRET }] } },
  ],
])('a connection with a wrong %s is refused, without the value', (member, wrong) => {
  const { request } = stack();
  const AuthParameters = { ...CONNECTION.AuthParameters, ...wrong };
  const creating = () => request('CreateConnection', { ...CONNECTION, AuthParameters });
  const message = expect.not.stringContaining('secret');
  expect(creating).toThrow(expect.objectContaining({ type: 'ValidationException', message }));
  expect(creating).toThrow(`${member}: expected`);
});

test.each([
  ['A name in HeaderParameters', { HeaderParameters: { [SECRET]: 'x' } }],
  ['HeaderParameters.X-More', { HeaderParameters: { 'X-More': SECRET } }],
  ['PathParameterValues[1]', { PathParameterValues: ['a', 'secret \ud800'] }],
])('a target with a wrong %s is refused, without the value', (member, HttpParameters) => {
  const { request } = stack();
  const { ConnectionArn } = { ...request('CreateConnection', CONNECTION) } as never;
  const endpoint = { InvocationEndpoint: 'http://127.0.0.1:1/*/*', HttpMethod: 'POST' };
  const { ApiDestinationArn: Arn } = {
    ...request('CreateApiDestination', { Name: 'hook', ConnectionArn, ...endpoint }),
  } as never;
  request('PutRule', { Name: 'mine', EventPattern: '{"source":["mine"]}' });
  const putting = () =>
    request('PutTargets', { Rule: 'mine', Targets: [{ Id: '1', Arn, HttpParameters }] });
  const message = expect.not.stringContaining('secret');
  expect(putting).toThrow(expect.objectContaining({ type: 'ValidationException', message }));
  expect(putting).toThrow(`${member}: expected`);
});

test('RemoveTargets forgets how the deliveries of the target went', async () => {
  const { request, api } = stack();
  const Arn = 'arn:aws:sqs:us-west-2:123456789012:queue';
  const subscribe = () => {
    request('PutRule', { Name: 'mine', EventPattern: '{"source":["mine"]}' });
    request('PutTargets', { Rule: 'mine', Targets: [{ Id: '1', Arn }] });
  };
  const counts = () =>
    api.created
      .list()
      .flatMap((rule) =>
        [...rule.targets.values()].map((target) => api.deliveries.countsOf(rule, target).delivered),
      );
  subscribe();
  api.buses.putNew('default', { source: 'mine', detailType: 'x', at: NOW });
  await expect.poll(counts).toEqual([1]);
  request('RemoveTargets', { Rule: 'mine', Ids: ['1'] });
  request('DeleteRule', { Name: 'mine' });
  subscribe();
  expect(counts()).toEqual([0]);
});

test.each([
  'arn:aws:events:us-west-2:999999999999:event-bus/default',
  'arn:aws:events:eu-west-1:123456789012:event-bus/default',
  'arn:aws:sqs:us-west-2:123456789012:default',
  'other/default',
])('%s is no bus of the stack', (EventBusName) => {
  const { request, api } = stack();
  const notThere = { type: 'ResourceNotFoundException' };
  const asking = () => request('DescribeRule', { Name: 'pattern', EventBusName });
  expect(asking).toThrow(expect.objectContaining(notThere));
  const entry = { Source: 'mine', DetailType: 'x', Detail: '{}', EventBusName };
  expect(putEvents(api.buses, [entry], NOW).Entries).toMatchObject([
    { ErrorCode: 'ResourceNotFoundException' },
  ]);
});

test('a bus can be named by its ARN', () => {
  const EventBusName = 'arn:aws:events:us-west-2:123456789012:event-bus/default';
  const found = stack().request('DescribeRule', { Name: 'pattern', EventBusName });
  expect(found).toMatchObject({ EventBusName: 'default' });
});
