import {
  GetStreamCommand,
  ListStreamsCommand,
  type ListStreamsCommandInput,
  PutMetadataCommand,
  StopStreamCommand,
} from '@aws-sdk/client-ivs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createChannel,
  createLiveChannel,
  type ServiceFixture,
  startServiceFixture,
} from '../support.ts';

let service: ServiceFixture;
beforeAll(async () => {
  service = await startServiceFixture();
});
afterAll(() => service.close());

test('an offline channel is ChannelNotBroadcasting', async () => {
  const { channelArn } = await createChannel(service);
  for (const command of [
    new GetStreamCommand({ channelArn }),
    new StopStreamCommand({ channelArn }),
    new PutMetadataCommand({ channelArn, metadata: 'x' }),
  ]) {
    await expect(service.ivs.send(command as GetStreamCommand)).rejects.toMatchObject({
      name: 'ChannelNotBroadcasting',
      $metadata: { httpStatusCode: 404 },
    });
  }
});

test('GetStream shows a stream from Stream Start until Stream End', async () => {
  const { channelArn, keyValue, channel } = await createChannel(service);
  const get = () => service.ivs.send(new GetStreamCommand({ channelArn }));
  const { streamId } = service.simulator.connectEncoder({ streamKey: keyValue });
  await expect(get()).rejects.toMatchObject({ name: 'ChannelNotBroadcasting' });
  service.clock.advance(500);
  const { stream } = await get();
  expect(stream).toEqual({
    channelArn,
    streamId,
    playbackUrl: channel.playbackUrl,
    state: 'LIVE',
    health: 'HEALTHY',
    viewerCount: 0,
    startTime: expect.any(Date),
  });
  service.simulator.disconnectEncoder(streamId);
  service.clock.advance(499);
  await get();
  service.clock.advance(1);
  await expect(get()).rejects.toMatchObject({ name: 'ChannelNotBroadcasting' });
});

describe('ListStreams', () => {
  test('shows only live streams, page by page, with a filter by health', async () => {
    const some = await startServiceFixture();
    await createChannel(some);
    const streams = [];
    for (let i = 0; i < 3; i++) streams.push(await createLiveChannel(some));
    some.simulator.starveEncoder(streams[1]?.streamId ?? '');
    const list = (input: ListStreamsCommandInput) => some.ivs.send(new ListStreamsCommand(input));
    const first = await list({ maxResults: 2 });
    const second = await list({ maxResults: 2, nextToken: first.nextToken });
    const found = [...(first.streams ?? []), ...(second.streams ?? [])];
    expect(found.map(({ streamId }) => streamId)).toEqual(streams.map(({ streamId }) => streamId));
    const starving = await list({ filterBy: { health: 'STARVING' } });
    expect(starving.streams?.map(({ channelArn }) => channelArn)).toEqual([streams[1]?.channelArn]);
    await some.close();
  });
});

describe('StopStream', () => {
  test('ends the stream and leaves the key valid', async () => {
    const { channelArn, keyValue, streamId } = await createLiveChannel(service);
    await service.ivs.send(new StopStreamCommand({ channelArn }));
    service.clock.advance(500);
    const get = service.ivs.send(new GetStreamCommand({ channelArn }));
    await expect(get).rejects.toMatchObject({ name: 'ChannelNotBroadcasting' });
    const next = service.simulator.connectEncoder({ streamKey: keyValue });
    expect(next.channelArn).toBe(channelArn);
    expect(next.streamId).not.toBe(streamId);
  });

  test('lets an encoder with reconnectAfterMs connect again while its key is valid', async () => {
    const { channelArn, keyValue, streamKey } = await createChannel(service);
    service.simulator.connectEncoder({ streamKey: keyValue, reconnectAfterMs: 1_000 });
    service.clock.advance(500);
    const stop = () => service.ivs.send(new StopStreamCommand({ channelArn }));
    await stop();
    service.clock.advance(1_500);
    await service.ivs.send(new GetStreamCommand({ channelArn }));
    await service.simulator.call<object>('DeleteStreamKey', { arn: streamKey.arn });
    await stop();
    service.clock.advance(60_000);
    const get = service.ivs.send(new GetStreamCommand({ channelArn }));
    await expect(get).rejects.toMatchObject({ name: 'ChannelNotBroadcasting' });
  });
});

