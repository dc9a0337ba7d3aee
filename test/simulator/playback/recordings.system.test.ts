import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { FlvTag } from '../../../src/simulator/playback/codecs/flv.ts';
import { hasFfmpeg, probe } from './ffmpeg.ts';
import { AUDIO, interleave, until, VIDEO } from './media.ts';
import { parse } from './parse.ts';
import { startWatching } from './watching.ts';

const isInstalled = await hasFfmpeg();

/** A channel that is recorded to a folder. */
async function recording({ window = 0, folder = newFolder(), thumbnails = {} } = {}) {
  const world = await startWatching({ recordings: folder });
  const { recordingConfiguration } = await world.simulator.call<{
    recordingConfiguration: { arn: string };
  }>('CreateRecordingConfiguration', {
    destinationConfiguration: { s3: { bucketName: 'recordings' } },
    recordingReconnectWindowSeconds: window,
    thumbnailConfiguration: { recordingMode: 'DISABLED', ...thumbnails },
  });
  world.clock.advance(1_000);
  const channel = await world.show({ recordingConfigurationArn: recordingConfiguration.arn });
  /** The only recording: the folder that has a folder `events`. */
  const root = () => {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return join(folder, names.find((name) => name.endsWith('/events')) ?? '', '..');
  };
  const file = (path: string) => readFileSync(join(root(), path), 'utf8');
  return { world, channel, folder, root, file };
}

/** An encoder goes live, sends the rest, and disconnects. */
function streamAndEnd(
  world: Awaited<ReturnType<typeof startWatching>>,
  key: string,
  tags: FlvTag[],
): void {
  const first = tags.filter(({ atMs }) => atMs < 500);
  const encoder = world.stream(key, first);
  encoder.send(tags.slice(first.length));
  encoder.end();
  world.clock.advance(500);
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ivs-autopilot-recordings-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a stream is written with playlists and documents, where the events say, and can be played', async () => {
  const { world, channel, folder, root, file } = await recording();
  streamAndEnd(world, channel.key, interleave(until(7, VIDEO), until(7, AUDIO)));
  expect(world.names().at(-1)).toBe('Recording End');
  expect(readdirSync(join(root(), 'events')).sort()).toEqual([
    'recording-ended.json',
    'recording-started.json',
  ]);
  const started = JSON.parse(file('events/recording-started.json'));
  const ended = JSON.parse(file('events/recording-ended.json'));
  expect(started).toMatchObject({
    version: 'v1',
    channel_arn: channel.arn,
    recording_status: 'RECORDING_STARTED',
  });
  expect(ended).toMatchObject({
    recording_status: 'RECORDING_ENDED',
    recording_started_at: started.recording_started_at,
    media: { hls: { path: 'media/hls', playlist: 'master.m3u8' } },
  });
  expect(Math.abs(ended.media.hls.duration_ms - 7_000)).toBeLessThan(30);
  expect(root()).toBe(join(folder, `${world.detail()?.recording_s3_key_prefix}`));
  const [rendition] = ended.media.hls.renditions;
  expect(rendition).toMatchObject({
    playlist: 'playlist.m3u8',
    resolution_width: 480,
    resolution_height: 270,
  });
  const playlist = file(`media/hls/${rendition.path}/playlist.m3u8`);
  expect(playlist).toMatch(/^#EXTM3U\n.*#EXT-X-ENDLIST\n$/s);
  const contents = [0, 1, 2, 3].map((n) =>
    readFileSync(join(root(), `media/hls/${rendition.path}/${n}.ts`)),
  );
  expect(parse(Buffer.concat(contents)).frames).toHaveLength(70);
  const key = `${world.detail()?.recording_s3_key_prefix}/media/hls/master.m3u8`;
  const url = `${world.simulator.endpoint}/recordings/${key}`;
  const response = await fetch(url, { headers: { origin: 'https://a.test' } });
  expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([
    200,
    '*',
  ]);
  if (isInstalled) expect((await probe(url)).packets.length).toBeGreaterThan(300);
});

test('a reconnect within the window goes on in the same recording, after a discontinuity', async () => {
  const { world, channel, root, file } = await recording({ window: 60 });
  for (let n = 0; n < 2; n++) {
    streamAndEnd(world, channel.key, until(5, VIDEO));
  }
  world.clock.advance(60_000);
  expect(world.names().filter((name) => `${name}`.startsWith('Recording'))).toEqual([
    'Recording Start',
    'Recording End',
  ]);
  const [rendition = ''] = readdirSync(join(root(), 'media/hls')).filter(
    (name) => name !== 'master.m3u8',
  );
  const playlist = file(`media/hls/${rendition}/playlist.m3u8`);
  expect(playlist.match(/EXTINF/g)).toHaveLength(6);
  expect(playlist).toMatch(
    /2\.ts\n#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:\S+\n#EXTINF:2.000,\n3\.ts/,
  );
});

