import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { pages, ROOT } from '../../scripts/docs/pages.ts';
import { createChannel } from '../../src/local/demo/channels.ts';
import { DemoClient } from '../../src/local/demo/client.ts';
import { type Stack, startStack } from '../../src/local/stack.ts';
import { type AwsCli, findExamples, startAwsCli } from '../simulator/cli-examples/aws-cli.ts';
import { writeTicks } from '../support/ticks.ts';
import { type AwsVersion, versionFor } from './support/aws-versions.ts';
import { commandBlocks } from './support/commands.ts';
import { documentedShell } from './support/documented-shell.ts';

// Runs every command of the code blocks of all pages against one stack. Names of the stage and of examples are
// replaced by those of the stack.

/** Commands that are not run wherever they stand, and why. A block may say so itself: `<!-- not run: <why> -->`. */
const NOT_RUN: [command: RegExp, why: string][] = [
  [/^npm ci\b/, 'it installs the packages that this test uses'],
  [/^npx serverless (deploy|remove)\b/, 'it needs an AWS account'],
  [/^(\w+=\S+ )*npm start\b/, 'it starts the stack, as this test does'],
  [/^npx ivs-autopilot console\b/, 'it opens a page and runs until it is stopped'],
  [/^npm run simulator\b/, 'it runs until it is stopped; a test of the simulator starts it'],
  [/^npm run acceptance\b/, 'npm run test:encoder plays its story'],
  [/^npm run demo\b/, 'it opens a page and runs until it is stopped'],
  [/^ffmpeg\b/, 'npm run test:encoder runs it'],
  [/^(vlc|ffplay)\b/, 'it opens a window'],
  [/^AWS_ACCESS_KEY_ID=cleaner aws\b/, 'it is refused; test/simulator/permissions does the same'],
];

const isRun = (command: string) => !NOT_RUN.some(([pattern]) => pattern.test(command));
const texts = await Promise.all(
  (await pages()).map(async (page) => [page, await readFile(join(ROOT, page), 'utf8')] as const),
);
const blocks = texts.flatMap(([page, text]) => commandBlocks(page, text));
const scripts = new Map<string, string[]>();
for (const { page, line, commands, notRun } of blocks) {
  const script = commands.filter(isRun);
  // Several pages show the same command.
  const isKnown = [...scripts.values()].some((other) => other.join('\n') === script.join('\n'));
  if (notRun === undefined && script.length > 0 && !isKnown) scripts.set(`${page}:${line}`, script);
}

let stack: Stack;
let world: DemoClient;
let aws: AwsCli | undefined;
let version: AwsVersion;
let shell: Awaited<ReturnType<typeof documentedShell>>;
/** A channel with a live stream whose session is recorded. */
let live: { arn: string };
beforeAll(async () => {
  stack = await startStack({
    ...{ port: 0, schedules: 'off', warm: false },
    // The pages' commands run faster here than a person types them.
    simulator: { delays: { streamStartMs: 0 }, quotas: { enforce: false } },
  });
  world = new DemoClient(stack.endpoint);
  await writeTicks(stack.endpoint);
  const found = findExamples();
  if ('missing' in found) console.log(`the commands with aws are not run: ${found.missing}`);
  else aws = startAwsCli(found.python, stack.endpoint, 'variable');
  const said = aws ? Object.values(await aws.run(['--version'])).join() : '';
  version = said.includes('aws-cli/1') ? 1 : 2;
  shell = await documentedShell({
    ...(aws && { aws }),
    invokeFunction: (name, event) => world.invoke(name, JSON.parse(event)),
    port: new URL(stack.endpoint).port,
  });
  const { arn, streamKey } = await createChannel(world, 'quiz-night', {});
  await world.connect(streamKey);
  live = { arn };
  const isRecorded = async () =>
    expect(await world.sessionsOf(arn)).toMatchObject([{ state: 'live' }]);
  await vi.waitFor(isRecorded, { timeout: 20_000, interval: 100 });
}, 60_000);
afterAll(async () => {
  shell?.close();
  world?.close();
  await aws?.close();
  await stack?.close();
});

test.each([...scripts.keys()])(
  'the commands at %s run',
  async (block) => {
    const script = await forStack(scripts.get(block)?.filter(isForThisVersion).join('\n') ?? '');
    await run(script);
    for (const name of ['faults', 'policies'])
      if (script.includes(`_sim/${name}`)) await world.sim('PUT', `/_sim/${name}`, {});
    // reconcile keeps to the call quotas of IVS: with the channels of the other blocks it takes seconds.
  },
  60_000,
);

