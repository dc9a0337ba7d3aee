import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pages, ROOT } from '../../scripts/docs/pages.ts';
import { awsProblems, versionFor } from './support/aws-versions.ts';
import { commandBlocks } from './support/commands.ts';

const invoke = (words: string) => `aws lambda invoke --function-name f ${words} /dev/stdout`;
const V2 = `${invoke("--cli-binary-format raw-in-base64-out --payload '{}'")}   # AWS CLI v2`;
const V1 = `${invoke("--payload '{}'")}   # AWS CLI v1`;

test.each(await pages())(
  '%s shows each AWS CLI command in the forms of v1 and v2',
  async (page) => {
    const text = await readFile(join(ROOT, page), 'utf8');
    const problems = commandBlocks(page, text).flatMap(({ commands }) => awsProblems(commands));
    expect(problems).toEqual([]);
  },
);

test.each(await pages())('%s sets the region for the SDKs and for AWS CLI v1', async (page) => {
  const text = await readFile(join(ROOT, page), 'utf8');
  const exports = text.split('\n').filter((line) => /^export AWS_ENDPOINT_URL=/.test(line));
  for (const line of exports) expect(line).toMatch(/ AWS_REGION=.* AWS_DEFAULT_REGION=/);
});

test('a payload that only one version takes needs the form of the other one', () => {
  expect(awsProblems([V2, V1])).toEqual([]);
  expect(awsProblems([V2])).toEqual([expect.stringMatching(/expected the form of the other/)]);
  expect(awsProblems([V1])).toEqual([expect.stringMatching(/expected the form of the other/)]);
  expect(awsProblems([V2, V1.replace('# AWS CLI v1', '# invokes')])).toEqual([
    expect.stringMatching(/expected the comment "# AWS CLI v1"$/),
  ]);
});

test('both versions take a file of bytes, and a command without a payload', () => {
  expect(awsProblems([invoke('--payload fileb://a.json'), 'aws ivs list-channels'])).toEqual([]);
  expect(awsProblems([`${invoke('--payload fileb://a.json')} # AWS CLI v1`])).toEqual([
    expect.stringMatching(/expected no version/),
  ]);
});

test('the version stands at the end of a command, also of one on several lines', () => {
  expect([V2, V1, 'aws sqs list-queues', 'aws x \\\n  y   # AWS CLI v1'].map(versionFor)).toEqual([
    ...[2, 1, undefined, 1],
  ]);
});
