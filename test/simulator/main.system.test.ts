import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { connectEncoder } from './rtmp/encoder.ts';

// `npm run simulator` as a separate process.

const RUN = [process.execPath, '--import', 'tsx', 'src/simulator/main.ts'] as const;
const PATIENCE = { timeout: 30_000 };

function start(args: string[], { under, env = {} }: { under?: string[]; env?: object } = {}) {
  const [command = '', ...rest] = [...(under ?? []), ...RUN, ...args];
  const { npm_lifecycle_event: _, ...environment } = process.env;
  const child = spawn(command, rest, { env: { ...environment, ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const written = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    written.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    written.err += chunk;
  });
  const endpoint = async () => {
    await expect.poll(() => written.out, PATIENCE).toContain('simulator on http');
    return /http:\S+/.exec(written.out)?.[0] ?? '';
  };
  return { child, written, endpoint };
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'npm run simulator prints its address, answers requests, and stops on %s',
  async (signal) => {
    const { child, written, endpoint } = start(['--port', '0', '--seed', '5']);
    const about = await (await fetch(await endpoint())).json();
    expect(about).toMatchObject({ name: 'Amazon IVS simulator', seed: 5, has: { channels: 0 } });
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(written.err).toBe('');
  },
);

test('npm run simulator prints its RTMP address', async () => {
  const { written, endpoint } = start(['--port', '0'], { env: { RTMP_PORT: '0' } });
  const url = await endpoint();
  const line = /^Encoders: (rtmp:\/\/127\.0\.0\.1:\d+\/app)\/<stream key>$/m;
  await expect.poll(() => written.out, PATIENCE).toMatch(line);
  const created = await fetch(`${url}/CreateChannel`, { method: 'POST', body: '{}' });
  const { streamKey } = (await created.json()) as { streamKey: { value: string } };
  const encoder = await connectEncoder(line.exec(written.out)?.[1] ?? '');
  expect(await encoder.publish(streamKey.value)).toBe('NetStream.Publish.Start');
});

test('npm run simulator stops when the shell that npm started exits', async () => {
  const under = ['sh', '-c', `"$0" "$@" & wait`];
  const env = { npm_lifecycle_event: 'simulator' };
  const { child, endpoint } = start(['--port', '0'], { under, env });
  const url = await endpoint();
  child.kill('SIGTERM');
  const isGone = () =>
    fetch(url).then(
      () => false,
      () => true,
    );
  await expect.poll(isGone, { timeout: 5_000 }).toBe(true);
});

test('npm run simulator exits with status 1 and an error for wrong arguments', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  const cases = [
    {
      args: ['--bogus'],
      message: /^simulator: Unknown option '--bogus'.* \(--help lists the options\)\n$/,
    },
    {
      args: ['--options', '{"delays": {"streamStart": 1}}'],
      message:
        /^simulator: option delays\.streamStart: unknown member; expected one of: streamStartMs, /,
    },
    {
      args: ['--port', `${port}`],
      message: /^simulator: port \d+ is in use: .* --port or --rtmp-port\n$/,
    },
  ];
  for (const { args, message } of cases) {
    const { child, written } = start(args);
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(written.err).toMatch(message);
  }
  taken.close();
}, 40_000);
