import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type IvsEventBridgeEvent, startSimulator } from '../../src/simulator/index.ts';
import { loopTo, makeFile } from './support/ffmpeg.ts';

// Ten ffmpeg processes stream a small file for one minute. The simulator runs in this process.

const ENCODERS = 10;
const MINUTE_MS = 60_000;

test('ten encoders stay connected for a minute', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'ivs-autopilot-encoder-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, 'loop.flv');
  await makeFile(file, 10);

  const events: IvsEventBridgeEvent[] = [];
  const emit = (event: IvsEventBridgeEvent) => events.push(event);
  const simulator = await startSimulator({ emit, rtmp: { port: 0 }, quotas: { enforce: false } });
  onTestFinished(() => simulator.close());
  const encoders = [];
  for (let n = 0; n < ENCODERS; n++) {
    const { streamKey } = await simulator.call<{ streamKey: { value: string } }>('CreateChannel');
    const encoder = loopTo(`${simulator.rtmpEndpoint}/${streamKey.value}`, file);
    onTestFinished(() => void encoder.child.kill('SIGKILL'));
    encoders.push(encoder);
  }
  const named = (name: string) => events.filter(({ detail }) => detail.event_name === name).length;
  await expect.poll(() => named('Stream Start'), { timeout: 20_000 }).toBe(ENCODERS);

  const rss = process.memoryUsage().rss;
  const cpu = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, MINUTE_MS));
  const { user, system } = process.cpuUsage(cpu);
  const grown = Math.round((process.memoryUsage().rss - rss) / 2 ** 20);
  process.stdout.write(
    `a minute of ${ENCODERS} encoders: ${Math.round((user + system) / 1000)} ms of CPU, resident memory grew by ${grown} MiB\n`,
  );

  expect(encoders.map(({ child, errorOutput }) => child.exitCode ?? errorOutput())).toEqual(
    Array(ENCODERS).fill(''),
  );
  const { streams } = await simulator.call<{ streams: { health: string }[] }>('ListStreams');
  expect(streams.map(({ health }) => health)).toEqual(Array(ENCODERS).fill('HEALTHY'));
  expect(named('Session Ended')).toBe(0);
}, 120_000);
