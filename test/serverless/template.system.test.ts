import { beforeAll, describe, expect, test } from 'vitest';
import { longestStage } from '../../src/settings/stage.ts';
import { templateProblems } from './cloudformation/check-template.ts';
import { LIMITS } from './cloudformation/limits.ts';
import { readSpecification, type Specification } from './cloudformation/specification.ts';
import type { CloudFormationTemplate, Fields } from './cloudformation/template.ts';
import { compiledTemplates } from './support/templates.ts';
import { VARIANTS } from './support/variants.ts';

let templates: Map<string, CloudFormationTemplate>;
let specification: Specification;
beforeAll(async () => {
  const texts = [...(await compiledTemplates())];
  templates = new Map(texts.map(([name, text]) => [name, JSON.parse(text)]));
  const resources = [...templates.values()].flatMap(({ Resources }) => Object.values(Resources));
  specification = await readSpecification(resources.map(({ Type }) => Type));
});

/** A copy, which a test may change. */
const templateOf = (name: string): CloudFormationTemplate =>
  structuredClone(templates.get(name) ?? { Resources: {} });

describe("the compiled template agrees with CloudFormation's resource specifications", () => {
  test.each(VARIANTS)('$name', ({ name }) => {
    expect(templateProblems(templateOf(name), specification)).toEqual([]);
  });
});

test('the longest stage is as long as the names of AWS resources allow', () => {
  const left = Object.values(templateOf('stage prod').Resources).flatMap(
    ({ Type, Properties = {} }) =>
      Object.entries(Properties).flatMap(([property, value]) => {
        const { longest } = LIMITS[`${Type}.${property}`] ?? {};
        const isName = typeof value === 'string' && value.includes('ivs-autopilot-prod');
        return isName && longest !== undefined ? longest - value.length : [];
      }),
  );
  expect(left.length).toBeGreaterThan(30);
  expect('prod'.length + Math.min(...left)).toBe(longestStage('ivs-autopilot'));
});

const FAULTS: [what: string, change: (resources: Resources) => void, problem: string][] = [
  [
    'a type that does not exist',
    (all) => Object.assign(of(all, 'Table'), { Type: 'AWS::DynamoDB::Tabel' }),
    'Resources.Table.Type: there is no type AWS::DynamoDB::Tabel',
  ],
  [
    'a property that does not exist',
    (all) => set(all, 'MetadataQueue', { VisibilityTimeoutSeconds: 5 }),
    'Resources.MetadataQueue.Properties.VisibilityTimeoutSeconds: there is no such property',
  ],
  [
    'a property that does not exist within another one',
    (all) => set(all, 'Table', { TimeToLiveSpecification: { Enabled: true, Attribute: 'x' } }),
    'Resources.Table.Properties.TimeToLiveSpecification.Attribute: there is no such property',
  ],
  [
    'a required property that is missing',
    (all) => set(all, 'Table', { KeySchema: undefined }),
    'Resources.Table.Properties.KeySchema: expected a value, received nothing',
  ],
  [
    'a value of another type',
    (all) => set(all, 'MetadataQueue', { FifoQueue: 'yes' }),
    'Resources.MetadataQueue.Properties.FifoQueue: expected a value of type boolean, received "yes"',
  ],
  [
    'a list that is a single value',
    (all) => set(all, 'CleanupStoppedAlarm', { AlarmActions: { Ref: 'AWS::Region' } }),
    'AlarmActions: Ref cannot be used where the type is array',
  ],
  [
    'a word that the specification does not list',
    (all) => set(all, 'HttpApi', { ProtocolType: 'HTTPS', IpAddressType: 5 }),
    'Resources.HttpApi.Properties.IpAddressType: expected a value of type string, received 5',
  ],
  [
    'a number that the specification does not list',
    (all) => set(all, 'MarkChannelLogGroup', { RetentionInDays: 31 }),
    'Resources.MarkChannelLogGroup.Properties.RetentionInDays: expected one of 1, 3, 5,',
  ],
  [
    'a word that the documentation does not list',
    (all) => set(all, 'CleanupStoppedAlarm', { ComparisonOperator: 'GreaterThan' }),
    'Resources.CleanupStoppedAlarm.Properties.ComparisonOperator: expected one of Gr',
  ],
  [
    'a name that is too long',
    (all) => set(all, 'MarkChannelLambdaFunction', { FunctionName: 'x'.repeat(65) }),
    'Resources.MarkChannelLambdaFunction.Properties.FunctionName: expected at most 64 characters',
  ],
  [
    'an attribute that does not exist',
    (all) => set(all, 'MarkChannelLambdaFunction', { Role: getAtt('MarkChannelRole', 'ARN') }),
    'MarkChannelRole (AWS::IAM::Role) has no attribute ARN',
  ],
  [
    'a reference to nothing',
    (all) => set(all, 'HttpApi', { Name: { Ref: 'Nothing' } }),
    'there is no resource Nothing',
  ],
  [
    'a reference to nothing within Fn::Sub',
    (all) => set(all, 'HttpApi', { Name: { 'Fn::Sub': 'x-$' + '{Nothing.Arn}-$' + '{!Literal}' } }),
    'there is no resource Nothing',
  ],
  [
    'the name of a role where its ARN belongs',
    (all) => set(all, 'MarkChannelLambdaFunction', { Role: { Ref: 'MarkChannelRole' } }),
    'Role: expected AWS::IAM::Role.Arn, received AWS::IAM::Role.RoleName',
  ],
  [
    'a condition that does not exist',
    (all) => set(all, 'HttpApi', { Name: { 'Fn::If': ['Never', 'a', 'b'] } }),
    'there is no condition Never',
  ],
  [
    'a dependency on nothing',
    (all) => Object.assign(of(all, 'Table'), { DependsOn: 'Nothing' }),
    'Resources.Table.DependsOn: there is no resource Nothing',
  ],
  [
    'a cycle',
    (all) => Object.assign(of(all, 'MarkChannelRole'), { DependsOn: 'MarkChannelLambdaFunction' }),
    'Resources: a cycle: ',
  ],
  [
    'a deletion policy that does not exist',
    (all) => Object.assign(of(all, 'Table'), { DeletionPolicy: 'Keep' }),
    'Resources.Table: there is no policy Keep',
  ],
];

type Resources = CloudFormationTemplate['Resources'];

function of(resources: Resources, id: string): Resources[string] {
  const resource = resources[id];
  if (!resource) throw new Error(`the template has no resource ${id}`);
  return resource;
}

/** Changes properties; undefined removes one. */
function set(resources: Resources, id: string, properties: Fields): void {
  const resource = of(resources, id);
  const changed = { ...resource.Properties, ...properties };
  resource.Properties = JSON.parse(JSON.stringify(changed));
}

const getAtt = (id: string, attribute: string) => ({ 'Fn::GetAtt': [id, attribute] });

test.each(FAULTS)('the check finds %s', (_, change, problem) => {
  const template = templateOf('stage dev');
  change(template.Resources);
  const found = templateProblems(template, specification);
  expect(found.join('\n')).toContain(problem);
});