test('the rules of the pages send events of a stream, and a failed session, to their queues', async () => {
  if (!aws) return;
  for (const rule of ['--name failed-sessions', '--name heard']) {
    const block = blocks.find(({ commands }) => commands.join().includes(rule));
    await run(await forStack(block?.commands.join('\n') ?? ''));
  }
  const { streamKey } = await createChannel(world, 'heard', {});
  await world.connect(streamKey);
  const sqs = (words: string) => run(`aws sqs ${words} --endpoint-url $AWS_ENDPOINT_URL`);
  const receive = (queue: string) => {
    const url = `${stack.endpoint}/123456789012/${queue}`;
    return sqs(`receive-message --queue-url ${url} --wait-time-seconds 10 --output json`);
  };
  expect(await receive('heard')).toContain('Session Started');

  await sqs('create-queue --queue-name failed-sessions');
  const closed = (state: string) => ({
    ...{ Source: 'ivs-autopilot', DetailType: 'Session Closed' },
    ...{ EventBusName: 'ivs-autopilot-local', Detail: JSON.stringify({ session: { state } }) },
  });
  const entries = JSON.stringify([closed('ended'), closed('failed')]);
  await run(`aws events put-events --entries '${entries}'`);
  const { Messages } = JSON.parse(await receive('failed-sessions'));
  expect(Messages).toHaveLength(1);
  expect(JSON.parse(Messages[0].Body).detail).toEqual({ session: { state: 'failed' } });
}, 60_000);

/** Runs a script, which must succeed. @returns its standard output */
async function run(script: string): Promise<string> {
  const env = {
    ...{
      AWS_ENDPOINT_URL: stack.endpoint,
      AWS_REGION: 'us-west-2',
      AWS_DEFAULT_REGION: 'us-west-2',
    },
    ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', CHANNEL_ARN: live.arn },
  };
  const { code, stdout, stderr } = await shell.run(script, env);
  expect(code, `${script}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

test('each command that is not run stands in a page', () => {
  const commands = blocks.flatMap((block) => block.commands);
  const unused = NOT_RUN.filter(([pattern]) => !commands.some((command) => pattern.test(command)));
  expect(unused).toEqual([]);
  expect(scripts.size).toBeGreaterThan(20);
});

const isForThisVersion = (command: string) => (versionFor(command) ?? version) === version;

/** Replaces what stands for something else in a page. */
async function forStack(script: string): Promise<string> {
  const [, id = ''] = live.arn.split('/');
  // Only for scripts that need them: with each channel that has streamed, reconcile takes longer.
  const key = /<value of the stream key>/.test(script) ? await newStreamKey() : '';
  const other = /keys revoke|<stream id>/.test(script) ? await newStream() : { arn: '', id: '' };
  const port = new URL(stack.endpoint).port;
  // On AWS, version 1 finds SQS by itself.
  const isOnAws = script.includes('ivs-autopilot-prod');
  return (
    script
      .replaceAll(/\baws sqs [a-z-]+/g, isOnAws ? `$& --endpoint-url ${stack.endpoint}` : '$&')
      .replaceAll('<channel ARN>', live.arn)
      .replaceAll(/(keys revoke )(<channel>|[A-Za-z0-9]{12})/g, `$1${other.arn} --yes`)
      .replaceAll('<channel>', id)
      .replaceAll('<value of the stream key>', key)
      .replaceAll('<stream id>', other.id)
      .replaceAll('https://<API id>.execute-api.us-west-2.amazonaws.com', stack.endpoint)
      // Nothing listens there.
      .replaceAll('http://127.0.0.1:3000/', 'http://127.0.0.1:9/')
      .replaceAll(/http:\/\/127\.0\.0\.1:456[67]\b/g, stack.endpoint)
      .replaceAll(/ --stage prod( --region us-west-2)?/g, ` --local ${port}`)
      .replaceAll(/((?:list|show|explain|audit) )[A-Za-z0-9]{12}\b/g, `$1${id}`)
      .replaceAll('ivs-autopilot-prod', 'ivs-autopilot-local')
  );
}

const newStreamKey = async () => (await createChannel(world, 'an-encoder', {})).streamKey;

async function newStream(): Promise<{ arn: string; id: string }> {
  const { arn, streamKey } = await createChannel(world, 'another-encoder', {});
  const { streamId: id = '' } = await world.connect(streamKey);
  return { arn, id };
}
