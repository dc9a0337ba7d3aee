import { expect, test } from 'vitest';
import { ivsWorld } from './world.ts';

test('each request is recorded with its time, its input and the channels it is about', async () => {
  const { ivs, clock, requests, operations, ...world } = ivsWorld();
  const arn = await world.createChannel();
  const [key = ''] = world.keyArns(arn);
  await ivs.listStreams();
  clock.advance(1_000);
  await ivs.getStreamKey(key);
  await ivs.batchGetChannels([arn]);
  expect(operations()).toEqual(['ListStreams', 'GetStreamKey', 'BatchGetChannel']);
  expect(requests.map(({ channelArns }) => channelArns)).toEqual([[], [arn], [arn]]);
  expect(requests[1]).toMatchObject({ at: clock.now(), input: { arn: key } });
});

test('a change has the tags and the newest session that the simulator had before it', async () => {
  const { ivs, clock, changes, ...world } = ivsWorld();
  const arn = await world.createChannel({ a: '1' });
  const streamId = world.goLive(arn);
  clock.advance(5_000);
  await ivs.stopStream(arn);
  await world.tag(arn, { a: undefined, b: '2' });
  await ivs.deleteChannel(arn);
  expect(changes).toMatchObject([
    {
      operation: 'StopStream',
      at: clock.now(),
      tags: { a: '1' },
      session: { streamId, live: true },
    },
    { operation: 'DeleteChannel', tags: { b: '2' }, session: { streamId, live: false } },
  ]);
});

test('changes of stream keys name the key', async () => {
  const { ivs, changes, ...world } = ivsWorld();
  const channelArn = await world.createChannel();
  const [old = ''] = world.keyArns(channelArn);
  await ivs.deleteStreamKey(old);
  await ivs.createStreamKey(channelArn, {});
  const [keyArn] = world.keyArns(channelArn);
  expect(changes).toMatchObject([
    { operation: 'DeleteStreamKey', channelArn, keyArn: old },
    { operation: 'CreateStreamKey', channelArn, keyArn },
  ]);
});

test('a request that IVS refuses changes nothing; one whose response is lost or late changes something', async () => {
  const { ivs, clock, simulator, changes, ...world } = ivsWorld();
  const arn = await world.createChannel();
  world.goLive(arn);
  expect(await ivs.deleteChannel(arn)).toBe('live');
  world.endStream(arn);
  simulator.setFaults({ throttle: { DeleteChannel: 1 } });
  await expect(ivs.deleteChannel(arn)).rejects.toThrow('Rate exceeded');
  expect(changes).toEqual([]);
  simulator.setFaults({ cut: { DeleteChannel: 1 }, latencyMs: 100 });
  const deletion = ivs.deleteChannel(arn);
  expect(changes).toHaveLength(1);
  clock.advance(100);
  await expect(deletion).rejects.toThrow('socket hang up');
});

test('a change has what the requests before it have shown of the channel', async () => {
  const { ivs, clock, changes, ...world } = ivsWorld();
  const arn = await world.createChannel({ a: '1' });
  await ivs.batchGetChannels([arn]);
  const tagsAt = clock.now();
  await world.tag(arn, { a: '2' });
  clock.advance(1_000);
  await ivs.getStreamSession(arn);
  await ivs.listStreamKeys(arn);
  await ivs.deleteChannel(arn);
  const lastSession = { at: clock.now(), open: false, requests: 2 };
  expect(changes).toMatchObject([
    { tags: { a: '2' }, known: { requests: 4, tags: { a: '1' }, tagsAt, lastSession } },
  ]);
});

test('a session that has not ended is known as open', async () => {
  const { ivs, changes, ...world } = ivsWorld();
  const arn = await world.createChannel();
  world.goLive(arn);
  await ivs.getStreamSession(arn);
  await ivs.stopStream(arn);
  expect(changes).toMatchObject([{ known: { lastSession: { open: true, requests: 1 } } }]);
});
