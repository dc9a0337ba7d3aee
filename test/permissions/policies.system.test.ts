import { beforeAll, describe, expect, test } from 'vitest';
import type { PolicyStatement } from '../../src/simulator/index.ts';
import { ALLOWED } from '../serverless/support/roles.ts';
import { Template } from '../serverless/support/template.ts';
import { compiledTemplates } from '../serverless/support/templates.ts';
import { policyProblems } from './iam/check-policy.ts';
import { overlap } from './iam/globs.ts';
import { readReference } from './iam/reference.ts';
import { policiesOf, resolve } from './support/policies.ts';

// These tests compare every policy of the template with AWS's Service Authorization Reference.

const reference = readReference();

let template: Template;
beforeAll(async () => {
  template = new Template((await compiledTemplates()).get('with all optional settings') ?? '');
});

test.each(Object.keys(ALLOWED))('the role of %s grants what IAM knows', (name) => {
  const [{ Statement } = { Statement: [] }] = Object.values(policiesOf(template, [name]));
  expect([Statement].flat().length).toBeGreaterThan(1);
  expect(policyProblems([Statement].flat(), reference)).toEqual([]);
});

test('the policies of queues and buses grant what IAM knows', () => {
  const ofQueues = template.all('AWS::SQS::QueuePolicy').map(([, { Properties }]) => Properties);
  const ofBuses = template.all('AWS::Events::EventBusPolicy').map(([, one]) => one.Properties);
  const statements = [
    ...ofQueues.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
    ...ofBuses.flatMap(({ Statement }) => Statement),
  ].map((statement) => resolve(statement, template));
  expect(statements.length).toBeGreaterThan(0);
  expect(policyProblems(statements as PolicyStatement[], reference)).toEqual([]);
});

describe('the check finds', () => {
  const account = 'us-west-2:123456789012';
  const problems = (statement: Partial<PolicyStatement>) =>
    policyProblems(
      [{ Effect: 'Allow', Resource: `arn:aws:ivs:${account}:channel/*`, ...statement }],
      reference,
    );

  test.each<[string, Partial<PolicyStatement>, string]>([
    ['an action that does not exist', { Action: 'ivs:DeleteChanel' }, 'there is no such action'],
    ['an action with other capitals', { Action: 'ivs:deleteChannel' }, 'there is no such action'],
    [
      'a resource of another type',
      { Action: 'ivs:DeleteStreamKey' },
      'ivs:DeleteStreamKey: expected the ARN of a Stream-Key, received',
    ],
    [
      'a resource of another form',
      {
        Action: 'sqs:SendMessage',
        Resource: `arn:aws:sqs:${account}:queue/name`.replace('sqs', 'sns'),
      },
      'sqs:SendMessage: expected the ARN of a queue',
    ],
    [
      'a narrower resource of an action that takes only *',
      { Action: 'kms:GenerateRandom', Resource: `arn:aws:kms:${account}:key/*` },
      'kms:GenerateRandom: expected the resource *, received arn:aws:kms',
    ],
    ['a resource that is too wide', { Action: 'ivs:GetStream', Resource: '*' }, 'received *'],
    [
      'a type of resource that is missing',
      { Action: 'ivs:DeleteChannel' },
      'ivs:DeleteChannel: is not allowed on any Stream-Key, which it requires',
    ],
    [
      'a condition key that the action does not support',
      { Action: 'ivs:GetStream', Condition: { StringEquals: { 'aws:RequestTag/team': 'video' } } },
      'ivs:GetStream: does not support the condition key aws:RequestTag/team',
    ],
    [
      'an operator of another type',
      { Action: 'ivs:GetStream', Condition: { NumericEquals: { 'aws:ResourceTag/team': '1' } } },
      'NumericEquals does not compare aws:ResourceTag/team, which is of type String',
    ],
  ])('%s', (_, statement, problem) => {
    expect(problems(statement).join('\n')).toContain(problem);
  });
});

test.each([
  ['channel/*', 'stream-key/*', false],
  ['channel/a', 'channel/*', true],
  ['log-group:x:*', 'log-group:*:log-stream:*', true],
  ['secret:a/*-??????', 'secret:*', true],
  ['table/t/index/*', 'table/*', true],
  ['a?c', 'abcd', false],
  ['', '*', true],
])('%s and %s have a text in common: %s', (a, b, expected) => {
  expect([overlap(a, b), overlap(b, a)]).toEqual([expected, expected]);
});
