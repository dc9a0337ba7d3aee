import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { formatTime } from '../../src/cli/format/time.ts';
import { createChannel, type Player } from '../../src/local/demo/cast.ts';
import { type Session, World } from '../../src/local/demo/world.ts';
import { type Stack, startStack } from '../../src/local/stack.ts';

// The command line as a process of its own, as an operator has it, against the one-machine stack.

let stack: Stack;
let world: World;
let quiz: Player;
let session: Session;
beforeAll(async () => {
  stack = await startStack({ port: 0, schedules: 'off' });
  world = new World(stack.endpoint);
  quiz = await createChannel(world, 'quiz-night', {});
  await world.connect(quiz.streamKey);
  const live = async () => {
    const [found] = await world.sessionsOf(quiz.arn);
    if (found?.state !== 'live' || !('createdAt' in found)) throw new Error('not all is known');
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

/** In a shell that helps with nothing: no region, no credentials, no stage. */
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

describe('with a stream that is live', () => {
  test('sessions live finds the stack by PORT and prints local times', async () => {
    const { status, out, err } = await run('sessions live --local', { PORT: port() });
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^NAME +CHANNEL +STATE +SINCE +FOR/),
      expect.stringContaining(formatTime(startedAt(), ZONE)),
    ]);
    for (const text of ['quiz-night', quiz.arn, session.streamId]) expect(out).toContain(text);
  });

  test('sessions show takes the id of the channel, and prints JSON for scripts', async () => {
    const id = quiz.arn.split('/')[1];
    const { status, out, err } = await run(`--local ${port()} sessions show ${id} --json`);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const names = ['Session Created', 'Stream Start'];
    const timeline = names.map((name) => expect.objectContaining({ name }));
    expect(JSON.parse(out)).toMatchObject({ session, timeline });
  });

  test('what the function refuses is one line, and status 1', async () => {
    const foreign = 'arn:aws:ivs:eu-west-1:123456789012:channel/abc';
    expect(await run(`sessions list ${foreign} --local=${port()}`)).toEqual({
      status: 1,
      out: '',
      err: `error: channelArn: expected a channel of region us-west-2, received "${foreign}"\n`,
    });
  });

  test('takes AWS_ENDPOINT_URL as every SDK does, and says which stage it missed', async () => {
    const { status, err } = await run('sessions live', {
      AWS_ENDPOINT_URL: stack.endpoint,
      AWS_REGION: 'us-west-2',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    });
    expect(status).toBe(1);
    expect(err).toMatch(/^error: there is no function ivs-autopilot-dev-getSessions here: .*\n$/);
  });
});

describe('with nothing set up', () => {
  test('says what is missing', async () => {
    expect(await run('sessions live')).toEqual({
      status: 1,
      out: '',
      err: 'error: no AWS region: say --region, or set AWS_REGION\n',
    });
    const env = { AWS_EC2_METADATA_DISABLED: 'true' };
    const { status, err } = await run('sessions live --region us-west-2', env);
    expect(status).toBe(1);
    expect(err).toMatch(/^error: no AWS credentials .*: set AWS_PROFILE .*\n$/);
  });

  test('a reader that goes away is no error', async () => {
    expect(await run('--help | true')).toEqual({ status: 0, out: '', err: '' });
  });
});
