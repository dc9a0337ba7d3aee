import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AwsCli, findExamples, startAwsCli } from './aws-cli.ts';
import { differences } from './compare.ts';
import { ABRIDGED, CORRECTIONS, EXTRA_MEMBERS } from './divergences.ts';
import { isKnownEdition } from './editions.ts';
import { ExampleService } from './example-service.ts';
import type { Example } from './examples.ts';
import { SET_UP } from './set-up.ts';
import { shellWords } from './shell-words.ts';

// The examples in the documentation of the AWS CLI, run by the CLI itself as they are written there.

const found = findExamples();
const examples = 'missing' in found ? [] : found.examples;
if ('missing' in found) {
  console.log(`skipped: the examples of the AWS CLI for ivs (${found.missing})`);
}

describe.skipIf(examples.length === 0)('the simulator answers as the AWS CLI documents', () => {
  let service: ExampleService;
  let cli: AwsCli;
  beforeAll(async () => {
    if ('missing' in found) return;
    service = await ExampleService.start();
    cli = startAwsCli(found.python, service.endpoint);
  });
  afterAll(async () => {
    await cli?.close();
    await service?.close();
  });

  test.each(examples.map((example) => [example.name, example] as const))(
    '%s',
    async (_, example) => {
      const problems = await run(example);
      if (isKnownEdition(example)) expect(problems, example.command).toEqual([]);
      else if (problems.length > 0) {
        console.log(
          `not compared: another edition of ${example.name}: ${JSON.stringify(problems)}`,
        );
      }
    },
  );

  /** Runs an example. @returns what is different from its documentation */
  async function run(example: Example): Promise<unknown[]> {
    const steps = SET_UP[example.name];
    if (!steps) return ['no set-up is known'];
    const words = shellWords(corrected(example, 'command')).slice(1);
    await service.prepare(steps);
    const { code, stdout, stderr } = await cli.run(words);
    if (code !== 0 || stderr !== '') return [{ code, stderr }];
    return compare(example.name, corrected(example, 'output'), stdout, words);
  }
});

function corrected(example: Example, part: 'command' | 'output'): string {
  const corrections = (CORRECTIONS[example.name] ?? []).filter((one) => one.in === part);
  return corrections.reduce((text, { from, to }) => text.replaceAll(from, to), example[part]);
}

function compare(name: string, documented: string, printed: string, words: string[]): unknown[] {
  if (documented === '') return printed === '' ? [] : [{ printed }];
  const expected = parseJson(documented);
  if (expected === undefined) return ['the output is not JSON'];
  const actual = abridged(name, expected, JSON.parse(printed));
  return differences(expected, actual, words).filter(
    ({ path, kind }) => kind !== 'extra' || !EXTRA_MEMBERS.some((extra) => extra.path.test(path)),
  );
}

type Answer = Record<string, unknown[]>;

function parseJson(text: string): Answer | undefined {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Cuts a list of an answer to the length that it has in an example that shows only its beginning. */
function abridged(name: string, expected: Answer, actual: Answer): Answer {
  const list = ABRIDGED[name];
  if (list === undefined) return actual;
  return { ...actual, [list]: (actual[list] ?? []).slice(0, expected[list]?.length) };
}
