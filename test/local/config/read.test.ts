import { expect, test } from 'vitest';
import { readPlan } from '../../../src/local/config/read.ts';
import { fixtureConfig, getAtt, queue } from '../fixtures/config.ts';

/** The fixture with one value changed, at a path such as `functions.probe.timeout`. */
function changed(path: string, value: unknown): Record<string, unknown> {
  const config = fixtureConfig();
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at = config;
  for (const key of keys) at = at[key] as Record<string, unknown>;
  at[last] = value;
  return config;
}

const probeEvents = (...events: unknown[]) => changed('functions.probe.events', events);

test('functions have the provider’s defaults, an environment of strings, and a queue for failures', () => {
  const [probe] = readPlan(fixtureConfig()).functions;
  expect(probe).toEqual({
    name: 'probe',
    fullName: 'fixture-local-probe',
    handler: 'handlers/probe.handler',
    environment: { SHARED: 'by all', NODE_OPTIONS: '--enable-source-maps', OWN: '7' },
    timeoutMs: 1_000,
    memoryMb: 192,
    maximumRetryAttempts: 2,
    maximumEventAgeSeconds: 21_600,
    onFailureQueue: 'dead',
  });
});

test('rules, event sources, routes and buses of functions are read', () => {
  const plan = readPlan(fixtureConfig());
  expect(
    plan.rules.map(({ bus, function: name, on, name: rule }) => ({ bus, name, on, rule })),
  ).toEqual([
    {
      bus: 'default',
      name: 'probe',
      on: { pattern: { source: ['test.probe'] } },
      rule: 'fixture-local-probe-rule-3',
    },
    {
      bus: 'fixture-bus',
      name: 'forward',
      on: { pattern: { source: ['test.forward'] } },
      rule: 'fixture-local-forward-rule-2',
    },
    {
      bus: 'default',
      name: 'forward',
      on: { pattern: { source: ['aws.ivs'] } },
      rule: 'fixture-local-forward-rule-3',
    },
    {
      bus: 'default',
      name: 'forward',
      on: { schedule: 'rate(1 minute)' },
      rule: 'fixture-local-forward-rule-4',
    },
  ]);
  expect(plan.eventSources).toEqual([
    {
      function: 'forward',
      queue: 'work.fifo',
      batchSize: 3,
      reportBatchItemFailures: true,
      maximumConcurrency: 2,
    },
  ]);
  expect(plan.routes).toEqual([
    { function: 'probe', method: 'POST', path: '/things/{id}', authorization: 'iam' },
    { function: 'probe', method: 'GET', path: '/open', authorization: 'none' },
  ]);
  expect(plan.buses).toEqual(['fixture-bus']);
  expect(plan.tables.map(({ name }) => name)).toEqual(['fixture']);
});

test('queues are read, with redrive policy and the defaults of SQS', () => {
  const [work, , heard] = readPlan(fixtureConfig()).queues;
  expect(work).toMatchObject({
    name: 'work.fifo',
    fifo: true,
    contentBasedDeduplication: false,
    deduplicationScope: 'queue',
    visibilityTimeoutSeconds: 60,
    redrive: { queue: 'work-dead.fifo', maxReceiveCount: 2 },
  });
  expect(heard).toEqual({
    name: 'heard',
    fifo: false,
    contentBasedDeduplication: false,
    deduplicationScope: 'queue',
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 345_600,
    delaySeconds: 0,
    receiveWaitSeconds: 0,
    maximumMessageBytes: 1_048_576,
  });
});

test('rules and buses may be resources, and a schedule may have the short form', () => {
  const config = probeEvents(
    { schedule: 'rate(5 minutes)' },
    { schedule: { rate: ['cron(0 0 * * ? *)'], enabled: false } },
  );
  Object.assign((config.resources as { Resources: object }).Resources, {
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'mine' } },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'by-hand',
        EventBusName: { Ref: 'Bus' },
        EventPattern: { source: ['x'] },
        Targets: [
          {
            Id: '1',
            Arn: getAtt('ProbeLambdaFunction'),
            Input: '{"a":1}',
            DeadLetterConfig: { Arn: getAtt('Dead') },
          },
        ],
      },
    },
  });
  const { rules, buses } = readPlan(config);
  expect(buses).toContain('mine');
  expect(rules.filter(({ function: name }) => name === 'probe')).toMatchObject([
    { name: 'fixture-local-probe-rule-1-1', on: { schedule: 'rate(5 minutes)' }, enabled: true },
    { name: 'fixture-local-probe-rule-2-1', on: { schedule: 'cron(0 0 * * ? *)' }, enabled: false },
    {
      name: 'by-hand',
      bus: 'mine',
      on: { pattern: { source: ['x'] } },
      input: { a: 1 },
      deadLetterQueue: 'dead',
    },
  ]);
});

