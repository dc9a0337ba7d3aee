import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isSelfContained } from '../../../src/local/config/variables.ts';

/** `<…>` is written for `${…}` here. */
const variables = (text: string): string => text.replaceAll('<', '$' + '{').replaceAll('>', '}');

test('the configuration of this project is self-contained', () => {
  const names = readdirSync('resources').filter((name) => name.endsWith('.yml'));
  const files = names.map((name) => `resources/${name}`);
  for (const file of ['serverless.yml', ...files]) {
    expect(isSelfContained(readFileSync(file, 'utf8')), file).toBe(true);
  }
});

test.each([
  '<self:custom.names.table>-x',
  '<self:>',
  "<opt:region, 'us-west-2'>",
  '<opt:stage, file(scripts/default-stage.cjs):stage>',
  '<param:logLevel, param:level>',
  '<file(resources/roles.yml)>',
  '<AWS::Region> <Table.Arn> <Name>',
  'no variable at all: {}',
])('%s is self-contained', (text) => {
  expect(isSelfContained(variables(text))).toBe(true);
});

test.each([
  '<env:HOME>',
  '<opt:region, env:AWS_REGION>',
  "<opt:region, env:AWS_REGION, 'us-west-2'>",
  '<self:custom.<opt:stage>, env:AWS_REGION>',
  '<self:custom.<env:STAGE>>',
  '<aws:accountId>',
  '<ssm:/path/to/key>',
  '<s3:bucket/key>',
  '<cf:stack.output>',
  '<git:sha1>',
  '<sls:instanceId>',
  '<file(../outside.yml):x>',
  '<file(resources/../outside.yml):x>',
  '<file(./config.<opt:stage>.yml)>',
  '< env:HOME >',
])('%s is not self-contained', (text) => {
  expect(isSelfContained(`value: ${variables(text)}\nother: ${variables('<self:service>')}`)).toBe(
    false,
  );
});
