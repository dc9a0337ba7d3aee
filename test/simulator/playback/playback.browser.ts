import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateChannelCommand,
  ImportPlaybackKeyPairCommand,
  StartViewerSessionRevocationCommand,
} from '@aws-sdk/client-ivs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DemoClient } from '../../../src/local/demo/client.ts';
import { type Stack, startStack } from '../../../src/local/stack.ts';
import {
  type IvsEventBridgeEvent,
  type ManualClock,
  manualClock,
  type RunningSimulator,
  startSimulator,
} from '../../../src/simulator/index.ts';
import { type Ffmpeg, PICTURE, streamTo } from '../../encoder/support/ffmpeg.ts';
import { startChromium } from '../../support/browser/chromium.ts';
import {
  hasIvsPlayer,
  type PlayerPages,
  type PlayerState,
  servePlayerPages,
} from './browser/player-pages.ts';
import { newKeyPair, signToken } from './tokens.ts';

// A stream of ffmpeg, and the built-in picture, in real players in a real browser.

const SOON = { timeout: 40_000, interval: 200 };
const MESSAGES = 1_000;
const hasIvs = await hasIvsPlayer();
if (!hasIvs) console.log('amazon-ivs-player is not installed: its tests do not run');

let stack: Stack;
let world: DemoClient;
let pages: PlayerPages;
let chromium: Awaited<ReturnType<typeof startChromium>>;
let encoder: Ffmpeg | undefined;
let page: Page;

beforeAll(async () => {
  stack = await startStack({ port: 0, schedules: 'off', rtmp: { port: 0 } });
  world = new DemoClient(stack.endpoint);
  await world.invoke('getSessions', { live: true });
  pages = await servePlayerPages();
  chromium = await startChromium();
});
afterEach(async () => {
  await page?.close();
  encoder?.child.kill('SIGKILL');
});
afterAll(async () => {
  await chromium?.close();
  pages?.close();
  world?.close();
  await stack?.close();
});

async function newChannel(input: object = {}) {
  const { channel, streamKey } = await world.ivs.send(
    new CreateChannelCommand({ name: 'show', ...input }),
  );
  return {
    arn: channel?.arn ?? '',
    playbackUrl: channel?.playbackUrl ?? '',
    key: streamKey?.value ?? '',
  };
}

const isLive = async (channelArn: string): Promise<boolean> => {
  const sessions = await world.sessionsOf(channelArn);
  return sessions.some(({ state }) => state === 'live');
};

const read = (): Promise<PlayerState> =>
  page.evaluate(() => (globalThis as unknown as { read(): PlayerState }).read());
const position = async () => (await read()).position;
const errors = async () => (await read()).log.filter((line) => line.startsWith('error')).join('\n');

async function open(kind: 'hls' | 'ivs', url: string): Promise<void> {
  page = await chromium.context.newPage();
  await page.goto(pages[kind](url));
}

describe.each([
  { player: 'hls.js', kind: 'hls' as const, isInstalled: true },
  { player: 'the Amazon IVS Player', kind: 'ivs' as const, isInstalled: hasIvs },
])('$player', ({ kind, isInstalled }) => {
  test.skipIf(!isInstalled)(
    'plays a stream of ffmpeg and reports 1,000 messages of the queue once and in order',
    async () => {
      const channel = await newChannel();
      encoder = streamTo(`${stack.rtmpEndpoint}/${channel.key}`);
      await expect.poll(() => isLive(channel.arn), SOON).toBe(true);
      await open(kind, channel.playbackUrl);
      await expect.poll(position, SOON).toBeGreaterThan(1);
      const { width } = await read();
      expect(width).toBe(PICTURE.width);
      const payloads = Array.from({ length: MESSAGES }, (_, n) => ({
        n,
        text: `message number ${n}`,
      }));
      for (let from = 0; from < MESSAGES; from += 200) {
        const messages = payloads
          .slice(from, from + 200)
          .map((payload) => ({ channelArn: channel.arn, payload }));
        await world.invoke('enqueueMetadata', { messages });
      }
      await expect.poll(async () => (await read()).messages.length, SOON).toBe(MESSAGES);
      const { messages, cues, frames } = await read();
      expect(messages).toEqual(payloads);
      expect(frames).toBeGreaterThan(20);
      expect(cues.map(({ text }) => text)).toEqual(
        (await world.cues(channel.arn)).map(({ metadata }) => metadata),
      );
      const late = cues.map(({ at, startTime }) => at - startTime);
      // Chromium tells the player about every 0.26 s how far the video is. So a cue comes up to that late.
      expect(Number(median(late))).toBeLessThan(0.25);
      expect(Math.min(...late)).toBeGreaterThan(-0.01);
      console.log(
        `${kind}: cues after their time, s: median ${median(late)}, most ${Math.max(...late).toFixed(3)}; latency ${(await read()).latency.toFixed(2)} s`,
      );
      expect(await errors()).toBe('');
    },
    120_000,
  );

  test.skipIf(!isInstalled)(
    'goes on after an encoder connects again, and ends with the stream',
    async () => {
      const channel = await newChannel();
      const first = await world.connect(channel.key);
      await expect.poll(() => isLive(channel.arn), SOON).toBe(true);
      await open(kind, channel.playbackUrl);
      await expect.poll(position, SOON).toBeGreaterThan(1);
      await world.disconnect(first.streamId ?? '');
      const second = await world.connect(channel.key);
      const before = await position();
      await expect.poll(position, SOON).toBeGreaterThan(before + 12);
      await world.disconnect(second.streamId ?? '');
      await expect.poll(async () => (await read()).log, SOON).toContain('ENDED');
      expect(await errors()).not.toMatch(/fatal|ErrorNetwork/);
    },
    90_000,
  );

  test.skipIf(!isInstalled)(
    'needs a token for a private channel, and a revoked viewer is cut off',
    async () => {
      const { privateKey, publicKeyMaterial } = newKeyPair();
      await world.ivs.send(new ImportPlaybackKeyPairCommand({ publicKeyMaterial }));
      const channel = await newChannel({ authorized: true });
      await world.connect(channel.key);
      await expect.poll(() => isLive(channel.arn), SOON).toBe(true);
      await open(kind, channel.playbackUrl);
      await expect.poll(errors, SOON).toContain('403');
      await page.close();
      const exp = Math.floor(Date.now() / 1_000) + 300;
      const claims = { 'aws:channel-arn': channel.arn, exp, 'aws:viewer-id': 'ann' };
      await open(kind, `${channel.playbackUrl}?token=${signToken(privateKey, claims)}`);
      await expect.poll(position, SOON).toBeGreaterThan(1);
      expect(await errors()).toBe('');
      await world.ivs.send(
        new StartViewerSessionRevocationCommand({ channelArn: channel.arn, viewerId: 'ann' }),
      );
      await expect.poll(errors, SOON).toContain('403');
      const isStill = async () => {
        const before = await position();
        await page.waitForTimeout(1_000);
        return (await position()) === before;
      };
      await expect.poll(isStill, { timeout: 40_000, interval: 1_000 }).toBe(true);
    },
    120_000,
  );
});

