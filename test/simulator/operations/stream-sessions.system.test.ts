import {
  DeleteChannelCommand,
  GetStreamSessionCommand,
  ListStreamSessionsCommand,
  UpdateChannelCommand,
} from '@aws-sdk/client-ivs';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
