import { beforeEach, expect, test } from 'vitest';
import {
  ControlError,
  createSimulator,
  type ManualClock,
  manualClock,
  type Simulator,
} from '../../../src/simulator/index.ts';

const DAY = 86_400_000;

let simulator: Simulator;
let clock: ManualClock;

beforeEach(() => {
  clock = manualClock();
  simulator = createSimulator({ clock, seed: 3 });
});

async function createChannel(tags = {}) {
  const { channel, streamKey } = await simulator.call<{
    channel: { arn: string };
    streamKey: { arn: string; value: string };
  }>('CreateChannel', { name: 'show', tags });
  return { channelArn: channel.arn, streamKey };
}

test('channels shows each channel with its tags and stream keys', async () => {
  const one = await createChannel({ team: 'a' });
  const other = await createChannel();
  const { arn, value } = one.streamKey;
  expect(simulator.channels({ channelArn: one.channelArn })).toEqual([
    {
      ...{ arn: one.channelArn, name: 'show', tags: { team: 'a' }, recordingConfigurationArn: '' },
      streamKeys: [{ arn, value, tags: {} }],
    },
  ]);
  expect(simulator.channels().map((channel) => channel.arn)).toEqual([
    one.channelArn,
    other.channelArn,
  ]);
  await simulator.call('DeleteChannel', { arn: one.channelArn });
  expect(simulator.channels({ channelArn: one.channelArn })).toEqual([]);
});

test('sessions shows the life of each session, newest first, to the millisecond', async () => {
  const { channelArn, streamKey } = await createChannel();
  const createdAt = clock.now() + 7;
  clock.advance(7);
  const { streamId } = simulator.connectEncoder({ streamKey: streamKey.value });
  expect(simulator.sessions()).toEqual([
    {
      ...{ channelArn, streamId, createdAt, live: false, hasErrorEvent: false },
      events: [{ name: 'Session Created', type: 'IVS Stream State Change', at: createdAt }],
    },
  ]);
  clock.advance(500);
  expect(simulator.sessions()).toMatchObject([{ startedAt: createdAt + 500, live: true }]);
  simulator.disconnectEncoder(streamId);
  expect(simulator.sessions()).toMatchObject([{ disconnectedAt: clock.now(), live: true }]);
  clock.advance(500);
  expect(simulator.sessions()).toMatchObject([{ endedAt: clock.now(), live: false }]);
  const next = simulator.connectEncoder({ streamKey: streamKey.value });
  expect(simulator.sessions().map((session) => session.streamId)).toEqual([
    next.streamId,
    streamId,
  ]);
  expect(simulator.sessions({ limit: 1 })).toMatchObject([{ streamId: next.streamId }]);
  expect(() => simulator.sessions({ limit: -1 })).toThrow(/^limit: /);
});

test('sessions of a deleted channel stay for 60 days', async () => {
  const { channelArn, streamKey } = await createChannel();
  const { streamId } = simulator.connectEncoder({ streamKey: streamKey.value });
  clock.advance(500);
  simulator.disconnectEncoder(streamId);
  clock.advance(500);
  await simulator.call('DeleteChannel', { arn: channelArn });
  clock.advance(59 * DAY);
  expect(simulator.sessions({ channelArn })).toHaveLength(1);
  clock.advance(DAY);
  expect(simulator.sessions()).toEqual([]);
});

test('neither is a request: faults do not reach them, and the report does not count them', async () => {
  await createChannel();
  simulator.setFaults({ throttle: { GetChannel: 1, ListChannels: 1, ListStreamSessions: 1 } });
  expect([simulator.channels(), simulator.sessions()]).toMatchObject([[{}], []]);
  expect(Object.keys(simulator.report().requests)).toEqual(['CreateChannel']);
});

test('what they return may be changed', async () => {
  await createChannel({ team: 'a' });
  const [channel] = simulator.channels();
  Object.assign(channel?.tags ?? {}, { team: 'b' });
  expect(simulator.channels()).toMatchObject([{ tags: { team: 'a' } }]);
});

test('a wrong query is refused', () => {
  const query = { arn: 'x' } as object;
  expect(() => simulator.channels(query)).toThrow(ControlError);
  expect(() => simulator.sessions(query)).toThrow(/^arn: /);
});

test('encoders shows the streams whose encoder is connected, with health and viewers', async () => {
  const { channelArn, streamKey } = await createChannel();
  const { streamId } = simulator.connectEncoder({ streamKey: streamKey.value });
  const state = { channelArn, streamId, live: false, starving: false, viewers: 0 };
  expect(simulator.encoders()).toEqual([state]);
  clock.advance(500);
  simulator.setViewers(channelArn, 7);
  simulator.starveEncoder(streamId);
  expect(simulator.encoders()).toEqual([{ ...state, live: true, starving: true, viewers: 7 }]);
  simulator.disconnectEncoder(streamId);
  // Viewers still get what it sent.
  expect(simulator.sessions()).toMatchObject([{ live: true }]);
  expect(simulator.encoders()).toEqual([]);
});

test('faults shows the faults that were set last', () => {
  expect(simulator.faults()).toEqual({});
  simulator.setFaults({ throttle: { PutMetadata: 0.5 } });
  const faults = simulator.faults();
  expect(faults).toEqual({ throttle: { PutMetadata: 0.5 } });
  faults.drop = 1;
  expect(simulator.faults()).not.toHaveProperty('drop');
});
