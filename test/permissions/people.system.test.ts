import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PolicyDocument, PolicyStatement } from '../../src/simulator/index.ts';
import { matchesWildcards } from '../../src/simulator/permissions/wildcards.ts';
import { compiledTemplates } from '../serverless/support/templates.ts';
import { policyProblems } from './iam/check-policy.ts';
import { readReference } from './iam/reference.ts';

// The policies for people in the docs, against the command line, the compiled templates, and AWS's Service Authorization
// Reference.

const REGION = 'us-west-2:123456789012';
const STAGE = 'ivs-autopilot-prod';

function documented(page: string, name: string): PolicyStatement[] {
  const text = readFileSync(page, 'utf8');
  const [, json = ''] =
    new RegExp(`<!-- policy: ${name} -->\\n\`\`\`json\\n([\\s\\S]*?)\`\`\``).exec(text) ?? [];
  return [(JSON.parse(json) as PolicyDocument).Statement].flat();
}
const viewer = documented('docs/permissions.md', 'viewer');
const operator = documented('docs/permissions.md', 'operator');
const deployer = documented('docs/permissions.md', 'deployer');
const acceptance = documented('docs/acceptance.md', 'acceptance');

/** Whether a statement allows the action on the resource. Conditions are not looked at. */
const isAllowed = (policy: readonly PolicyStatement[], action: string, resource: string): boolean =>
  policy.some(
    ({ Action, Resource }) =>
      [Action ?? []].flat().includes(action) &&
      [Resource ?? []].flat().some((pattern) => matchesWildcards(pattern, resource)),
  );

/** The reference names both kinds of resources of these actions as required. A request has one of them. */
const EITHER =
  /^dynamodb:(GetResourcePolicy|ListTagsOfResource|TagResource|UntagResource): is not allowed on any stream/;
/** The reference that we have is that of REST APIs, and the stage has an HTTP API. */
const HTTP_APIS = /^apigateway:(DELETE|GET|PATCH|POST|PUT): expected the ARN/;

test.each([
  ['viewer', viewer],
  ['operator', operator],
  ['deployer', deployer],
  ['acceptance', acceptance],
])('the policy %s grants what IAM knows', (_, policy) => {
  const problems = policyProblems(policy, readReference());
  expect(problems.filter((text) => !EITHER.test(text) && !HTTP_APIS.test(text))).toEqual([]);
});

