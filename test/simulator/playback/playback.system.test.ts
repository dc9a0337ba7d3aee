import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { eventually } from '../rtmp/support.ts';
import { AUDIO, interleave, isFrame, until, VIDEO } from './media.ts';
import { parse } from './parse.ts';
import { bytesAt, sendTags, startWatching } from './watching.ts';

const SIX_SECONDS = interleave(until(6.5, VIDEO), until(6.5, AUDIO));
type World = Awaited<ReturnType<typeof startWatching>>;

/** A channel that is live with 6.5 s of the picture. */
async function liveShow(world: World, input: object = {}) {
  const channel = await world.show(input);
  const encoder = world.stream(channel.key, SIX_SECONDS);
  const { mediaUrl } = await world.open(channel.playbackUrl);
  return { channel, encoder, mediaUrl };
}

describe('what a player of an RTMP stream gets', () => {
  test('a multivariant playlist with codecs, size and the time of the server', async () => {
    const world = await startWatching();
    const channel = await world.show();
    await world.streamRtmp(channel.key, SIX_SECONDS);
    const { text, response } = await world.open(channel.playbackUrl);
    expect(text).toMatch(
      /^#EXTM3U\n#EXT-X-SESSION-DATA:DATA-ID="SERVER-TIME",VALUE="\d+\.\d{3}"\n/,
    );
    expect(text).toContain('CODECS="avc1.4D4015,mp4a.40.2",RESOLUTION=480x270');
    expect(response.headers.get('content-type')).toBe('application/vnd.apple.mpegurl');
  });

  test('a live playlist whose segments have all pictures, and which announces the next two', async () => {
    const world = await startWatching();
    const { mediaUrl } = await liveShow(world);
    const { text, segments, prefetch } = await world.playlist(mediaUrl);
    expect(text).toMatch(
      /^#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:0\n/,
    );
    expect(text.match(/#EXT-X-PROGRAM-DATE-TIME:2026-11-21T12:00:0/g)).toHaveLength(3);
    expect(text).not.toContain('ENDLIST');
    expect(prefetch.map((url) => url.split('/').at(-1))).toEqual(['3.ts', '4.ts']);
    const contents = await Promise.all(segments.map(bytesAt));
    expect(contents.map((bytes) => parse(bytes).frames.length)).toEqual([20, 20, 20]);
  });

  test('the segment that grows, piece by piece, and the next one from its first byte on', async () => {
    const world = await startWatching();
    const { mediaUrl, encoder } = await liveShow(world);
    const { prefetch } = await world.playlist(mediaUrl);
    const [growing, next] = prefetch.map(bytesAt);
    const reader = (await fetch(prefetch[0] ?? '')).body?.getReader();
    const first = await reader?.read();
    expect(first?.done).toBe(false);
    const later = (from: number, to: number) =>
      [...VIDEO, ...AUDIO].filter((tag) => isFrame(tag) && tag.atMs >= from && tag.atMs < to);
    encoder.send(interleave(later(6_500, 8_050)));
    expect(parse((await growing) ?? Buffer.alloc(0)).frames).toHaveLength(20);
    encoder.send(interleave(later(8_050, 10_100)));
    expect(parse((await next) ?? Buffer.alloc(0)).frames).toHaveLength(20);
  });

  test('a discontinuity after a reconnect, and the end of the playlist after the end of the stream', async () => {
    const world = await startWatching({ delays: { streamEndMs: 60_000 } });
    const { mediaUrl, encoder, channel } = await liveShow(world);
    encoder.end();
    const second = world.stream(channel.key, SIX_SECONDS);
    expect((await world.playlist(mediaUrl)).text).toMatch(
      /3\.ts\n#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:\S+\n#EXTINF:2.000,live\n4\.ts/,
    );
    expect((await world.playlist(mediaUrl)).text).not.toContain('ENDLIST');
    second.end();
    world.clock.advance(60_000);
    expect((await world.playlist(mediaUrl)).text).toMatch(/ts\n#EXT-X-ENDLIST\n$/);
    expect((await world.open(channel.playbackUrl)).response.status).toBe(404);
    world.clock.advance(60_000);
    expect((await fetch(mediaUrl)).status).toBe(404);
  });

  test('a discontinuity after a takeover', async () => {
    const world = await startWatching();
    const channel = await world.show();
    await world.streamRtmp(channel.key, SIX_SECONDS);
    const { mediaUrl } = await world.open(channel.playbackUrl);
    const other = await world.connect();
    await other.publish(`${channel.key}?priority=1`);
    sendTags(other, SIX_SECONDS);
    await eventually(async () => (await world.playlist(mediaUrl)).text).toContain(
      '#EXT-X-DISCONTINUITY\n',
    );
    const { segments } = await world.playlist(mediaUrl);
    expect(parse(await bytesAt(segments.at(-1) ?? '')).frames).toHaveLength(20);
  });

  test('the newest segments; older ones are dropped', async () => {
    const world = await startWatching({ segmentsPerChannel: 3 });
    const channel = await world.show();
    world.stream(channel.key, until(60, VIDEO));
    const { mediaUrl } = await world.open(channel.playbackUrl);
    const { text, segments } = await world.playlist(mediaUrl);
    expect(segments).toHaveLength(3);
    expect(text).toContain('#EXT-X-MEDIA-SEQUENCE:26\n');
    const status = async (n: number) => (await fetch(new URL(`${n}.ts`, mediaUrl))).status;
    expect(await Promise.all([23, 24, 26, 31].map(status))).toEqual([404, 200, 200, 404]);
  });
});

describe('timed metadata', () => {
  test('of PutMetadata is in the segments as /_sim/cues lists it, in the same order', async () => {
    const world = await startWatching();
    const { channel, mediaUrl, encoder } = await liveShow(world);
    const frames = interleave(VIDEO.filter(isFrame), AUDIO.filter(isFrame)).filter(
      ({ atMs }) => atMs >= 6_500 && atMs < 20_000,
    );
    for (let n = 0; n < 30; n++) {
      await world.simulator.call('PutMetadata', { channelArn: channel.arn, metadata: `cue ${n}` });
      encoder.send(frames.splice(0, 6));
      world.clock.advance(250);
    }
    encoder.send(frames);
    const { segments } = await world.playlist(mediaUrl);
    const contents = await Promise.all(segments.map(bytesAt));
    const seen = parse(Buffer.concat(contents)).tags;
    const listed = world.simulator.cues().map(({ metadata }) => metadata);
    expect(listed).toHaveLength(30);
    expect(seen.map(({ text }) => text)).toEqual(listed);
  });
});

describe('an encoder without media of its own', () => {
  test('shows the built-in picture as soon as somebody watches, with the metadata of that time', async () => {
    const world = await startWatching();
    const channel = await world.show();
    world.simulator.connectEncoder({ streamKey: channel.key });
    world.goLive();
    const { text, mediaUrl } = await world.open(channel.playbackUrl);
    expect(text).toContain('RESOLUTION=480x270');
    expect((await world.playlist(mediaUrl)).segments).toHaveLength(3);
    await world.simulator.call('PutMetadata', { channelArn: channel.arn, metadata: 'hello' });
    for (let second = 0; second < 4; second++) world.clock.advance(1_000);
    const { segments } = await world.playlist(mediaUrl);
    const found = parse(Buffer.concat(await Promise.all(segments.map(bytesAt))));
    expect(found.tags.map((tag) => tag.text)).toEqual(['hello']);
    const steps = found.frames.slice(1).map(({ dts }, n) => dts - (found.frames[n]?.dts ?? 0));
    expect(new Set(steps)).toEqual(new Set([9_000]));
  });

  test('shows the second of the clock: the picture of a minute ago is the same one', async () => {
    const world = await startWatching();
    const channel = await world.show();
    world.simulator.connectEncoder({ streamKey: channel.key });
    world.goLive();
    const { mediaUrl } = await world.open(channel.playbackUrl);
    const picture = async () => {
      const { text } = await world.playlist(mediaUrl);
      const name = /:58\.000Z\n.*\n(\d+\.ts)/.exec(text)?.[1] ?? '';
      const { video } = parse(await bytesAt(new URL(name, mediaUrl).href));
      return Buffer.concat(video.map(({ data }) => data)).toString('hex');
    };
    const before = await picture();
    expect(before).not.toBe('');
    for (let second = 0; second < 60; second++) {
      world.clock.advance(1_000);
      if (second % 20 === 0) await picture();
    }
    expect(await picture()).toBe(before);
  });

  test('stops while it starves, and when nobody has watched for 30 s', async () => {
    const world = await startWatching();
    const channel = await world.show();
    const { streamId } = world.simulator.connectEncoder({ streamKey: channel.key });
    world.goLive();
    const { mediaUrl } = await world.open(channel.playbackUrl);
    world.simulator.starveEncoder(streamId);
    world.clock.advance(10_000);
    expect((await world.playlist(mediaUrl)).text).toContain('\n2.ts\n');
    expect((await world.playlist(mediaUrl)).text).not.toContain('\n4.ts\n');
    world.simulator.recoverEncoder(streamId);
    world.clock.advance(31_000);
    expect(world.clock.nextAt()).toBeUndefined();
    world.clock.advance(15_000);
    expect((await world.playlist(mediaUrl)).segments).toHaveLength(3);
  });

  test('costs nothing while nobody watches: there is no timer', async () => {
    const world = await startWatching();
    const channel = await world.show();
    world.simulator.connectEncoder({ streamKey: channel.key });
    world.goLive();
    expect(world.clock.nextAt()).toBeUndefined();
    await world.simulator.call('PutMetadata', { channelArn: channel.arn, metadata: 'unseen' });
    expect(world.clock.nextAt()).toBeUndefined();
  });
});

describe('requests that are refused', () => {
  test('say why in a header of the simulator', async () => {
    const world = await startWatching();
    const channel = await world.show();
    const { response } = await world.open(channel.playbackUrl);
    expect(response.status).toBe(404);
    expect(response.headers.get('x-ivs-simulator-reason')).toBe(
      `the channel ${channel.arn} is not live`,
    );
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(
      (await world.open(channel.playbackUrl.replace(/\w{4}\.m3u8/, 'xxxx.m3u8'))).response.status,
    ).toBe(404);
    expect((await fetch(channel.playbackUrl, { method: 'POST' })).status).toBe(405);
  });

  test('a path of another simulator, of another channel, or out of the folder', async () => {
    const world = await startWatching();
    const { mediaUrl, channel } = await liveShow(world);
    const other = await liveShow(world);
    const token = new URL(mediaUrl).pathname.split('/').at(-2) ?? '';
    const status = async (url: string) => (await fetch(url)).status;
    expect(await status(other.mediaUrl.replace(/\/[^/]+\/playlist/, `/${token}/playlist`))).toBe(
      403,
    );
    expect(await status(mediaUrl.replace(token, `${token}A`))).toBe(403);
    expect(await status(mediaUrl.replace(token, 'x.y'))).toBe(403);
    const base = channel.playbackUrl.replace('.m3u8', '');
    for (const path of [
      '..%2f..%2fetc%2fpasswd',
      `${token}/..%2f0.ts`,
      `${token}/1e3.ts`,
      `${token}/`,
    ]) {
      expect(await status(`${base}/${path}`)).toBe(404);
    }
  });

  test('a huge token', async () => {
    const world = await startWatching();
    const channel = await world.show();
    expect((await fetch(`${channel.playbackUrl}?token=${'x'.repeat(60_000)}`)).status).toBe(431);
    const long = channel.playbackUrl.replace('.m3u8', `/${'a'.repeat(8_000)}/playlist.m3u8`);
    expect((await fetch(long)).status).toBe(403);
  });

  test('a page of another origin may play, and nothing else', async () => {
    const world = await startWatching();
    const { channel } = await liveShow(world);
    const origin = 'https://example.test';
    const foreign = { origin, 'sec-fetch-site': 'cross-site' };
    const { response } = await world.open(channel.playbackUrl, foreign);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    const preflight = await fetch(channel.playbackUrl, { method: 'OPTIONS', headers: foreign });
    expect(preflight.status).toBe(204);
    const { endpoint } = world.simulator;
    const tricks = [
      '/_sim/channels',
      '/api/video/v1/../../../_sim/channels',
      '/api/video/v1/%2e%2e/%2e%2e/%2e%2e/_sim/channels',
    ];
    for (const path of tricks) {
      expect(
        await rawStatus(endpoint, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: ${origin}`),
      ).toBe(403);
    }
    expect(
      await rawStatus(
        endpoint,
        `GET ${new URL(channel.playbackUrl).pathname} HTTP/1.1\r\nHost: evil.test`,
      ),
    ).toBe(403);
  });
});

/** @returns the status of the response to a request that no library would send */
function rawStatus(endpoint: string, head: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(endpoint).port), '127.0.0.1');
    socket.once('error', reject);
    socket.once('data', (bytes) => {
      socket.destroy();
      resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(bytes.toString())?.[1]));
    });
    socket.write(`${head}\r\n\r\n`);
  });
}

test('each player that fetches segments counts as a viewer, besides those that were set', async () => {
  const world = await startWatching();
  const channel = await world.show();
  world.simulator.connectEncoder({ streamKey: channel.key });
  world.goLive();
  world.simulator.setViewers(channel.arn, 10);
  for (let n = 0; n < 3; n++) {
    const { mediaUrl } = await world.open(channel.playbackUrl);
    await bytesAt(new URL('0.ts', mediaUrl).href);
  }
  const { stream } = await world.simulator.call<{ stream: { viewerCount: number } }>('GetStream', {
    channelArn: channel.arn,
  });
  expect(stream.viewerCount).toBe(13);
});

test('the API answers the URL of IVS by default, and its own with playback: local', async () => {
  const world = await startWatching({ playback: 'ivs' });
  expect((await world.show()).playbackUrl).toMatch(
    /^https:\/\/[0-9a-f]{12}\.us-west-2\.playback\.live-video\.net\/api\/video\/v1\/us-west-2\.123456789012\.channel\.\w+\.m3u8$/,
  );
  const local = await startWatching();
  const { playbackUrl } = await local.show();
  expect(playbackUrl.startsWith(`${local.simulator.endpoint}/api/video/v1/us-west-2.`)).toBe(true);
  const other = await startWatching({ endpoint: 'http://stack:4566/' });
  expect((await other.show()).playbackUrl.startsWith('http://stack:4566/api/')).toBe(true);
});
