import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeBlocks } from '../../docs/support/blocks.ts';

// Runs the examples of docs/testing.md, and tests that fail, with node:test and with vitest, each in a process of its own.
// The example project examples/jest does so with jest.

const FOLDER = join(process.cwd(), `.build/test-runners-${process.pid}`);
const TESTING = join(process.cwd(), 'src/testing/index.ts');

const IMPORT = "import { useSimulator } from 'ivs-autopilot/testing';\n";
const FAILING = `
const ivs = useSimulator();
test('a test that waits in vain', async () => {
  const channel = await ivs.createChannel({ name: 'show' });
  await channel.goLive();
  await channel.waitForCues(1, { within: 10 });
});
`;
const CONCURRENT = `
const pause = () => new Promise((resolve) => setTimeout(resolve, 20));
describe('at the same time', () => {
  test.concurrent('one', pause);
  test.concurrent('another', pause);
});
`;
/** What only node:test has: no afterEach after `t.skip()` or after an afterEach that fails; subtests. */
const NODE_ONLY = `
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
${IMPORT}
describe('node only', () => {
  const first = useSimulator({ failOnViolations: true });
  const second = useSimulator();
  test('skipped', (t) => t.skip());
  test('over a quota', async () => {
    first.setQuotas({ putMetadataPerChannel: 1 });
    const channel = await first.createChannel();
    await channel.goLive();
    const put = () => first.call('PutMetadata', { channelArn: channel.arn, metadata: 'x' });
    await put();
    await assert.rejects(put);
  });
  test('with subtests', async (t) => {
    const { arn } = await second.createChannel();
    await t.test('inner', async (t) => {
      assert.equal(second.channel(arn).arn, arn);
      await t.test('innermost', () => assert.equal(second.channels().length, 1));
    });
    assert.equal(second.channels().length, 1);
  });
  test('after subtests', () => assert.equal(second.channels().length, 0));
  describe('at the same time', { concurrency: true }, () => {
    const pause = () => new Promise((resolve) => setTimeout(resolve, 20));
    test('one', pause);
    test('another', pause);
  });
});
`;
/** What each runner prints of the test that waits in vain. */
const IN_VAIN = [
  'a test that waits in vain',
  /expected 1 cue of channel "show" \(arn:aws:ivs:.*\), but received 0 within \d+ ms of real time\./,
  /-500 ms Session Created \(channel "show", stream st-/,
  'Events meanwhile: none',
];

interface Run {
  status: unknown;
  out: string;
}

let node: Run;
let vitest: Run;
beforeAll(async () => {
  await mkdir(FOLDER, { recursive: true });
  const page = await readFile('docs/testing.md', 'utf8');
  const examples = codeBlocks('docs/testing.md', page).map(({ code }) => code);
  const examplesFor = (runner: string) =>
    examples.filter((code) => code.includes(`from '${runner}'`));
  [node, vitest] = await Promise.all([
    runNode(examplesFor('node:test')),
    runVitest(examplesFor('vitest')),
  ]);
}, 120_000);
afterAll(() => rm(FOLDER, { recursive: true, force: true }));

/** All files in one process, as `node main.mjs` runs them. */
async function runNode(examples: string[]): Promise<Run> {
  const files = [...examples, `import { test } from 'node:test';\n${IMPORT}${FAILING}`, NODE_ONLY];
  const names = await Promise.all(files.map((code, index) => write(`node-${index}.mjs`, code)));
  await write('main.mjs', names.map((name) => `import './${name}';\n`).join(''));
  return run(['--import', 'tsx', '--test-reporter=tap', join(FOLDER, 'main.mjs')]);
}

/** One file without globals, and one with them. */
async function runVitest([example = '']: string[]): Promise<Run> {
  await write('plain.ts', example);
  await write('globals.ts', `${IMPORT}${FAILING}${CONCURRENT}`);
  const project = (name: string, globals: boolean) => ({
    test: { name, globals, include: [`${name}.ts`] },
  });
  const config = { test: { projects: [project('plain', false), project('globals', true)] } };
  await write('vitest.config.mjs', `export default ${JSON.stringify(config)};\n`);
  const options = ['--root', FOLDER, '--reporter=verbose', '--no-color'];
  return run(['node_modules/vitest/vitest.mjs', 'run', ...options]);
}

async function write(name: string, code: string): Promise<string> {
  await writeFile(join(FOLDER, name), code.replaceAll('ivs-autopilot/testing', TESTING));
  return name;
}

/** Runs Node.js without what this test runner has set. */
function run(args: string[]): Promise<Run> {
  const env = { PATH: process.env.PATH, HOME: FOLDER, NO_COLOR: '1' };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env }, (error, out, err) => {
      resolve({ status: error?.code ?? 0, out: `${out}${err}` });
    });
  });
}

test('node:test runs the examples, and a failure says what happened instead', () => {
  expect(node.out).toContain('# pass 7\n# fail 4\n');
  expect(node.status).toBe(1);
  expect(node.out).toContain('ok 1 - a stream of ten minutes');
  for (const text of IN_VAIN) expect(node.out).toMatch(text);
});

test('node:test: a skipped test and a failing hook do not concern the next test, and subtests share the simulator', () => {
  const lineOf = (title: string) =>
    node.out.split('\n').find((line) => /^ *(not )?ok /.test(line) && line.includes(`- ${title}`));
  expect(lineOf('skipped')).toMatch(/^ *ok .*# SKIP/);
  expect(lineOf('over a quota')).toMatch(/^ *not ok/);
  for (const title of ['with subtests', 'inner', 'innermost', 'after subtests'])
    expect(lineOf(title)).toMatch(/^ *ok/);
  expect(lineOf('another')).toMatch(/^ *not ok/);
});

test('vitest runs the example without globals', () => {
  expect(vitest.out).toMatch(/✓ \|?plain\|? .*a stopped stream ends/);
});

test('with globals of vitest, a failure says what happened instead', () => {
  expect(vitest.status).toBe(1);
  for (const text of IN_VAIN) expect(vitest.out).toMatch(text);
});

test('the second of two tests at the same time fails, and says what to do', () => {
  expect(vitest.out).toMatch(/✓ \|?globals\|? .*> one/);
  expect(vitest.out).toMatch(/× \|?globals\|? .*> another/);
  expect(vitest.out).toContain(
    "useSimulator: two tests run at the same time, and the simulator is reset before each test. Pass { reset: 'file' }",
  );
});