describe('the policies of operators', () => {
  /** Commands that change something invoke these. */
  const ACTING = ['deleteDueChannels', 'retryDeadLetters', 'revokeStreamKey'];
  const invokeAll = (policy: readonly PolicyStatement[]) =>
    policy.flatMap(({ Resource }) =>
      [Resource ?? []]
        .flat()
        .map((arn) => arn.replace(`arn:aws:lambda:${REGION}:function:${STAGE}-`, '')),
    );

  test('allow to invoke the functions that the command line invokes, and no others', () => {
    const source = readdirSync('src/cli', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(`src/cli/${file}`, 'utf8'))
      .join('\n');
    const named = [...source.matchAll(/(?:FUNCTION = |invoke<[^(]*>\(\s*)'(\w+)'/g)].flatMap(
      ([, name]) => name ?? [],
    );
    const invoked = [...new Set(named)].sort();
    expect(invoked.length).toBeGreaterThan(5);
    expect([...invokeAll(viewer), ...invokeAll(operator)].sort()).toEqual(invoked);
    expect(invokeAll(operator).sort()).toEqual(ACTING);
  });
});

/**
 * What CloudFormation does for each type of resource, when it creates, changes and deletes it, and the ARN of a resource
 * with this physical name. From the handlers in the schemas of the types:
 * https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
 */
const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${rest}`;
const TYPES: Record<string, { actions: string[]; arn(name: string): string }> = {
  'AWS::S3::Bucket': {
    actions: [
      's3:CreateBucket',
      's3:DeleteBucket',
      's3:PutEncryptionConfiguration',
      's3:PutBucketPublicAccessBlock',
    ],
    arn: (name) => `arn:aws:s3:::${name}`,
  },
  'AWS::S3::BucketPolicy': {
    actions: ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
    arn: (name) => `arn:aws:s3:::${name}`,
  },
  'AWS::Logs::LogGroup': {
    actions: [
      'logs:CreateLogGroup',
      'logs:DeleteLogGroup',
      'logs:PutRetentionPolicy',
      'logs:TagResource',
    ],
    arn: (name) => arn('logs', `log-group:${name}`),
  },
  'AWS::Lambda::Function': {
    actions: [
      ...['lambda:CreateFunction', 'lambda:DeleteFunction', 'lambda:GetFunction'],
      ...['lambda:UpdateFunctionCode', 'lambda:UpdateFunctionConfiguration', 'lambda:TagResource'],
    ],
    arn: (name) => arn('lambda', `function:${name}`),
  },
  'AWS::Lambda::EventInvokeConfig': {
    actions: ['lambda:PutFunctionEventInvokeConfig', 'lambda:DeleteFunctionEventInvokeConfig'],
    arn: (name) => arn('lambda', `function:${name}`),
  },
  'AWS::Lambda::Permission': {
    actions: ['lambda:AddPermission', 'lambda:RemovePermission', 'lambda:GetPolicy'],
    arn: (name) => arn('lambda', `function:${name}`),
  },
  'AWS::Lambda::EventSourceMapping': {
    actions: [
      ...['lambda:CreateEventSourceMapping', 'lambda:DeleteEventSourceMapping'],
      ...['lambda:GetEventSourceMapping', 'lambda:UpdateEventSourceMapping'],
    ],
    arn: () => arn('lambda', 'event-source-mapping:a1b2c3'),
  },
  'AWS::Events::Rule': {
    actions: [
      ...['events:PutRule', 'events:DeleteRule', 'events:DescribeRule', 'events:PutTargets'],
      ...['events:RemoveTargets', 'events:ListTargetsByRule'],
    ],
    arn: (name) => arn('events', `rule/${name}`),
  },
  'AWS::Events::EventBus': {
    actions: ['events:CreateEventBus', 'events:DeleteEventBus', 'events:DescribeEventBus'],
    arn: (name) => arn('events', `event-bus/${name}`),
  },
  'AWS::DynamoDB::Table': {
    actions: [
      ...['dynamodb:CreateTable', 'dynamodb:DeleteTable', 'dynamodb:DescribeTable'],
      ...['dynamodb:UpdateTable', 'dynamodb:UpdateTimeToLive', 'dynamodb:UpdateContinuousBackups'],
    ],
    arn: (name) => arn('dynamodb', `table/${name}`),
  },
  'AWS::SQS::Queue': {
    actions: [
      'sqs:CreateQueue',
      'sqs:DeleteQueue',
      'sqs:GetQueueAttributes',
      'sqs:SetQueueAttributes',
    ],
    arn: (name) => arn('sqs', name),
  },
  'AWS::SQS::QueuePolicy': {
    actions: ['sqs:SetQueueAttributes', 'sqs:GetQueueAttributes'],
    arn: (name) => arn('sqs', name),
  },
  'AWS::CloudWatch::Alarm': {
    actions: ['cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms', 'cloudwatch:DescribeAlarms'],
    arn: (name) => arn('cloudwatch', `alarm:${name}`),
  },
  'AWS::CloudWatch::Dashboard': {
    actions: ['cloudwatch:PutDashboard', 'cloudwatch:DeleteDashboards', 'cloudwatch:GetDashboard'],
    arn: (name) => `arn:aws:cloudwatch::123456789012:dashboard/${name}`,
  },
  'AWS::IAM::Role': {
    actions: [
      'iam:CreateRole',
      'iam:DeleteRole',
      'iam:PutRolePolicy',
      'iam:DeleteRolePolicy',
      'iam:PassRole',
    ],
    arn: (name) => `arn:aws:iam::123456789012:role/${name}`,
  },
  ...Object.fromEntries(
    ['Api', 'Stage', 'Integration', 'Route'].map((part) => [
      `AWS::ApiGatewayV2::${part}`,
      {
        actions: ['apigateway:GET', 'apigateway:POST', 'apigateway:PATCH', 'apigateway:DELETE'],
        arn: () => 'arn:aws:apigateway:us-west-2::/apis/a1b2c3',
      },
    ]),
  ),
};

/** The properties in which the templates name resources. */
const NAMES = [
  ...[
    'FunctionName',
    'LogGroupName',
    'QueueName',
    'TableName',
    'AlarmName',
    'DashboardName',
    'Name',
  ],
];

interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
}

describe('the policy of the deployer', () => {
  let resources: [id: string, resource: Resource][];
  beforeAll(async () => {
    const templates = await compiledTemplates();
    const ofProd = [...templates].filter(
      ([name]) => !/stage (local|dev)|all optional|tagPrefix/.test(name),
    );
    resources = ofProd.flatMap(([, text]) => Object.entries<Resource>(JSON.parse(text).Resources));
  });

  test('allows what CloudFormation does for each resource of the template, by its name', () => {
    expect(resources.length).toBeGreaterThan(100);
    const denied = resources.flatMap(([id, { Type, Properties = {} }]) => {
      const type = TYPES[Type];
      if (!type)
        return `${Type}: what does CloudFormation do for it? Add it to docs/permissions.md and to TYPES`;
      const [own] = NAMES.flatMap((name) =>
        typeof Properties[name] === 'string' ? [Properties[name]] : [],
      );
      // CloudFormation makes a name of the stack, the resource and random characters.
      const resource = type.arn(String(own ?? `${STAGE}-${id}-A1B2C3`));
      return type.actions
        .filter((action) => !isAllowed(deployer, action, resource))
        .map((action) => `${action} ${resource}`);
    });
    expect([...new Set(denied)]).toEqual([]);
  });

  test('allows nothing on resources of another stage', () => {
    const patterns = deployer.flatMap(({ Action, Resource }) =>
      [Resource ?? []].flat().map((pattern) => [String(Action), pattern] as const),
    );
    const broad = patterns.filter(([, pattern]) => !pattern.includes(STAGE));
    expect([...new Set(broad.map(([, pattern]) => pattern))].sort()).toEqual([
      '*',
      'arn:aws:apigateway:us-west-2::/apis',
      'arn:aws:apigateway:us-west-2::/apis/*',
      'arn:aws:apigateway:us-west-2::/tags/*',
      'arn:aws:lambda:us-west-2:123456789012:event-source-mapping:*',
    ]);
  });
});
