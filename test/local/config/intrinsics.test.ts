import { expect, test } from 'vitest';
import { intrinsics } from '../../../src/local/config/intrinsics.ts';

/** A variable of Fn::Sub. */
const slot = (name: string): string => `\${${name}}`;

const resolve = intrinsics(
  new Map([
    ['Queue', { type: 'AWS::SQS::Queue', name: 'q' }],
    ['Table', { type: 'AWS::DynamoDB::Table', name: 't' }],
    ['Bus', { type: 'AWS::Events::EventBus', name: 'b' }],
    ['FLambdaFunction', { type: 'AWS::Lambda::Function', name: 's-local-f' }],
    ['Role', { type: 'AWS::IAM::Role' }],
  ]),
);

test.each([
  [{ Ref: 'AWS::Region' }, 'us-west-2'],
  [{ Ref: 'Table' }, 't'],
  [{ Ref: 'Queue' }, 'https://sqs.us-west-2.amazonaws.com/123456789012/q'],
  [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:us-west-2:123456789012:q'],
  [{ 'Fn::GetAtt': 'Queue.QueueName' }, 'q'],
  [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:aws:dynamodb:us-west-2:123456789012:table/t'],
  [{ 'Fn::GetAtt': ['Bus', 'Name'] }, 'b'],
  [
    { 'Fn::GetAtt': ['FLambdaFunction', 'Arn'] },
    'arn:aws:lambda:us-west-2:123456789012:function:s-local-f',
  ],
  [
    {
      'Fn::Sub': `arn:${slot('AWS::Partition')}:x:${slot('AWS::AccountId')}:${slot('Queue.QueueName')}-${slot('!Literal')}`,
    },
    `arn:aws:x:123456789012:q-${slot('Literal')}`,
  ],
  [{ 'Fn::Sub': [`${slot('name')}/${slot('Bus')}`, { name: { Ref: 'Table' } }] }, 't/b'],
  [{ 'Fn::Join': [':', ['a', { Ref: 'Bus' }, 7]] }, 'a:b:7'],
  ['plain', 'plain'],
  [
    { two: 1, Ref: 'x' },
    { two: 1, Ref: 'x' },
  ],
])('%j resolves to %j', (value, expected) => {
  expect(resolve(value, 'here')).toEqual(expected);
});

test.each([
  [{ Ref: 'Gone' }, 'serverless.yml: here: there is no resource Gone'],
  [{ 'Fn::GetAtt': ['Role', 'Arn'] }, 'Arn of Role (AWS::IAM::Role)'],
  [{ 'Fn::Sub': slot('Gone.Arn') }, 'there is no resource Gone'],
  [{ 'Fn::If': ['a', 'b', 'c'] }, 'does not support Fn::If'],
  [{ 'Fn::Join': [':', 'x'] }, 'Fn::Join expects'],
  [{ 'Fn::Join': [':', [{ a: 1, b: 2 }]] }, 'expected a string'],
])('%j is refused', (value, message) => {
  expect(() => resolve(value, 'here')).toThrow(message);
});