test('hls.js loads ten minutes of a recording without a gap', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ivs-autopilot-recordings-'));
  const clock = manualClock(Date.now());
  let prefix: unknown;
  const emit = ({ detail }: IvsEventBridgeEvent) => {
    prefix = detail.recording_s3_key_prefix ?? prefix;
  };
  const simulator = await startSimulator({ clock, emit, recordings: folder });
  try {
    await recordTenMinutes(simulator, clock);
    const url = `${simulator.endpoint}/recordings/${prefix}/media/hls/master.m3u8`;
    page = await chromium.context.newPage();
    await page.goto(`${pages.hls(url)}&buffer=900`);
    const loaded = async () => Math.max(0, ...(await read()).buffered.map(([, end]) => end));
    await expect.poll(loaded, SOON).toBeGreaterThan(595);
    const { buffered, log } = await read();
    console.log(`hls.js has loaded, s: ${JSON.stringify(buffered)}`);
    expect(buffered).toHaveLength(1);
    expect(log.filter((line) => line.startsWith('error'))).toEqual([]);
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true });
  }
}, 90_000);

async function recordTenMinutes(simulator: RunningSimulator, clock: ManualClock): Promise<void> {
  const { recordingConfiguration } = await simulator.call<{
    recordingConfiguration: { arn: string };
  }>('CreateRecordingConfiguration', {
    destinationConfiguration: { s3: { bucketName: 'recordings' } },
    thumbnailConfiguration: { recordingMode: 'DISABLED' },
  });
  clock.advance(1_000);
  const { streamKey } = await simulator.call<{ streamKey: { value: string } }>('CreateChannel', {
    recordingConfigurationArn: recordingConfiguration.arn,
  });
  const { streamId } = simulator.connectEncoder({ streamKey: streamKey.value });
  clock.advance(602_000);
  simulator.disconnectEncoder(streamId);
  clock.advance(1_000);
}

const median = (values: number[]): string => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(3);
};

test.skipIf(!hasIvs)(
  'the latency of the IVS player falls below 4 s, by its own measure and by the clock in the picture',
  async () => {
    const channel = await newChannel();
    await world.connect(channel.key);
    await expect.poll(() => isLive(channel.arn), SOON).toBe(true);
    await open('ivs', channel.playbackUrl);
    await expect.poll(position, SOON).toBeGreaterThan(1);
    await expect
      .poll(async () => (await read()).latency, { timeout: 90_000, interval: 1_000 })
      .toBeLessThan(4);
    const { latency, clock, now } = await read();
    const byClock = ((now / 1_000) % 60) - clock;
    const shown = (byClock + 60) % 60;
    console.log(
      `latency of the IVS player: ${latency.toFixed(2)} s by itself, ${shown.toFixed(2)} s by the clock in the picture`,
    );
    expect(shown).toBeLessThan(4.5);
    expect(Math.abs(shown - latency)).toBeLessThan(0.6);
  },
  150_000,
);
