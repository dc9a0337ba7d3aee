import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RETRY_QUEUE_RECEIVES } from '../../src/dead-letters/read-function.ts';
import { METADATA_RECEIVES } from '../../src/dead-letters/read-metadata.ts';
import { type Packaged, packaged } from './support/packaged.ts';
import { ALLOWED } from './support/roles.ts';
import { logicalId, pointsTo, type Template } from './support/template.ts';
import { zipEntries } from './support/zip.ts';

const FUNCTIONS = Object.keys(ALLOWED);
const SCHEDULED = {
  deleteDueChannels: '1 minute',
  rotateStreamKeys: '1 minute',
  revokeStreamKey: '1 minute',
  repeatStickyMetadata: '1 minute',
  reconcile: '5 minutes',
  getDeadLetters: '5 minutes',
  sampleViewers: '1 minute',
};
/** Besides the schedule, a rule of its own for this function. */
const STREAM_STARTS = 'ivs-autopilot-test-repeatStickyMetadata-start';
const RULED = ['recordSessionEvent', 'markChannel', ...Object.keys(SCHEDULED), 'enqueueMetadata'];
/** The retry queue of each function that handles events of IVS. */
const RETRY_QUEUES: Record<string, string> = {
  recordSessionEvent: 'RecordRetryQueue',
  markChannel: 'MarkRetryQueue',
};
const FOURTEEN_DAYS = 14 * 86_400;

let artifacts: Packaged;
let template: Template;
beforeAll(async () => {
  artifacts = await packaged('test');
  template = artifacts.template;
});
afterAll(() => artifacts?.remove());

const queue = (id: string) => template.get(id).Properties;

function eventSourceOf(name: string) {
  const sources = template.all('AWS::Lambda::EventSourceMapping');
  const id = `${logicalId(name)}LambdaFunction`;
  return sources.find(([, { Properties }]) => pointsTo(Properties.FunctionName) === id)?.[1]
    .Properties;
}

describe('functions', () => {
  test('are all that there are, on the newest runtime, with a time limit and logs that end', () => {
    expect(
      template
        .all('AWS::Lambda::Function')
        .map(([id]) => id)
        .sort(),
    ).toEqual(FUNCTIONS.map((name) => `${logicalId(name)}LambdaFunction`).sort());
    for (const name of FUNCTIONS) {
      expect(template.function(name).Properties).toMatchObject({
        FunctionName: `ivs-autopilot-test-${name}`,
        Handler: `handlers/${name}.handler`,
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
      });
      expect(queue(`${logicalId(name)}LogGroup`).RetentionInDays).toBe(30);
    }
  });

  test.each(FUNCTIONS)('%s is packaged with its own bundle and nothing else', (name) => {
    const zip = join(artifacts.directory, '.serverless', `${name}.zip`);
    expect(zipEntries(zip)).toEqual([`handlers/${name}.cjs`, `handlers/${name}.cjs.map`]);
  });

  test.each(FUNCTIONS)('%s gets the settings that it reads, as literal texts', (name) => {
    const given = template.function(name).Properties.Environment.Variables;
    for (const value of Object.values(given)) expect(value).toBeTypeOf('string');
    const bundle = join(artifacts.directory, `.build/package/handlers/${name}.cjs`);
    const { handler, read } = loadWith({ ...LAMBDA, ...given }, bundle);
    expect(handler).toBeTypeOf('function');
    const ours = (variable: string) => SETTING.test(variable);
    expect([...read].filter(ours).sort()).toEqual(Object.keys(given).filter(ours).sort());
  });
});

const LAMBDA = {
  AWS_REGION: 'us-west-2',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};
const SETTING = /^(TABLE|BUS|RETENTION|SESSION|IVS|CLEANUP|ROTATION|METADATA|KEY)_/;

/** Loads a bundle with just these variables set, as Lambda does at start-up. */
function loadWith(variables: Record<string, string>, bundle: string) {
  const before = process.env;
  const read = new Set<string>();
  process.env = new Proxy(variables, {
    get(target, name) {
      read.add(String(name));
      return Reflect.get(target, name);
    },
  });
  try {
    const { handler } = createRequire(import.meta.url)(bundle) as { handler: unknown };
    return { handler, read };
  } finally {
    process.env = before;
  }
}

