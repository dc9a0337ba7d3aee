import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { SOURCE } from '../../src/platform/bus.ts';
import type { PolicyStatement } from '../../src/simulator/index.ts';
import { templateProblems } from '../serverless/cloudformation/check-template.ts';
import { readSpecification } from '../serverless/cloudformation/specification.ts';
import type { CloudFormationTemplate } from '../serverless/cloudformation/template.ts';
import { Template } from '../serverless/support/template.ts';
import { compiledTemplates } from '../serverless/support/templates.ts';
import { policyProblems } from './iam/check-policy.ts';
import { readReference } from './iam/reference.ts';
import { resolve } from './support/policies.ts';

// The policies that docs/trust.md proposes.

const page = readFileSync('docs/trust.md', 'utf8');
const blockOf = (language: string): string =>
  new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(page)?.[1] ?? '';

/** The template of stage prod with the resources of the page. */
let compiled: CloudFormationTemplate;
let template: Template;
beforeAll(async () => {
  compiled = JSON.parse((await compiledTemplates()).get('stage prod') ?? '');
  const bus = Object.values(compiled.Resources).find(
    ({ Type }) => Type === 'AWS::Events::EventBus',
  );
  const text = blockOf('yaml').replace(
    /\$\{self:custom\.names\.bus\}/g,
    String(bus?.Properties?.Name),
  );
  Object.assign(compiled.Resources, parse(text));
  template = new Template(JSON.stringify(compiled));
});

/** The logical ids of the roles that are allowed an action on a resource whose text matches. */
const rolesWith = (action: string, resource: RegExp): string[] =>
  template.all('AWS::IAM::Role').flatMap(([id, { Properties }]) => {
    const statements = Properties.Policies.flatMap(
      ({ PolicyDocument }) => PolicyDocument.Statement,
    );
    const isAllowed = statements.some((statement) => {
      const text = JSON.stringify(statement);
      return text.includes(`"${action}"`) && resource.test(text);
    });
    return isAllowed ? [id] : [];
  });

const exceptionsOf = ({ Condition }: { Condition?: unknown }): unknown[] =>
  (Condition as { ArnNotEquals: { 'aws:PrincipalArn': unknown[] } }).ArnNotEquals[
    'aws:PrincipalArn'
  ];
/** CloudFormation makes the names of the roles, so the template does not know their ARNs. */
const withRoleArns = (statement: unknown): unknown =>
  JSON.parse(
    JSON.stringify(statement).replace(
      /\{"Fn::GetAtt":\["(\w+Role)","Arn"\]\}/g,
      '"arn:aws:iam::123456789012:role/$1"',
    ),
  );
const arnsOf = (roles: string[]) => roles.map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] }));

test('the resources agree with the specifications of CloudFormation', async () => {
  const types = Object.values(compiled.Resources).map(({ Type }) => Type);
  expect(templateProblems(compiled, await readSpecification(types))).toEqual([]);
});

test('the statements, and the policy of a producer, agree with the reference of IAM', () => {
  const statements = [
    template.get('BusPolicy').Properties.Statement,
    ...template.get('MetadataQueuePolicy').Properties.PolicyDocument.Statement,
    ...JSON.parse(blockOf('json')).Statement,
  ].map((statement) => resolve(withRoleArns(statement), template) as PolicyStatement);
  expect(statements).toHaveLength(3);
  expect(policyProblems(statements, readReference())).toEqual([]);
});

test('the policies deny nothing that the functions do', () => {
  const { Statement } = template.get('BusPolicy').Properties;
  const publishers = rolesWith('events:PutEvents', /event-bus/);
  expect(exceptionsOf(Statement)).toEqual(expect.arrayContaining(arnsOf(publishers)));
  expect(exceptionsOf(Statement)).toHaveLength(publishers.length);
  expect(Statement).toMatchObject({ Condition: { StringEquals: { 'events:source': SOURCE } } });
  const [statement = {}] = template.get('MetadataQueuePolicy').Properties.PolicyDocument.Statement;
  const senders = rolesWith('sqs:SendMessage', /"MetadataQueue"/);
  expect(senders.length).toBe(3);
  expect(exceptionsOf(statement)).toEqual(expect.arrayContaining(arnsOf(senders)));
});