test('the built-in picture is recorded, also if nobody watches', async () => {
  const { world, channel, file } = await recording();
  const { streamId } = world.simulator.connectEncoder({ streamKey: channel.key });
  world.clock.advance(60_500);
  world.simulator.disconnectEncoder(streamId);
  world.clock.advance(1_000);
  const { media } = JSON.parse(file('events/recording-ended.json'));
  expect(media.hls.duration_ms).toBeGreaterThan(57_000);
  expect(media.hls.duration_ms).toBeLessThan(61_000);
  expect(file('media/hls/270p10/playlist.m3u8')).not.toContain('DISCONTINUITY\n');
});

test('a recording is complete when the simulator ends during the stream', async () => {
  const { world, channel, file } = await recording();
  world.simulator.connectEncoder({ streamKey: channel.key });
  world.clock.advance(6_000);
  const names = world.names();
  world.simulator.reset();
  world.clock.advance(60_000);
  expect(file('media/hls/270p10/playlist.m3u8')).toMatch(/#EXT-X-ENDLIST\n$/);
  const { recording_status, media } = JSON.parse(file('events/recording-ended.json'));
  expect(recording_status).toBe('RECORDING_ENDED');
  expect(media.hls.duration_ms).toBeGreaterThan(4_000);
  expect(world.names()).toEqual(names);
});

test('a folder that cannot be written is a Recording Start Failure', async () => {
  const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => errors.mockRestore());
  const parent = newFolder();
  writeFileSync(join(parent, 'file'), '');
  const { world, channel } = await recording({ folder: join(parent, 'file') });
  world.simulator.connectEncoder({ streamKey: channel.key });
  world.clock.advance(1_000);
  expect(world.detail()).toMatchObject({
    recording_status: 'Recording Start Failure',
    recording_s3_key_prefix: '',
  });
  expect(errors).toHaveBeenCalledOnce();
});

test('a folder that goes away is a Recording End Failure', async () => {
  const { world, channel, root } = await recording();
  const { streamId } = world.simulator.connectEncoder({ streamKey: channel.key });
  world.clock.advance(5_000);
  const recorded = root();
  rmSync(join(recorded, 'media'), { recursive: true });
  world.clock.advance(5_000);
  world.simulator.disconnectEncoder(streamId);
  world.clock.advance(1_000);
  expect(world.detail()).toMatchObject({ recording_status: 'Recording End Failure' });
  const failed = JSON.parse(readFileSync(join(recorded, 'events/recording-failed.json'), 'utf8'));
  expect(failed).toMatchObject({ recording_status: 'RECORDING_ENDED_WITH_FAILURE' });
  expect(existsSync(join(recorded, 'events/recording-ended.json'))).toBe(false);
});

test.skipIf(!isInstalled)(
  'thumbnails are made at the interval of the recording configuration',
  async () => {
    const { world, channel, root } = await recording({
      thumbnails: { recordingMode: 'INTERVAL', targetIntervalSeconds: 4 },
    });
    world.simulator.connectEncoder({ streamKey: channel.key });
    world.clock.advance(12_000);
    const folder = join(root(), 'media/thumbnails');
    await expect
      .poll(() => existsSync(folder) && readdirSync(folder).sort(), { timeout: 15_000 })
      .toEqual(['thumb0.jpg', 'thumb1.jpg', 'thumb2.jpg']);
  },
);

test('no other file than those of recordings is sent', async () => {
  const { world, folder } = await recording();
  writeFileSync(join(folder, 'secret.json'), '{}');
  mkdirSync(join(folder, 'ivs/v1/123456789012'), { recursive: true });
  chmodSync(join(folder, 'secret.json'), 0o600);
  const status = async (path: string) =>
    (await fetch(`${world.simulator.endpoint}/recordings/${path}`)).status;
  for (const path of [
    'secret.json',
    '..%2fsecret.json',
    'ivs/v1/123456789012/x/..%2f..%2fsecret.json',
    'ivs/v1/123456789012/x',
    'ivs/v1/123456789012/x/y.ts',
    `ivs/v1/123456789012/${'y'.repeat(300)}.ts`,
    `ivs/v1/123456789012/${'y'.repeat(300)}/z.ts`,
    '',
  ])
    expect(await status(path)).toBe(404);
  const url = `${world.simulator.endpoint}/recordings/ivs/v1/123456789012/x/y.ts`;
  expect((await fetch(url, { method: 'DELETE' })).status).toBe(405);
  const without = await startWatching();
  expect(
    (await fetch(`${without.simulator.endpoint}/recordings/ivs/v1/123456789012/x/y.ts`)).status,
  ).toBe(404);
});
