import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { formatTime } from '../../src/cli/format/time.ts';
import { addTriggerCommand } from '../../src/cli/trigger/trigger-command.ts';
import { createChannel, type DemoChannel } from '../../src/local/demo/channels.ts';
import { DemoClient, type Session } from '../../src/local/demo/client.ts';
import { type Stack, startStack } from '../../src/local/stack.ts';
import { startSimulator } from '../../src/simulator/index.ts';
import { runCommands } from '../support/cli.ts';

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
const FOREIGN = 'arn:aws:ivs:eu-west-1:999999999999:channel/Abc123Abc123';

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

describe('an incident with a lost Stream End and doubled events', () => {
  const FILE = 'examples/replay/incident.jsonl';
  const [line = ''] = readFileSync(FILE, 'utf8').split('\n');
  const incident = JSON.parse(line) as { streamId: string; events: Entry[] };
  interface Entry {
    id: string;
    name: string;
    at: string;
    repaired?: true;
  }
  const twoMonthsAgo = () => new Date(Date.now() - 60 * 86_400_000).toISOString().slice(0, 10);
  const lasts = (entries: readonly Entry[]) =>
    entries.map(({ at }) => Date.parse(at) - Date.parse(entries[0]?.at ?? ''));
  const ids = (entries: readonly Entry[]) =>
    entries.map(({ id, name, repaired = false }) => ({ id, name, repaired }));

  test('is replayed, and the session comes out as it was exported', {
    timeout: 60_000,
  }, async () => {
    const { status, out, err } = await run(`replay ${FILE} --local ${port()} --speed 60`);
    expect({ status, out }).toEqual({
      status: 0,
      out: expect.stringMatching(/ repaired +Stream End/),
    });
    expect(err).toMatch(/^replaying 1 session in 16 steps, which takes 0.2s at speed 60$/m);
    const exported = await run(
      `sessions export --from ${twoMonthsAgo()} --events --local ${port()}`,
    );
    // The file may be too old or too new for IVS: then its times are shifted.
    const found = exported.out.split('\n').find((text) => text.includes(incident.streamId));
    const { events, state, repaired } = JSON.parse(found ?? '{}') as typeof incident & {
      state: string;
      repaired: boolean;
    };
    expect({ state, repaired }).toEqual({ state: 'ended', repaired: true });
    expect(ids(events)).toEqual(ids(incident.events));
    expect(lasts(events)).toEqual(lasts(incident.events));
    expect(await run(`replay ${FILE} --local ${port()}`)).toMatchObject({
      status: 1,
      err: expect.stringMatching(/^error: the stack already has the session st-.*--reset$/m),
    });
  });

  test('differs if a fault loses what IVS does not keep', { timeout: 60_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'replay-'));
    const [file, faults] = [join(folder, 'failure.jsonl'), join(folder, 'faults.json')];
    const streamId = 'st-FailedFailedFailedFail1';
    const failure = { at: '2026-11-27T10:00:05Z', name: 'Stream Failure', id: 'failure' };
    const events = [
      { at: '2026-11-27T10:00:00Z', name: 'Session Created', id: 'created' },
      { at: '2026-11-27T10:00:02Z', name: 'Stream Start', id: 'start' },
      { ...failure, detail: { event_name: failure.name, reason: 'no capacity' } },
    ].map((event) => ({
      ...{ detailType: 'IVS Stream State Change', detail: { event_name: event.name } },
      ...event,
    }));
    const session = {
      channelArn: FOREIGN,
      streamId,
      events,
      state: 'failed',
      reason: 'no capacity',
    };
    const times = { createdAt: events[0]?.at, startedAt: events[1]?.at, failedAt: failure.at };
    await writeFile(file, JSON.stringify({ ...session, ...times }));
    await writeFile(
      faults,
      JSON.stringify({ events: [{ fault: 'lose', name: 'Stream Failure' }] }),
    );
    const { status, out, err } = await run(
      `replay ${file} --faults ${faults} --json --local ${port()}`,
    );
    expect({ status, last: err.trimEnd().split('\n').at(-1) }).toEqual({
      status: 1,
      last: 'error: 1 session differs from the file',
    });
    expect(err).toContain(
      'channels of 999999999999 eu-west-1 are replayed in 123456789012 us-west-2',
    );
    expect(JSON.parse(out)).toMatchObject({
      channelArn: 'arn:aws:ivs:us-west-2:123456789012:channel/Abc123Abc123',
      result: 'differs',
      differences: [{ what: 'reason', expected: 'no capacity' }],
      repaired: ['Stream Failure'],
    });
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

describe('trigger', () => {
  /** Runs the command in this process. */
  async function triggerAt(endpoint: string, json: boolean, ...args: string[]) {
    const place = { stage: 'local', endpoint };
    const answer = () => expect.fail('no function is invoked');
    const line = ['trigger', ...args];
    return (await runCommands(addTriggerCommand, line, answer, { place, json })).printed;
  }
  const trigger = (...args: string[]) => triggerAt(stack.endpoint, true, ...args);

  test('sends an event to the default bus, and names the rules that match', async () => {
    const printed = await trigger('starvation-start', '--channel', 'quiz-night');
    const { event, rules } = JSON.parse(printed);
    expect(event).toMatchObject({
      source: 'aws.ivs',
      resources: [quiz.arn],
      detail: { channel_name: 'quiz-night', stream_id: session.streamId },
    });
    expect(rules).toEqual([{ rule: expect.any(String), targets: ['recordSessionEvent'] }]);
    const answer = await fetch(`${stack.endpoint}/_sim/events?bus=default`);
    expect(await answer.json()).toContainEqual(expect.objectContaining({ event }));
  });

  test('says that the simulator alone has no rules', async () => {
    const simulator = await startSimulator();
    try {
      const line = ['stream-end', '--time', '2026-11-21T12:00:00Z'];
      expect(await triggerAt(simulator.endpoint, false, ...line)).toBe(
        'Stream End of arn:aws:ivs:us-west-2:123456789012:channel/TestChannel1, stream st-1TestStream000000000001 at 2026-11-21T12:00:00Z: delivered; the simulator alone has no rules\n',
      );
      expect(JSON.parse(await triggerAt(simulator.endpoint, true, ...line)).rules).toEqual([]);
    } finally {
      await simulator.close();
    }
  });

  test('refuses a channel for an event of the account', async () => {
    await expect(trigger('limit-concurrent-viewers', '--channel', 'quiz-night')).rejects.toThrow(
      '--channel: expected nothing',
    );
  });

  test('refuses an unknown channel', async () => {
    await expect(trigger('stream-end', '--channel', 'nobody')).rejects.toThrow(
      'the stack has no channel nobody',
    );
  });
});
