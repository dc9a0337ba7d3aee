import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { formatTime } from '../../src/cli/format/time.ts';
import { createChannel, type DemoChannel } from '../../src/local/demo/channels.ts';
import { DemoClient, type Session } from '../../src/local/demo/client.ts';
import { type Stack, startStack } from '../../src/local/stack.ts';

// Runs the command line as a process, as an operator does, against the one-machine stack.

let stack: Stack;
let world: DemoClient;
let quiz: DemoChannel;
let session: Session;
beforeAll(async () => {
  stack = await startStack({ port: 0, schedules: 'off', warm: false });
  world = new DemoClient(stack.endpoint);
  quiz = await createChannel(world, 'quiz-night', {});
  await world.connect(quiz.streamKey);
  const live = async () => {
    const [found] = await world.sessionsOf(quiz.arn);
    if (found?.state !== 'live' || !('createdAt' in found))
      throw new Error('the session is not complete yet');
    return found;
  };
  session = await vi.waitFor(live, { timeout: 40_000, interval: 100 });
}, 60_000);
afterAll(async () => {
  world?.close();
  await stack?.close();
});

const CLI = [process.execPath, '--import', 'tsx', 'src/cli/main.ts'] as const;
const ZONE = 'Asia/Tokyo';

/** Runs a command line in a shell without region, credentials and stage. */
function run(line: string, environment: Record<string, string> = {}) {
  const env = { PATH: process.env.PATH, HOME: '/nonexistent', TZ: ZONE, ...environment };
  const shell = ['-o', 'pipefail', '-c', `"$0" "$1" "$2" "$3" ${line}`, ...CLI];
  return new Promise<{ status: unknown; out: string; err: string }>((resolve) => {
    execFile('bash', shell, { env }, (error, out, err) => {
      resolve({ status: error?.code ?? 0, out, err });
    });
  });
}

const startedAt = () => Date.parse(session.startedAt ?? '');
const port = () => new URL(stack.endpoint).port;

describe('with a live stream', () => {
  test('sessions live finds the stack by PORT and prints times in the local zone', async () => {
    const { status, out, err } = await run('sessions live --local', { PORT: port() });
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^NAME +CHANNEL +STATE +STARTED +LASTED/),
      expect.stringContaining(formatTime(startedAt(), ZONE)),
    ]);
    for (const text of ['quiz-night', quiz.arn, session.streamId]) expect(out).toContain(text);
  });

  test.each([
    ['id', () => quiz.arn.split('/')[1]],
    ['name', () => 'quiz-night'],
  ])('sessions show accepts the %s of a channel and prints JSON', async (_what, channel) => {
    const { status, out, err } = await run(`--local ${port()} sessions show ${channel()} --json`);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const names = ['Session Created', 'Stream Start'];
    const timeline = names.map((name) => expect.objectContaining({ name }));
    expect(JSON.parse(out)).toMatchObject({ session, timeline });
  });

  test('an input that the function refuses gives one line and status 1', async () => {
    const foreign = 'arn:aws:ivs:eu-west-1:123456789012:channel/abc';
    expect(await run(`sessions list ${foreign} --local=${port()}`)).toEqual({
      status: 1,
      out: '',
      err: `error: channelArn: expected a channel of region us-west-2, received "${foreign}"\n`,
    });
  });

  test('AWS_ENDPOINT_URL is used, and a missing stage is named in the error', async () => {
    const { status, err } = await run('sessions live', {
      AWS_ENDPOINT_URL: stack.endpoint,
      AWS_REGION: 'us-west-2',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    });
    expect(status).toBe(1);
    expect(err).toMatch(/^error: the function ivs-autopilot-dev-getSessions does not exist: .*\n$/);
  });
});

describe('without a stack', () => {
  test('the error names what is missing: the region, then the credentials', async () => {
    expect(await run('sessions live')).toEqual({
      status: 1,
      out: '',
      err: 'error: no AWS region: use --region or set AWS_REGION\n',
    });
    const env = { AWS_EC2_METADATA_DISABLED: 'true' };
    const { status, err } = await run('sessions live --region us-west-2', env);
    expect(status).toBe(1);
    expect(err).toMatch(/^error: no AWS credentials .*: set AWS_PROFILE .*\n$/);
  });

  test('a reader that closes the pipe is not an error', async () => {
    expect(await run('--help | true')).toEqual({ status: 0, out: '', err: '' });
  });
});
