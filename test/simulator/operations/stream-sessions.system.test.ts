import {
  DeleteChannelCommand,
  GetStreamSessionCommand,
  ListStreamSessionsCommand,
  UpdateChannelCommand,
} from '@aws-sdk/client-ivs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  createChannel,
  createLiveChannel,
  type ServiceFixture,
  START,
  startServiceFixture,
} from '../support.ts';

const DAY = 86_400_000;
let service: ServiceFixture;
beforeAll(async () => {
  service = await startServiceFixture();
});
afterAll(() => service.close());

const get = (channelArn: string, streamId?: string) =>
  service.ivs.send(new GetStreamSessionCommand({ channelArn, streamId }));
const list = (input: ConstructorParameters<typeof ListStreamSessionsCommand>[0]) =>
  service.ivs.send(new ListStreamSessionsCommand(input));

test('a channel that never streamed has no sessions', async () => {
  const { channelArn } = await createChannel(service);
  expect((await list({ channelArn })).streamSessions).toEqual([]);
  await expect(get(channelArn)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a session has no startTime before it is live, and no endTime while it is live', async () => {
  const { channelArn, keyValue } = await createChannel(service);
  const { streamId } = service.simulator.connectEncoder({ streamKey: keyValue });
  expect((await get(channelArn)).streamSession?.startTime).toBeUndefined();
  service.clock.advance(500);
  const live = (await get(channelArn)).streamSession;
  expect(live?.streamId).toBe(streamId);
  expect(live?.startTime?.getTime()).toBe(Math.floor(service.clock.now() / 1_000) * 1_000);
  expect(live).not.toHaveProperty('endTime');
  service.simulator.disconnectEncoder(streamId);
  service.clock.advance(500);
  expect((await get(channelArn)).streamSession?.endTime).toBeInstanceOf(Date);
});

test('GetStreamSession shows the channel at Stream Start and the media of the encoder', async () => {
  const { channelArn, keyValue } = await createChannel(service, { name: 'then' });
  const ingest = { video: { codec: 'hvc1', videoHeight: 720, videoWidth: 1_280 } };
  const { streamId } = service.simulator.connectEncoder({ streamKey: keyValue, ingest });
  service.clock.advance(500);
  service.simulator.disconnectEncoder(streamId);
  service.clock.advance(500);
  await service.ivs.send(new UpdateChannelCommand({ arn: channelArn, name: 'now' }));
  const { streamSession } = await get(channelArn, streamId);
  expect(streamSession?.channel?.name).toBe('then');
  expect(streamSession?.ingestConfiguration?.video).toMatchObject({ ...ingest.video });
  expect(streamSession?.ingestConfiguration?.audio?.codec).toBe('mp4a.40.2');
  expect(streamSession?.ingestConfigurations?.videoConfigurations).toHaveLength(1);
});

test('ingestConfigurations has track, level and profile; only ingestConfiguration has avcLevel and avcProfile', async () => {
  const { channelArn, keyValue } = await createChannel(service);
  const media = { codec: 'avc1.64001F', videoHeight: 720, videoWidth: 1_280 };
  const ingest = { video: { ...media, avcProfile: 'High', avcLevel: '3.1' } };
  service.simulator.connectEncoder({ streamKey: keyValue, ingest });
  service.clock.advance(500);
  const { streamSession } = await get(channelArn);
  const track = { ...media, profile: 'High', level: '3.1', track: 'Track0' };
  const { ingestConfiguration, ingestConfigurations } = streamSession ?? {};
  expect(ingestConfiguration?.video).toMatchObject({ ...ingest.video, ...track });
  expect(ingestConfigurations?.videoConfigurations).toEqual([
    { ...ingestConfiguration?.video, avcProfile: '', avcLevel: '' },
  ]);
  expect(ingestConfiguration?.audio).toMatchObject({ codec: 'mp4a.40.2', track: 'Track0' });
  expect(ingestConfigurations?.audioConfigurations).toEqual([ingestConfiguration?.audio]);
});

test('the profile and the level are those of the codec unless they are given', async () => {
  const { channelArn, keyValue } = await createChannel(service);
  const ingest = { video: { codec: 'avc1.64001F', level: '4' } };
  service.simulator.connectEncoder({ streamKey: keyValue, ingest });
  expect((await get(channelArn)).streamSession?.ingestConfiguration?.video).toMatchObject({
    ...{ profile: 'High', avcProfile: 'High', level: '4', avcLevel: '4' },
  });
});

test('a codec other than H.264 has a profile and a level, but no avcProfile and avcLevel', async () => {
  const { channelArn, keyValue } = await createChannel(service);
  const ingest = { video: { codec: 'hvc1.1.6.L93.B0', profile: 'Main', level: '3.1' } };
  service.simulator.connectEncoder({ streamKey: keyValue, ingest });
  const { ingestConfiguration, ingestConfigurations } = (await get(channelArn)).streamSession ?? {};
  expect(ingestConfiguration?.video).toMatchObject(ingest.video);
  expect(ingestConfiguration?.video).not.toHaveProperty('avcProfile');
  expect(ingestConfigurations?.videoConfigurations).toMatchObject([
    { ...ingest.video, avcProfile: '', avcLevel: '' },
  ]);
});

describe('media that are not known yet', () => {
  const unknownVideo = {
    ...{ codec: '', encoder: '', profile: '', level: '', track: '' },
    ...{ targetBitrate: 0, targetFramerate: 0, videoWidth: 0, videoHeight: 0 },
    ...{ avcProfile: '', avcLevel: '' },
  };
  const unknownAudio = { codec: '', targetBitrate: 0, sampleRate: 0, channels: 0, track: '' };

  const silent = async (unknownIngest: 'absent' | 'empty') => {
    const fixture = await startServiceFixture({ unknownIngest });
    onTestFinished(() => fixture.close());
    const { channelArn, keyValue } = await createChannel(fixture);
    const { streamId } = fixture.simulator.connectEncoder(
      { streamKey: keyValue },
      { silent: true },
    );
    const session = async () => {
      const command = new GetStreamSessionCommand({ channelArn });
      return (await fixture.ivs.send(command)).streamSession;
    };
    return { fixture, streamId, session };
  };

  test('are absent by default', async () => {
    const { fixture, streamId, session } = await silent('absent');
    expect(await session()).toMatchObject({
      ingestConfiguration: {},
      ingestConfigurations: { videoConfigurations: [], audioConfigurations: [] },
    });
    fixture.simulator.describeEncoder(streamId, { video: { codec: 'avc1.42C01E' } });
    expect((await session())?.ingestConfiguration).toEqual({
      video: { codec: 'avc1.42C01E', track: 'Track0' },
    });
  });

  test('are empty strings and 0 with unknownIngest: empty', async () => {
    const { fixture, streamId, session } = await silent('empty');
    expect(await session()).toMatchObject({
      ingestConfiguration: { video: unknownVideo, audio: unknownAudio },
      ingestConfigurations: {
        videoConfigurations: [unknownVideo],
        audioConfigurations: [unknownAudio],
      },
    });
    fixture.simulator.describeEncoder(streamId, { video: { codec: 'avc1.42C01E' } });
    expect((await session())?.ingestConfiguration).toEqual({
      video: { ...unknownVideo, codec: 'avc1.42C01E', track: 'Track0' },
      audio: unknownAudio,
    });
  });
});

test('ingestConfigurations shows every track of multitrack input, ingestConfiguration the first', async () => {
  const { channelArn, keyValue } = await createChannel(service, {
    containerFormat: 'FRAGMENTED_MP4',
    multitrackInputConfiguration: { enabled: true, maximumResolution: 'FULL_HD', policy: 'ALLOW' },
  });
  const ingestConfigurations = {
    videoConfigurations: [
      { videoWidth: 1_920, videoHeight: 1_080, targetBitrate: 6_000_000 },
      { videoWidth: 640, videoHeight: 360, targetBitrate: 800_000, track: 'low' },
    ],
    audioConfigurations: [{ channels: 1 }],
  };
  service.simulator.connectEncoder({ streamKey: keyValue, ingestConfigurations });
  service.clock.advance(500);
  const { streamSession } = await get(channelArn);
  expect(streamSession?.startTime).toBeInstanceOf(Date);
  expect(streamSession?.ingestConfigurations).toMatchObject({
    videoConfigurations: [
      { videoHeight: 1_080, track: 'Track0' },
      { videoHeight: 360, track: 'low' },
    ],
    audioConfigurations: [{ channels: 1, track: 'Track0' }],
  });
  expect(streamSession?.ingestConfiguration?.video).toMatchObject({ videoHeight: 1_080 });
});

test('GetStreamSession shows the newest 500 events, newest first', async () => {
  const { channelArn, streamId } = await createLiveChannel(service);
  for (let i = 0; i < 300; i++) {
    service.simulator.starveEncoder(streamId);
    service.clock.advance(1_000);
    service.simulator.recoverEncoder(streamId);
  }
  const { streamSession } = await get(channelArn);
  const events = streamSession?.truncatedEvents ?? [];
  expect(events).toHaveLength(500);
  expect(events[0]).toMatchObject({ name: 'Starvation End', type: 'IVS Stream Health Change' });
  const times = events.map(({ eventTime }) => eventTime?.getTime() ?? 0);
  expect(times).toEqual(times.toSorted((one, other) => other - one));
});

test('ListStreamSessions shows sessions newest first, page by page, while another session begins', async () => {
  const { channelArn, keyValue, streamId } = await createLiveChannel(service);
  const ids = [streamId];
  const again = () => {
    service.simulator.disconnectEncoder(ids[0] ?? '');
    ids.unshift(service.simulator.connectEncoder({ streamKey: keyValue }).streamId);
    service.clock.advance(500);
  };
  again();
  again();
  const first = await list({ channelArn, maxResults: 2 });
  expect(first.streamSessions?.map((one) => one.streamId)).toEqual(ids.slice(0, 2));
  again();
  const second = await list({ channelArn, maxResults: 2, nextToken: first.nextToken });
  expect(second.streamSessions).toMatchObject([{ streamId, hasErrorEvent: false }]);
  expect(second.nextToken).toBeUndefined();
  expect((await get(channelArn)).streamSession?.streamId).toBe(ids[0]);
});

test('a session is retained for 60 days, also when its channel is deleted', async () => {
  const old = await startServiceFixture();
  const { channelArn, streamId } = await createLiveChannel(old);
  old.simulator.disconnectEncoder(streamId);
  old.clock.advance(500);
  await old.ivs.send(new DeleteChannelCommand({ arn: channelArn }));
  const listing = () => old.ivs.send(new ListStreamSessionsCommand({ channelArn }));
  old.clock.advance(START + 60 * DAY - old.clock.now());
  expect((await listing()).streamSessions).toHaveLength(1);
  old.clock.advance(2_000);
  await expect(listing()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await old.close();
});
