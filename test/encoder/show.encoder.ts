import { GetStreamCommand, GetStreamSessionCommand, TagResourceCommand } from '@aws-sdk/client-ivs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { channelExists, createChannel, currentStreamKey } from '../../src/local/demo/channels.ts';
import { DemoClient } from '../../src/local/demo/client.ts';
import { type Stack, startStack } from '../../src/local/stack.ts';
import { createDecoder } from '../../src/player/index.ts';
import { type Ffmpeg, PICTURE, streamTo } from './support/ffmpeg.ts';

// A live show on the one-machine stack with ffmpeg as the encoder. The tests are steps and depend on each other.

const TAGS = { 'autopilot:rotate-key': 'on-end' };
const MESSAGES = 50;
const SOON = { timeout: 30_000, interval: 100 };

let stack: Stack;
let world: DemoClient;
let channelArn: string;
let firstKey: string;
let newKey: string;
let encoder: Ffmpeg;

beforeAll(async () => {
  stack = await startStack({ port: 0, schedules: 'off', rtmp: { port: 0 } });
  world = new DemoClient(stack.endpoint);
  // Starts the functions, so that the time measured below does not include their start.
  await world.invoke('getSessions', { live: true });
  const { arn, streamKey } = await createChannel(world, 'show', TAGS);
  channelArn = arn;
  firstKey = streamKey;
});
afterAll(async () => {
  encoder?.child.kill('SIGKILL');
  world?.close();
  await stack?.close();
});

const urlOf = (key: string): string => `${stack.rtmpEndpoint}/${key}`;
const newest = async () => (await world.sessionsOf(channelArn))[0];

async function goLive(key: string): Promise<number> {
  const began = Date.now();
  encoder = streamTo(urlOf(key));
  const isLive = () =>
    Promise.race([
      world.ivs.send(new GetStreamCommand({ channelArn })).then(
        () => 'live',
        () => 'offline',
      ),
      encoder.ended.then(() => encoder.errorOutput()),
    ]);
  await expect.poll(isLive, SOON).toBe('live');
  return Date.now() - began;
}

/** FFmpeg declares bitrates in units of 1024 bit/s, and IVS reads units of 1000. */
const shownBitrate = (kbps: number): number => Math.floor((kbps * 1_000 * 1_000) / 1_024);

test('ffmpeg goes live within 5 s, and the stream session is recorded', async () => {
  expect(await goLive(firstKey)).toBeLessThan(5_000);
  await expect.poll(async () => (await newest())?.state, SOON).toBe('live');
});

test('GetStreamSession shows the resolution, frame rate and codecs of the stream', async () => {
  const { streamSession } = await world.ivs.send(new GetStreamSessionCommand({ channelArn }));
  expect(streamSession?.streamId).toBe((await newest())?.streamId);
  expect(streamSession?.ingestConfiguration).toMatchObject({
    video: {
      videoWidth: PICTURE.width,
      videoHeight: PICTURE.height,
      targetFramerate: PICTURE.framerate,
      targetBitrate: shownBitrate(PICTURE.kbps),
      codec: expect.stringMatching(/^avc1\.42C0/),
      encoder: expect.stringMatching(/^Lavf/),
    },
    audio: { codec: 'mp4a.40.2', sampleRate: 48_000, channels: 1, targetBitrate: shownBitrate(64) },
  });
});

test(`${MESSAGES} metadata messages reach players in order`, async () => {
  const payloads = Array.from({ length: MESSAGES }, (_, n) => ({ n }));
  const messages = payloads.map((payload) => ({ channelArn, payload }));
  await world.invoke('enqueueMetadata', { messages });
  const shown = async () => {
    const { decode } = createDecoder();
    const cues = await world.cues(channelArn);
    return (await Promise.all(cues.map(({ metadata }) => decode(metadata)))).flat();
  };
  await expect.poll(shown, SOON).toEqual(payloads);
});

test('after ffmpeg stops, its session keeps the ingest configuration', async () => {
  expect(await encoder.stop()).toBe(0);
  await expect.poll(async () => (await newest())?.state, SOON).toBe('ended');
  const closed = async () => {
    await world.invoke('reconcile', {});
    return newest();
  };
  const { width, height, framerate } = PICTURE;
  await expect
    .poll(closed, SOON)
    .toMatchObject({ ingest: { video: { width, height, framerate } } });
});

test('the stream key is rotated after the stream', async () => {
  const rotated = async () => {
    await world.invoke('rotateStreamKeys', {});
    return (await currentStreamKey(world, channelArn)) ?? firstKey;
  };
  await expect.poll(rotated, SOON).not.toBe(firstKey);
  newKey = await rotated();
});

test('the old stream key is refused with a message', async () => {
  const late = streamTo(urlOf(firstKey));
  expect(await late.ended).not.toBe(0);
  expect(late.errorOutput()).toContain(
    'Server error: streamKey: not the value of a valid stream key',
  );
});

test('the new stream key starts a new stream', async () => {
  const before = (await newest())?.streamId;
  await goLive(newKey);
  await expect.poll(async () => (await newest())?.state, SOON).toBe('live');
  expect((await newest())?.streamId).not.toBe(before);
});

test('a channel with the tag autopilot:auto-delete is deleted after its last stream', async () => {
  const tags = { 'autopilot:auto-delete': '1s' };
  await world.ivs.send(new TagResourceCommand({ resourceArn: channelArn, tags }));
  await encoder.stop();
  await expect.poll(async () => (await newest())?.state, SOON).toBe('ended');
  const isThere = async () => {
    await world.invoke('deleteDueChannels', {});
    return channelExists(world, channelArn);
  };
  await expect.poll(isThere, { timeout: 30_000, interval: 500 }).toBe(false);
  expect(await world.tableText()).not.toContain(newKey);
});
