import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateChannelCommand, GetStreamCommand, IvsClient } from '@aws-sdk/client-ivs';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, onTestFinished, test } from 'vitest';
import { connectEncoder } from '../simulator/rtmp/encoder.ts';
import { clientConfig } from './support.ts';

// Runs npm start's program as a process, with the serverless.yml and the handlers of this project.

const RUN = [process.execPath, '--import', 'tsx', 'src/local/main.ts'] as const;

function start(environment: Record<string, string>, [command, ...args]: readonly string[] = RUN) {
  const { VITEST: _, npm_lifecycle_event: __, ...rest } = process.env;
  const env = { ...rest, SCHEDULES: 'off', LOGS: 'off', PORT: '0', ...environment };
  const child = spawn(command ?? '', args, { env });
  onTestFinished(() => void child.kill('SIGKILL'));
  const written = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    written.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    written.err += chunk;
  });
  return { child, written };
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
}

/** Two seconds are usual, but the machine may be busy with other tests. */
const PATIENCE = { timeout: 40_000 };
const READY = /^ready (http:\/\/127\.0\.0\.1:\d+)\nconsole \1\/console\n$/;

test('npm start prints that it is ready and where the console is, has the setting of --set, and stops at SIGTERM', async () => {
  const { child, written } = start({}, [...RUN, '--set', 'cleanupMode=plan']);
  await expect.poll(() => written.out, PATIENCE).toMatch(READY);
  const endpoint = READY.exec(written.out)?.[1] ?? '';
  const about = (await (await fetch(endpoint)).json()) as { functions: string[] };
  expect(about.functions).toContain('recordSessionEvent');

  const lambda = new LambdaClient(clientConfig(endpoint));
  const command = new GetFunctionConfigurationCommand({ FunctionName: 'deleteDueChannels' });
  const { Environment } = await lambda.send(command);
  expect(Environment?.Variables).toMatchObject({ CLEANUP_MODE: 'plan' });

  child.kill('SIGTERM');
  expect(await ended(child)).toBe(0);
  expect(written.out).toMatch(READY);
  expect(written.err).toBe('');
}, 60_000);

test('with RTMP_PORT encoders can connect, and the URL is in the second line and at GET /', async () => {
  const { written } = start({ RTMP_PORT: '0' });
  const lines =
    /^(ready http:\/\/127\.0\.0\.1:\d+)\nencoders (rtmp:\/\/127\.0\.0\.1:\d+\/app)\/<stream key>\nconsole \S+\n$/;
  await expect.poll(() => written.out, PATIENCE).toMatch(lines);
  const [, ready = '', rtmp = ''] = lines.exec(written.out) ?? [];
  const endpoint = ready.replace('ready ', '');
  expect(await (await fetch(endpoint)).json()).toMatchObject({ encoders: `${rtmp}/<stream key>` });
  const ivs = new IvsClient(clientConfig(endpoint));
  const { streamKey } = await ivs.send(new CreateChannelCommand({ name: 'show' }));
  const encoder = await connectEncoder(rtmp);
  expect(await encoder.publish(streamKey?.value ?? '')).toBe('NetStream.Publish.Start');
  await fetch(`${endpoint}/_sim/reset`, { method: 'POST' });
  await encoder.closed;
}, 60_000);

test('DELAYS=real makes a stream take seconds to start', async () => {
  const { written } = start({ DELAYS: 'real' });
  await expect.poll(() => written.out, PATIENCE).toMatch(READY);
  const endpoint = READY.exec(written.out)?.[1] ?? '';
  const ivs = new IvsClient(clientConfig(endpoint));
  const { channel, streamKey } = await ivs.send(new CreateChannelCommand({ name: 'slow' }));
  const body = JSON.stringify({ streamKey: streamKey?.value });
  expect((await fetch(`${endpoint}/_sim/encoders`, { method: 'POST', body })).status).toBe(201);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await expect(ivs.send(new GetStreamCommand({ channelArn: channel?.arn }))).rejects.toMatchObject({
    name: 'ChannelNotBroadcasting',
  });
}, 60_000);

test('under npm it stops when the shell between npm and it exits', async () => {
  const shell = ['sh', '-c', `"$0" "$@" & echo pid $!; wait`, ...RUN];
  const { child, written } = start({ npm_lifecycle_event: 'start' }, shell);
  await expect.poll(() => written.out, PATIENCE).toContain('ready ');
  const pid = Number(/pid (\d+)/.exec(written.out)?.[1]);
  onTestFinished(() => void (isRunning(pid) && process.kill(pid, 'SIGKILL')));
  child.kill('SIGTERM');
  await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
}, 60_000);

test.each([
  ['PORT', '--port', 'another program', '[]'],
  ['RTMP_PORT', '--rtmp-port', 'another program', 'not JSON'],
  ['PORT', '--port', 'another one-machine stack', '{"name":"x: the one-machine stack"}'],
])(
  'a %s in use is an error message and exit status 1: %s, %s',
  async (setting, flag, by, answer) => {
    const other = createServer((_, response) => response.end(answer));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { child, written } = start({ [setting]: `${port}` });
    expect(await ended(child)).toBe(1);
    expect(written).toEqual({
      out: '',
      err: `port ${port} is in use by ${by}: stop that, or choose another port: npm start -- ${flag} ${port + 1}\n`,
    });
    other.closeAllConnections();
    other.close();
  },
  60_000,
);

test('a wrong setting is an error message that names it, and exit status 1', async () => {
  const wrong = start({}, [...RUN, '--set', 'cleanupMode=plann']);
  expect(await ended(wrong.child)).toBe(1);
  expect(wrong.written.err).toMatch(
    /^--set cleanupMode: .*received "plann"; did you mean plan\?\n/,
  );
}, 60_000);

test('a wrong option is an error message and exit status 1', async () => {
  const { child, written } = start({ SCHEDULES: 'fast' });
  expect(await ended(child)).toBe(1);
  const err = 'SCHEDULES: expected a number from 0.001 to 10000, received "fast"\n';
  expect(written).toEqual({ out: '', err });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