describe('roles', () => {
  test.each(FUNCTIONS)('%s may do exactly this', (name) => {
    expect(template.allowed(name).sort()).toEqual([...(ALLOWED[name] ?? [])].sort());
  });

  test('are one per function, for Lambda only', () => {
    const roles = template.all('AWS::IAM::Role');
    expect(roles).toHaveLength(FUNCTIONS.length);
    const used = FUNCTIONS.map((name) => pointsTo(template.function(name).Properties.Role));
    expect([...used].sort()).toEqual(roles.map(([id]) => id).sort());
    for (const [, { Properties }] of roles) {
      expect(Properties.AssumeRolePolicyDocument.Statement).toEqual([
        {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ]);
      expect(Properties.ManagedPolicyArns).toBeUndefined();
      expect(Properties.Policies).toHaveLength(1);
    }
  });
});

describe('rules', () => {
  test('recordSessionEvent gets the four detail-types of low-latency streaming', () => {
    expect(template.rule('recordSessionEvent').Properties.EventPattern).toEqual({
      source: ['aws.ivs'],
      'detail-type': [
        'IVS Stream State Change',
        'IVS Stream Health Change',
        'IVS Limit Breach',
        'IVS Recording State Change',
      ],
    });
  });

  test('markChannel gets the starts and ends of streams', () => {
    expect(template.rule('markChannel').Properties.EventPattern).toEqual({
      source: ['aws.ivs'],
      'detail-type': ['IVS Stream State Change'],
      detail: {
        event_name: ['Session Created', 'Stream Start', 'Session Ended', 'Stream End'],
      },
    });
  });

  test('enqueueMetadata gets IVS Metadata from our own bus', () => {
    const { EventBusName, EventPattern } = template.rule('enqueueMetadata').Properties;
    expect(EventPattern).toEqual({ 'detail-type': ['IVS Metadata'] });
    expect(EventBusName).toBe('ivs-autopilot-test');
    const [bus] = template.all('AWS::Events::EventBus').map(([, { Properties }]) => Properties);
    expect(bus).toEqual({ Name: 'ivs-autopilot-test' });
  });

  test('repeatStickyMetadata is also called when a stream starts', () => {
    const rules = template.all('AWS::Events::Rule').map(([, { Properties }]) => Properties);
    const [rule] = rules.filter(({ Name }) => Name === STREAM_STARTS);
    expect(pointsTo(rule?.Targets[0]?.Arn)).toBe('RepeatStickyMetadataLambdaFunction');
    expect(rule?.EventPattern).toEqual({
      source: ['aws.ivs'],
      'detail-type': ['IVS Stream State Change'],
      detail: { event_name: ['Stream Start'] },
    });
  });

  test.each(Object.entries(SCHEDULED))('%s runs every %s', (name, interval) => {
    const { ScheduleExpression, State } = template.rule(name).Properties;
    expect([ScheduleExpression, State]).toEqual([`rate(${interval})`, 'ENABLED']);
  });

  test('have a dead-letter queue that lets exactly them in', () => {
    const rules = template.all('AWS::Events::Rule').map(([, { Properties }]) => Properties);
    expect(rules).toHaveLength(
      RULED.length + [STREAM_STARTS].length + Object.keys(RETRY_QUEUES).length,
    );
    for (const { Targets } of rules) {
      const [target, ...others] = Targets;
      expect(others).toEqual([]);
      expect(pointsTo(target?.DeadLetterConfig.Arn)).toBe('DeadLetterQueue');
      expect(target?.RetryPolicy.MaximumEventAgeInSeconds).toBeGreaterThanOrEqual(60);
    }
    const [statement] = queue('DeadLetterQueuePolicy').PolicyDocument.Statement;
    expect(statement).toMatchObject({
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] },
    });
    const arns = statement?.Condition?.ArnEquals?.['aws:SourceArn'] as unknown[];
    const names = rules.map(
      ({ EventBusName, Name }) => `rule/${EventBusName ? `${EventBusName}/` : ''}${Name}`,
    );
    expect(arns.map(pointsTo).sort()).toEqual(names.sort());
  });
});

