import { describe, expect, test, vi } from 'vitest';
import { FULL_HD, HD_READY, QUAD_HD, uint32 } from './encoder.ts';
import { eventually, startIngest } from './support.ts';

type Ingest = Awaited<ReturnType<typeof startIngest>>;

/** Starts a live stream on a new channel. */
async function goLive(ingest: Ingest, input: object = {}) {
  const channel = await ingest.channel(input);
  const encoder = await ingest.connect();
  expect(await encoder.publish(channel.key)).toBe('NetStream.Publish.Start');
  encoder.goLive();
  await described(ingest, channel.channelArn);
  ingest.clock.advance(500);
  expect(ingest.names().at(-1)).toBe('Stream Start');
  return { ...channel, encoder };
}

/** Waits until the media of the newest session of the channel are known. */
const described = ({ session }: Ingest, channelArn: string) =>
  eventually(async () => Object.keys((await session(channelArn)).ingestConfiguration)).toContain(
    'video',
  );

describe('an RTMP encoder', () => {
  test('starts a live stream with the ingest configuration that it sends', async () => {
    const ingest = await startIngest();
    const { channelArn, encoder } = await goLive(ingest);
    expect(await ingest.session(channelArn)).toMatchObject({
      ingestConfiguration: {
        video: {
          codec: 'avc1.42C00C',
          avcProfile: 'Baseline',
          avcLevel: '1.2',
          encoder: 'Lavf59.27.100',
          videoWidth: 320,
          videoHeight: 180,
          targetFramerate: 15,
        },
        audio: { codec: 'mp4a.40.2', sampleRate: 44_100, channels: 1, targetBitrate: 67_382 },
      },
    });
    encoder.socket.end();
    await eventually(ingest.names).toContain('Session Ended');
    ingest.clock.advance(500);
    expect(ingest.names()).toEqual([
      'Session Created',
      'Stream Start',
      'Session Ended',
      'Stream End',
    ]);
  });

  test('has no stream before its first video frame, and loses its session without one', async () => {
    const ingest = await startIngest({ delays: { streamStartMs: 0 } });
    const { channelArn, key } = await ingest.channel();
    const encoder = await ingest.connect();
    await encoder.publish(key);
    ingest.clock.advance(29_999);
    expect(ingest.names()).toEqual(['Session Created']);
    expect((await ingest.session(channelArn)).ingestConfiguration).toEqual({});
    ingest.clock.advance(1);
    expect(ingest.names()).toEqual(['Session Created', 'Session Ended']);
    await encoder.closed;
  });

  test('is refused at publish, and its stream key is not logged', async () => {
    const printed = vi.spyOn(console, 'log');
    const errors = vi.spyOn(console, 'error');
    const ingest = await startIngest();
    const { key, keyArn } = await ingest.channel();
    const refusal = async (name: string, app?: string) => {
      const encoder = await ingest.connect();
      const status = await encoder.publish(name, app);
      await encoder.closed;
      expect(encoder.received().includes(key)).toBe(false);
      return status;
    };
    const denied = 'NetStream.Publish.Denied';
    expect(await refusal(`${key}x`)).toBe(denied);
    expect(await refusal(key, 'live')).toBe(denied);
    expect(await refusal('')).toBe(denied);
    expect(await refusal(`${key}?priority=high`)).toBe(denied);
    await ingest.simulator.call('DeleteStreamKey', { arn: keyArn });
    expect(await refusal(key)).toBe(denied);
    expect(ingest.names()).toEqual([]);
    expect(printed).not.toHaveBeenCalled();
    expect(errors).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  test('is refused while another encoder is connected', async () => {
    const ingest = await startIngest();
    const { key, encoder } = await goLive(ingest);
    const second = await ingest.connect();
    expect(await second.publish(key)).toBe('NetStream.Publish.BadName');
    await second.closed;
    encoder.video(1_000);
    expect(ingest.names()).toEqual(['Session Created', 'Stream Start']);
  });

  test('starts a new stream when it connects again', async () => {
    const ingest = await startIngest();
    const { channelArn, key, encoder } = await goLive(ingest);
    const { streamId } = await ingest.session(channelArn);
    encoder.socket.destroy();
    await eventually(ingest.names).toContain('Session Ended');
    const again = await ingest.connect();
    expect(await again.publish(`${key}?whatever=1`, 'app/')).toBe('NetStream.Publish.Start');
    again.goLive();
    await described(ingest, channelArn);
    ingest.clock.advance(500);
    expect(ingest.names().slice(3)).toEqual(['Stream End', 'Session Created', 'Stream Start']);
    expect((await ingest.session(channelArn)).streamId).not.toBe(streamId);
  });

  test('receives acknowledgements and answers to its pings', async () => {
    const ingest = await startIngest();
    const { encoder } = await goLive(ingest);
    const WINDOW_SIZE = 5;
    const USER_CONTROL = 4;
    encoder.send(WINDOW_SIZE, uint32(10_000));
    encoder.video(100, 20_000);
    await eventually(() => encoder.received().toString('hex')).toMatch(
      /02000000000004030000000000005/,
    );
    encoder.send(USER_CONTROL, Buffer.from('0006cafebabe', 'hex'));
    await eventually(() => encoder.received().toString('hex')).toContain('0007cafebabe');
  });

  test('ends its stream with deleteStream, and its connection closes', async () => {
    const ingest = await startIngest();
    const { encoder } = await goLive(ingest);
    encoder.send(
      20,
      Buffer.from('02000c64656c65746553747265616d00401800000000000005003ff0000000000000', 'hex'),
    );
    await encoder.closed;
    expect(ingest.names()).toContain('Session Ended');
  });
});

describe('a stream over RTMP', () => {
  test('starves without bytes, recovers, and ends 30 s after the last byte', async () => {
    const ingest = await startIngest({ delays: { streamEndMs: 0 } });
    const { encoder } = await goLive(ingest);
    ingest.clock.advance(2_499);
    expect(ingest.names()).toHaveLength(2);
    ingest.clock.advance(1);
    expect(ingest.names().at(-1)).toBe('Starvation Start');
    encoder.video(3_000);
    await eventually(() => ingest.names().at(-1)).toBe('Starvation End');
    ingest.clock.advance(29_999);
    expect(ingest.names().at(-1)).toBe('Starvation Start');
    ingest.clock.advance(1);
    expect(ingest.names().slice(-2)).toEqual(['Session Ended', 'Stream End']);
    await encoder.closed;
  });

  test('does not starve while bytes arrive', async () => {
    const ingest = await startIngest();
    const { encoder, channelArn } = await goLive(ingest);
    for (let second = 1; second <= 8; second++) {
      ingest.clock.advance(1_000);
      encoder.metadata({ framerate: second });
      await eventually(
        async () => (await ingest.session(channelArn)).ingestConfiguration,
      ).toMatchObject({ video: { targetFramerate: second } });
    }
    expect(ingest.names()).toEqual(['Session Created', 'Stream Start']);
  });

  test('loses its connection by StopStream, by DeleteChannel before its start, and by a reset', async () => {
    const ingest = await startIngest();
    const { channelArn, encoder } = await goLive(ingest);
    await ingest.simulator.call('StopStream', { channelArn });
    await encoder.closed;
    const early = await ingest.channel();
    const waiting = await ingest.connect();
    await waiting.publish(early.key);
    await ingest.simulator.call('DeleteChannel', { arn: early.channelArn });
    await waiting.closed;
    const last = await goLive(ingest);
    ingest.simulator.reset();
    await last.encoder.closed;
  });

  test.each([false, true])(
    'deleteStreamKeyEndsStream %s decides what DeleteStreamKey does',
    async (deleteStreamKeyEndsStream) => {
      const ingest = await startIngest({ deleteStreamKeyEndsStream });
      const { channelArn, keyArn, encoder } = await goLive(ingest);
      await ingest.simulator.call('DeleteStreamKey', { arn: keyArn });
      if (deleteStreamKeyEndsStream) await encoder.closed;
      encoder.metadata({ framerate: 42 });
      if (!deleteStreamKeyEndsStream) {
        await eventually(
          async () => (await ingest.session(channelArn)).ingestConfiguration,
        ).toMatchObject({ video: { targetFramerate: 42 } });
      }
      expect(ingest.names().includes('Session Ended')).toBe(deleteStreamKeyEndsStream);
    },
  );

  test.each([
    {
      title: 'a large sequence header and a small onMetaData',
      type: 'STANDARD',
      headers: QUAD_HD,
      metadata: { width: 640, height: 360 },
      breach: { limit_name: 'Ingest Resolution', limit_value: 2_073_600, exceeded_by: 1_612_800 },
    },
    {
      title: 'a small sequence header and a large onMetaData',
      type: 'STANDARD',
      headers: HD_READY,
      metadata: { width: 7_680, height: 4_320 },
    },
    {
      title: 'a bitrate at the limit',
      type: 'BASIC',
      headers: FULL_HD,
      metadata: { videodatarate: 3_500 },
    },
    {
      title: 'a bitrate over the limit',
      type: 'BASIC',
      headers: FULL_HD,
      metadata: { videodatarate: 3_501 },
      breach: { limit_name: 'Ingest Bitrate', limit_value: 3_500_000, exceeded_by: 1_000 },
    },
  ])(
    'with $title is checked against the limits of a $type channel',
    async ({ type, headers, metadata, breach }) => {
      const ingest = await startIngest({ delays: { sessionEndMs: 1_000 } });
      const { channelArn, key } = await ingest.channel({ type });
      const encoder = await ingest.connect();
      await encoder.publish(key);
      encoder.metadata(metadata);
      encoder.goLive(headers);
      await described(ingest, channelArn);
      ingest.clock.advance(500);
      if (breach) await encoder.closed;
      expect(ingest.names()[1]).toBe(breach?.limit_name ?? 'Stream Start');
      if (breach) expect(ingest.detail()).toMatchObject(breach);
    },
  );

  test('ends when its measured bitrate exceeds the limit of its channel, whatever it declares', async () => {
    const ingest = await startIngest();
    const { encoder } = await goLive(ingest, { type: 'BASIC' });
    encoder.metadata({ videodatarate: 1_000 });
    for (let at = 100; at <= 6_000; at += 100) encoder.video(at, 50_000);
    await encoder.closed;
    expect(ingest.names().slice(2)).toEqual(['Ingest Bitrate', 'Session Ended']);
  });
});

describe('a takeover over RTMP', () => {
  test('needs a higher priority', async () => {
    const ingest = await startIngest();
    const { channelArn, key } = await ingest.channel();
    const first = await ingest.connect();
    await first.publish(`${key}?priority=5`);
    const second = await ingest.connect();
    expect(await second.publish(`${key}?priority=5`)).toBe('NetStream.Publish.BadName');
    expect(ingest.detail()).toMatchObject({
      event_name: 'Stream Takeover Failure',
      code: 'StreamTakeoverInvalidPriority',
    });
    first.goLive();
    await described(ingest, channelArn);
  });

  test('happens with the first video frame, and disconnects the other encoder', async () => {
    const ingest = await startIngest();
    const { channelArn, key, encoder } = await goLive(ingest);
    const { streamId } = await ingest.session(channelArn);
    const second = await ingest.connect();
    expect(await second.publish(`${key}?priority=2`)).toBe('NetStream.Publish.Start');
    expect(ingest.names()).toHaveLength(2);
    second.goLive();
    await encoder.closed;
    expect(ingest.names().slice(2)).toEqual(['Stream Takeover']);
    expect((await ingest.session(channelArn)).streamId).toBe(streamId);
    second.socket.end();
    await eventually(ingest.names).toContain('Session Ended');
  });

  test('needs the same media; with other media, the stream continues unchanged', async () => {
    const ingest = await startIngest();
    const { channelArn, key, encoder } = await goLive(ingest);
    const second = await ingest.connect();
    await second.publish(`${key}?priority=2`);
    second.goLive(FULL_HD);
    await second.closed;
    expect(second.received().toString('latin1')).toContain('NetStream.Publish.BadName');
    expect(ingest.detail()).toMatchObject({ code: 'StreamTakeoverMediaMismatch' });
    encoder.metadata({ framerate: 9 });
    await eventually(
      async () => (await ingest.session(channelArn)).ingestConfiguration,
    ).toMatchObject({ video: { targetFramerate: 9 } });
  });

  test('makes a new stream with takeoverKeepsStreamId: false', async () => {
    const ingest = await startIngest({ takeoverKeepsStreamId: false });
    const { channelArn, key, encoder } = await goLive(ingest);
    const { streamId } = await ingest.session(channelArn);
    const second = await ingest.connect();
    await second.publish(`${key}?priority=2`);
    second.goLive();
    await encoder.closed;
    ingest.clock.advance(500);
    expect(ingest.names().at(-1)).toBe('Stream Start');
    expect((await ingest.session(channelArn)).streamId).not.toBe(streamId);
    expect(second.socket.closed).toBe(false);
  });
});