test.each([
  [
    'a member that nobody knows',
    changed('functions.probe.layers', ['x']),
    'functions.probe.layers: the one-machine stack does not support',
  ],
  [
    'a wrong type',
    changed('functions.probe.timeout', 'soon'),
    'functions.probe.timeout: expected a number, received "soon"',
  ],
  [
    'another kind of event',
    probeEvents({ s3: 'bucket' }),
    'functions.probe.events[0].s3: the one-machine stack does not support',
  ],
  [
    'a filter on a queue',
    probeEvents({ sqs: { arn: getAtt('Dead'), filterPatterns: [] } }),
    'events[0].sqs.filterPatterns',
  ],
  [
    'an input transformer',
    probeEvents({ eventBridge: { pattern: {}, inputTransformer: {} } }),
    'events[0].eventBridge.inputTransformer',
  ],
  [
    'neither pattern nor schedule',
    probeEvents({ eventBridge: {} }),
    'expected either a pattern or a schedule',
  ],
  [
    'another authorizer',
    probeEvents({ httpApi: { method: 'GET', path: '/', authorizer: { type: 'jwt' } } }),
    'authorizer.type: the one-machine stack supports only aws_iam',
  ],
  [
    'a queue that is not there',
    probeEvents({ sqs: 'arn:aws:sqs:us-west-2:123456789012:gone' }),
    'there is no queue gone',
  ],
  [
    'a resource that is not there',
    probeEvents({ sqs: getAtt('Gone') }),
    'functions.probe.events[0].sqs: there is no resource Gone',
  ],
  [
    'something else than a queue',
    probeEvents({ sqs: getAtt('Table') }),
    'expected the ARN of an SQS queue',
  ],
  [
    'an attribute that the stack does not know',
    probeEvents({ sqs: getAtt('Table', 'StreamArn') }),
    'StreamArn of Table',
  ],
  [
    'an intrinsic it can not resolve',
    probeEvents({ sqs: { 'Fn::ImportValue': 'x' } }),
    'does not support Fn::ImportValue',
  ],
  [
    'an unknown resource',
    changed('resources.Resources.Bucket', { Type: 'AWS::S3::Bucket' }),
    'resources.Resources.Bucket: the one-machine stack does not support resources of type AWS::S3::Bucket',
  ],
  [
    'a queue without a name',
    changed('resources.Resources.Dead', queue({})),
    'expected a literal QueueName',
  ],
  [
    'a FIFO queue with a wrong name',
    changed('resources.Resources.Dead', queue({ QueueName: 'dead', FifoQueue: true })),
    'ends in .fifo',
  ],
  [
    'a redrive to nowhere',
    changed(
      'resources.Resources.Dead',
      queue({
        QueueName: 'd',
        RedrivePolicy: {
          deadLetterTargetArn: 'arn:aws:sqs:us-west-2:123456789012:gone',
          maxReceiveCount: 1,
        },
      }),
    ),
    'RedrivePolicy of d: there is no queue gone',
  ],
  [
    'a destination that is no queue',
    changed('functions.probe.destinations', { onFailure: 'otherFunction' }),
    'expected the ARN of an SQS queue',
  ],
  [
    'a destination of success',
    changed('functions.probe.destinations', { onSuccess: getAtt('Dead') }),
    'destinations.onSuccess',
  ],
])('%s is refused, and the error names the path', (_what, config, message) => {
  expect(() => readPlan(config)).toThrow(message);
  expect(() => readPlan(config)).toThrow(/^serverless\.yml: /);
});

const ALARM = {
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    ...{ AlarmName: 'late', AlarmDescription: 'Late.', Namespace: 'N', MetricName: 'Age' },
    ...{ Dimensions: [{ Name: 'stage', Value: 'local' }], ExtendedStatistic: 'p99', Period: 300 },
    ...{ EvaluationPeriods: 2, Threshold: '5', ComparisonOperator: 'GreaterThanThreshold' },
    AlarmActions: { 'Fn::If': ['Told', ['arn'], { Ref: 'AWS::NoValue' }] },
  },
};
const withAlarm = (alarm: object, conditions: object = {}) => {
  const config = changed('resources.Conditions', conditions);
  const { Resources } = config.resources as { Resources: Record<string, unknown> };
  return {
    ...config,
    resources: { Conditions: conditions, Resources: { ...Resources, Alarm: alarm } },
  };
};

test('an alarm is read with CloudWatch’s defaults', () => {
  expect(readPlan(withAlarm(ALARM)).alarms).toEqual([
    {
      ...{ name: 'late', description: 'Late.', statistic: 'p99', periodSeconds: 300 },
      id: { namespace: 'N', name: 'Age', dimensions: { stage: 'local' } },
      ...{ evaluationPeriods: 2, datapointsToAlarm: 2, threshold: 5 },
      ...{ comparison: 'GreaterThanThreshold', treatMissingData: 'missing' },
    },
  ]);
});

test('a resource whose condition does not hold is not there', () => {
  const conditions = {
    All: { 'Fn::Equals': ['all', 'all'] },
    None: { 'Fn::Not': [{ 'Fn::Equals': ['all', 'all'] }] },
  };
  const read = (Condition: string) => readPlan(withAlarm({ ...ALARM, Condition }, conditions));
  expect(read('All').alarms).toHaveLength(1);
  expect(read('None').alarms).toEqual([]);
});

test.each([
  ['Metrics', [], 'resources.Resources.Alarm.Properties.Metrics'],
  ['ExtendedStatistic', 'tm99', 'statistic tm99'],
  ['Period', 10, 'Period: expected full minutes'],
  ['ComparisonOperator', 'Above', 'expected one of GreaterThanThreshold'],
])('an alarm with %s %j is refused', (member, value, message) => {
  const Properties = { ...ALARM.Properties, [member]: value };
  expect(() => readPlan(withAlarm({ ...ALARM, Properties }))).toThrow(message);
});