describe('failures', () => {
  test.each(RULED)('of %s end in a retry queue or the dead-letter queue', (name) => {
    const { DestinationConfig, MaximumEventAgeInSeconds, MaximumRetryAttempts, Qualifier } = queue(
      `${logicalId(name)}LambdaEvConf`,
    );
    const destination = RETRY_QUEUES[name] ?? 'DeadLetterQueue';
    expect(pointsTo(DestinationConfig.OnFailure.Destination)).toBe(destination);
    const tick = name in SCHEDULED;
    const expected = tick ? [60, 0, '$LATEST'] : [21_600, 2, '$LATEST'];
    expect([MaximumEventAgeInSeconds, MaximumRetryAttempts, Qualifier]).toEqual(expected);
  });

  test.each(Object.entries(RETRY_QUEUES))('of %s are tried again for 16 hours', (name, id) => {
    expect(queue(id)).toMatchObject({
      VisibilityTimeout: 6 * template.function(name).Properties.Timeout,
      MessageRetentionPeriod: FOURTEEN_DAYS,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] },
        maxReceiveCount: RETRY_QUEUE_RECEIVES,
      },
    });
    const retries = template
      .all('AWS::Events::Rule')
      .map(([, { Properties }]) => Properties)
      .filter((rule) => rule.Name === `ivs-autopilot-test-${name}-retry`);
    expect(retries).toMatchObject([{ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' }]);
    const { Variables } = template.function(name).Properties.Environment;
    expect(Variables.RETRY_QUEUE_NAME).toBe(queue(id).QueueName);
  });

  test.each(['DeadLetterQueue', 'MetadataDeadLetterQueue'])('in %s are kept 14 days', (id) => {
    expect(queue(id)).toMatchObject({
      MessageRetentionPeriod: FOURTEEN_DAYS,
      SqsManagedSseEnabled: true,
    });
  });
});

describe('the metadata queue', () => {
  test('is FIFO, with explicit deduplication and a backstop for crashes', () => {
    expect(queue('MetadataQueue')).toEqual({
      QueueName: 'ivs-autopilot-test-metadata.fifo',
      FifoQueue: true,
      ContentBasedDeduplication: false,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      VisibilityTimeout: 180,
      MessageRetentionPeriod: FOURTEEN_DAYS,
      SqsManagedSseEnabled: true,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': ['MetadataDeadLetterQueue', 'Arn'] },
        maxReceiveCount: METADATA_RECEIVES,
      },
    });
    expect(queue('MetadataDeadLetterQueue').FifoQueue).toBe(true);
    expect(queue('DeadLetterQueue').FifoQueue).toBeUndefined();
  });

  test('is the event source of sendMetadata, which answers message by message', () => {
    expect(template.all('AWS::Lambda::EventSourceMapping')).toHaveLength(1);
    expect(eventSourceOf('sendMetadata')).toEqual({
      BatchSize: 10,
      Enabled: true,
      EventSourceArn: { 'Fn::GetAtt': ['MetadataQueue', 'Arn'] },
      FunctionName: { 'Fn::GetAtt': ['SendMetadataLambdaFunction', 'Arn'] },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 31 },
    });
    expect(template.function('sendMetadata').Properties.Timeout).toBe(30);
  });
});

test('the HTTP API answers only callers that IAM knows', () => {
  const routes = template.all('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties);
  const seen = routes.map(({ RouteKey, AuthorizationType, Target }) => {
    const integration = template.get(Target['Fn::Join'][1][1].Ref).Properties;
    expect(integration.PayloadFormatVersion).toBe('2.0');
    return [RouteKey, AuthorizationType, pointsTo(integration.IntegrationUri)];
  });
  expect(seen.sort()).toEqual([
    ['GET /sessions', 'AWS_IAM', 'GetSessionsLambdaFunction'],
    ['POST /metadata', 'AWS_IAM', 'EnqueueMetadataLambdaFunction'],
  ]);
});

test('the table is kept, backed up, and forgets by TTL', () => {
  const { DeletionPolicy, UpdateReplacePolicy, Properties } = template.get('Table');
  // Plain Retain would keep it, too, where a first deployment fails and is rolled back: each one after
  // that would fail, since the name is taken.
  expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['RetainExceptOnCreate', 'Retain']);
  expect(Properties).toMatchObject({
    TableName: 'ivs-autopilot-test',
    BillingMode: 'PAY_PER_REQUEST',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  });
  const indexes = Properties.GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => [
    IndexName,
    KeySchema.map(({ AttributeName }) => AttributeName),
    Projection,
  ]);
  const keysOnly = { ProjectionType: 'KEYS_ONLY' };
  expect(indexes).toEqual([
    ['byPhase', ['phase', 'sessionAt'], keysOnly],
    ['byTime', ['pk', 'sessionAt'], keysOnly],
    ['byCleanupDue', ['cleanupDue', 'cleanupDueAt'], keysOnly],
    ['byRotationDue', ['rotationDue', 'rotationDueAt'], keysOnly],
  ]);
});