describe('PutMetadata', () => {
  test('reaches players as exactly the given string', async () => {
    const { channelArn, streamId } = await createLiveChannel(service);
    const metadata = '{"q":"Wie heißt 🐙?"}\n';
    const put = new PutMetadataCommand({ channelArn, metadata });
    expect((await service.ivs.send(put)).$metadata.httpStatusCode).toBe(204);
    const at = service.clock.now();
    expect(service.simulator.cues({ channelArn })).toEqual([
      { at, channelArn, streamId, metadata },
    ]);
    expect(service.simulator.cues({ channelArn, after: at })).toEqual([]);
    expect(service.simulator.cues({ channelArn, after: at - 1 })).toHaveLength(1);
  });

  test('limits the UTF-8 bytes, not the characters', async () => {
    const { channelArn } = await createLiveChannel(service);
    const put = (metadata: string) =>
      service.ivs.send(new PutMetadataCommand({ channelArn, metadata }));
    await put('x'.repeat(1_024));
    await put('ü'.repeat(512));
    for (const metadata of ['x'.repeat(1_025), `${'ü'.repeat(512)}x`]) {
      await expect(put(metadata)).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining("'metadata'"),
      });
    }
    service.simulator.setQuotas({ resources: { metadataBytes: 1_000 } });
    await expect(put('x'.repeat(1_001))).rejects.toMatchObject({ name: 'ValidationException' });
    service.simulator.setQuotas({ resources: { metadataBytes: 1_024 } });
    const { violations } = service.simulator.report();
    const own = violations.filter(({ resource }) => resource === channelArn);
    expect(own.filter(({ rule }) => rule.endsWith('metadataBytes'))).toHaveLength(3);
  });

  test('keeps the newest cues of a channel, cuesPerChannel of them', async () => {
    const small = await startServiceFixture({ cuesPerChannel: 3 });
    const { channelArn } = await createLiveChannel(small);
    for (let i = 0; i < 20; i++) {
      await small.simulator.call('PutMetadata', { channelArn, metadata: `${i}` });
    }
    const cues = small.simulator.cues({ channelArn });
    expect(cues.map(({ metadata }) => metadata)).toEqual(['17', '18', '19']);
    await small.close();
  });

  test('gives cues of the same time increasing times, so that polling misses none', async () => {
    const { channelArn } = await createLiveChannel(service);
    for (const metadata of ['a', 'b', 'c']) {
      await service.simulator.call('PutMetadata', { channelArn, metadata });
    }
    const [first, ...rest] = service.simulator.cues({ channelArn });
    expect(service.simulator.cues({ channelArn, after: first?.at ?? 0 })).toEqual(rest);
  });
});

describe('viewerCount', () => {
  const count = async ({ ivs }: ServiceFixture, channelArn: string) =>
    (await ivs.send(new GetStreamCommand({ channelArn }))).stream?.viewerCount;

  test('follows the number of viewers at once, or with the delay of the service', async () => {
    const { channelArn } = await createLiveChannel(service);
    service.simulator.setViewers(channelArn, 12);
    expect(await count(service, channelArn)).toBe(12);
    const slow = await startServiceFixture({
      delays: { viewersJoinMs: 15_000, viewersLeaveMs: 60_000 },
    });
    const live = await createLiveChannel(slow);
    slow.simulator.setViewers(live.channelArn, 100);
    slow.clock.advance(14_999);
    expect(await count(slow, live.channelArn)).toBe(0);
    slow.clock.advance(1);
    expect(await count(slow, live.channelArn)).toBe(100);
    slow.simulator.setViewers(live.channelArn, 40);
    slow.clock.advance(59_999);
    expect(await count(slow, live.channelArn)).toBe(100);
    slow.clock.advance(1);
    expect(await count(slow, live.channelArn)).toBe(40);
    await slow.close();
  });

  test('is sometimes -1 with viewerCountTimeout', async () => {
    const shaky = await startServiceFixture({ viewerCountTimeout: 0.5 });
    const { channelArn } = await createLiveChannel(shaky);
    shaky.simulator.setViewers(channelArn, 3);
    const counts = new Set<number | undefined>();
    for (let i = 0; i < 40; i++) counts.add(await count(shaky, channelArn));
    expect([...counts].sort()).toEqual([-1, 3]);
    await shaky.close();
  });
});
