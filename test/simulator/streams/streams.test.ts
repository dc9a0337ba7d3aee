import { beforeEach, describe, expect, test } from 'vitest';
import {
  createSimulator,
  type IvsEventBridgeEvent,
  type ManualClock,
  manualClock,
  type Simulator,
  type SimulatorOptions,
} from '../../../src/simulator/index.ts';
import { namesOf, START } from '../support.ts';

let clock: ManualClock;
let events: IvsEventBridgeEvent[];
let simulator: Simulator;
let channelArn: string;
let streamKey: string;

async function start(options: SimulatorOptions = {}, channel: object = {}): Promise<void> {
  clock = manualClock(START);
  events = [];
  simulator = createSimulator({
    clock,
    seed: 3,
    quotas: { enforce: false },
    emit: (event) => events.push(event),
    ...options,
  });
  ({ channelArn, streamKey } = await newChannel(channel));
}

async function newChannel(input: object = {}): Promise<{ channelArn: string; streamKey: string }> {
  const created = await simulator.call<{
    channel: { arn: string };
    streamKey: { value: string };
  }>('CreateChannel', { name: 'show', ...input });
  return { channelArn: created.channel.arn, streamKey: created.streamKey.value };
}

function connectLive(): string {
  const { streamId } = simulator.connectEncoder({ streamKey });
  clock.advance(500);
  return streamId;
}

const isLive = () =>
  simulator.call('GetStream', { channelArn }).then(
    () => true,
    () => false,
  );

beforeEach(() => start());

describe('a session that never went live', () => {
  const sessions = async () => {
    type Session = { streamId: string; endTime?: string };
    const list = { channelArn, maxResults: 5 };
    const { streamSessions } = await simulator.call<{ streamSessions: Session[] }>(
      'ListStreamSessions',
      list,
    );
    const newest = await simulator
      .call<{ streamSession: Session }>('GetStreamSession', { channelArn })
      .catch(() => undefined);
    return { listed: streamSessions, newest: newest?.streamSession };
  };

  test.each(['endTime', 'untimed'] as const)(
    'is shown with unstartedSessions: %s',
    async (unstartedSessions) => {
      await start({ unstartedSessions });
      const { streamId } = simulator.connectEncoder({ streamKey });
      expect(await sessions()).toEqual({
        listed: [{ streamId, hasErrorEvent: false }],
        newest: expect.not.objectContaining({ startTime: expect.anything() }),
      });
      simulator.disconnectEncoder(streamId);
      const endTime =
        unstartedSessions === 'endTime'
          ? `${new Date(clock.now()).toISOString().slice(0, 19)}Z`
          : undefined;
      const { listed, newest } = await sessions();
      expect([listed[0]?.endTime, newest?.endTime]).toEqual([endTime, endTime]);
    },
  );

  test('is not shown with unstartedSessions: hidden, before and after its end', async () => {
    await start({ unstartedSessions: 'hidden' });
    const nothing = { listed: [], newest: undefined };
    const { streamId } = simulator.connectEncoder({ streamKey });
    expect(await sessions()).toEqual(nothing);
    simulator.disconnectEncoder(streamId);
    expect(await sessions()).toEqual(nothing);
    connectLive();
    expect((await sessions()).listed).toHaveLength(1);
  });
});

describe('an encoder', () => {
  test('causes complete EventBridge events', () => {
    const { streamId } = simulator.connectEncoder({ streamKey });
    expect(streamId).toMatch(/^st-[a-zA-Z0-9]{23}$/);
    expect(events).toEqual([
      {
        version: '0',
        id: expect.stringMatching(
          /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        ),
        'detail-type': 'IVS Stream State Change',
        source: 'aws.ivs',
        account: '123456789012',
        time: '2026-11-21T12:00:00Z',
        region: 'us-west-2',
        resources: [channelArn],
        detail: { event_name: 'Session Created', channel_name: 'show', stream_id: streamId },
      },
    ]);
  });

  test('goes live after a delay, and disconnecting causes both end events within a second', async () => {
    const { streamId } = simulator.connectEncoder({ streamKey });
    expect(await isLive()).toBe(false);
    clock.advance(1_000);
    expect(namesOf(events)).toEqual(['Session Created', 'Stream Start']);
    expect(await isLive()).toBe(true);
    simulator.disconnectEncoder(streamId);
    clock.advance(1_000);
    expect(namesOf(events).slice(2)).toEqual(['Session Ended', 'Stream End']);
    expect(await isLive()).toBe(false);
  });

  test('that connects again at once gets a new stream, after all events of the old one', () => {
    const first = connectLive();
    simulator.disconnectEncoder(first);
    const { streamId } = simulator.connectEncoder({ streamKey });
    expect(streamId).not.toBe(first);
    clock.advance(5_000);
    expect(events.map(({ detail }) => [detail.event_name, detail.stream_id])).toEqual([
      ['Session Created', first],
      ['Stream Start', first],
      ['Session Ended', first],
      ['Stream End', first],
      ['Session Created', streamId],
      ['Stream Start', streamId],
    ]);
  });

  test('is refused for reconnectMs after the last stream', async () => {
    await start({ delays: { streamEndMs: 8_000, reconnectMs: 2_000 } });
    simulator.disconnectEncoder(connectLive());
    clock.advance(1_999);
    const connect = () => simulator.connectEncoder({ streamKey });
    expect(connect).toThrow(expect.objectContaining({ status: 409 }));
    clock.advance(1);
    connect();
  });

  test('with an invalid stream key is refused', () => {
    const connect = () => simulator.connectEncoder({ streamKey: 'sk_us-west-2_no_such' });
    expect(connect).toThrow(expect.objectContaining({ status: 403 }));
    expect(events).toEqual([]);
  });

  test('that disconnects before Stream Start leaves a session without a stream', () => {
    const { streamId } = simulator.connectEncoder({ streamKey });
    simulator.disconnectEncoder(streamId);
    clock.advance(60_000);
    expect(namesOf(events)).toEqual(['Session Created', 'Session Ended']);
  });

  test('that is disconnected is refused for every action', () => {
    const streamId = connectLive();
    simulator.disconnectEncoder(streamId);
    for (const act of [
      'disconnectEncoder',
      'starveEncoder',
      'recoverEncoder',
      'failStream',
    ] as const) {
      expect(() => simulator[act](streamId), act).toThrow(expect.objectContaining({ status: 404 }));
    }
  });
});

describe('a starving stream', () => {
  test('recovers', async () => {
    const streamId = connectLive();
    simulator.starveEncoder(streamId);
    const { stream } = await simulator.call<{ stream: { health: string } }>('GetStream', {
      channelArn,
    });
    expect(stream.health).toBe('STARVING');
    clock.advance(29_999);
    simulator.recoverEncoder(streamId);
    clock.advance(60_000);
    expect(namesOf(events).slice(2)).toEqual(['Starvation Start', 'Starvation End']);
    expect(events[2]?.['detail-type']).toBe('IVS Stream Health Change');
    expect(await isLive()).toBe(true);
  });

  test('ends after 30 seconds', async () => {
    const streamId = connectLive();
    simulator.starveEncoder(streamId);
    simulator.starveEncoder(streamId);
    clock.advance(30_000);
    expect(namesOf(events).slice(2)).toEqual(['Starvation Start', 'Session Ended']);
    clock.advance(500);
    expect(namesOf(events).at(-1)).toBe('Stream End');
    expect(await isLive()).toBe(false);
  });

  test('ends once when its encoder disconnects', () => {
    const streamId = connectLive();
    simulator.starveEncoder(streamId);
    simulator.disconnectEncoder(streamId);
    clock.advance(60_000);
    expect(namesOf(events).slice(2)).toEqual(['Starvation Start', 'Session Ended', 'Stream End']);
  });

  test('does not start without data', () => {
    const { streamId } = simulator.connectEncoder({ streamKey });
    simulator.starveEncoder(streamId);
    clock.advance(60_000);
    expect(namesOf(events)).toEqual(['Session Created', 'Session Ended']);
  });
});

describe('a takeover', () => {
  test('with a higher priority keeps the stream id', () => {
    const streamId = connectLive();
    expect(simulator.connectEncoder({ streamKey, priority: 1 })).toEqual({ channelArn, streamId });
    expect(namesOf(events).at(-1)).toBe('Stream Takeover');
    const again = () => simulator.connectEncoder({ streamKey, priority: 1 });
    expect(again).toThrow(expect.objectContaining({ status: 409 }));
    expect(events.at(-1)?.detail).toMatchObject({
      event_name: 'Stream Takeover Failure',
      code: 'StreamTakeoverInvalidPriority',
    });
    simulator.connectEncoder({ streamKey, priority: 2 });
    simulator.disconnectEncoder(streamId);
    clock.advance(1_000);
    expect(namesOf(events).slice(-2)).toEqual(['Session Ended', 'Stream End']);
  });

  test('begins a new stream with takeoverKeepsStreamId: false', async () => {
    await start({ takeoverKeepsStreamId: false, delays: { sessionEndMs: 50 } });
    const streamId = connectLive();
    events.length = 0;
    const second = simulator.connectEncoder({ streamKey, priority: 1 });
    expect(second.streamId).not.toBe(streamId);
    clock.advance(500);
    expect(namesOf(events)).toEqual([
      ...['Stream Takeover', 'Session Ended', 'Stream End'],
      ...['Session Created', 'Stream Start'],
    ]);
  });

  test('without a priority is refused without an event', () => {
    connectLive();
    const connect = () => simulator.connectEncoder({ streamKey });
    expect(connect).toThrow(expect.objectContaining({ status: 409 }));
    expect(namesOf(events)).toEqual(['Session Created', 'Stream Start']);
  });

  test('with other media is refused', () => {
    connectLive();
    const ingest = { video: { videoHeight: 480, videoWidth: 852 } };
    const connect = () => simulator.connectEncoder({ streamKey, priority: 5, ingest });
    expect(connect).toThrow(/StreamTakeoverMediaMismatch/);
  });

  test('is refused when the stream has been taken over takeoversPerStream times', async () => {
    await start({ quotas: { resources: { takeoversPerStream: 2 } } });
    connectLive();
    for (const priority of [1, 2]) simulator.connectEncoder({ streamKey, priority });
    const connect = () => simulator.connectEncoder({ streamKey, priority: 3 });
    expect(connect).toThrow(/StreamTakeoverLimitBreached/);
    expect(events.at(-1)?.detail).toMatchObject({
      event_name: 'Stream Takeover Failure',
      code: 'StreamTakeoverLimitBreached',
    });
    expect(await isLive()).toBe(true);
  });

  test('ends the starvation of a stream', () => {
    simulator.starveEncoder(connectLive());
    simulator.connectEncoder({ streamKey, priority: 1 });
    clock.advance(60_000);
    expect(namesOf(events).slice(-2)).toEqual(['Stream Takeover', 'Starvation End']);
  });
});

describe('errors', () => {
  test('a stream that fails is offline at once', async () => {
    simulator.failStream(connectLive(), 'broken');
    clock.advance(5_000);
    expect(namesOf(events).slice(2)).toEqual(['Stream Failure', 'Session Ended']);
    expect(events[2]?.detail.reason).toBe('broken');
    const { streamSessions } = await simulator.call<{ streamSessions: object[] }>(
      'ListStreamSessions',
      { channelArn },
    );
    expect(streamSessions).toMatchObject([{ hasErrorEvent: true, endTime: expect.any(String) }]);
    simulator.connectEncoder({ streamKey });
  });

  test('a stream over the limits of its channel type does not start', async () => {
    await start({}, { type: 'BASIC' });
    const ingest = { video: { targetBitrate: 4_000_000 } };
    simulator.connectEncoder({ streamKey, ingest });
    clock.advance(5_000);
    expect(namesOf(events)).toEqual(['Session Created', 'Ingest Bitrate', 'Session Ended']);
    expect(events[1]).toMatchObject({
      'detail-type': 'IVS Limit Breach',
      resources: [channelArn],
      detail: { limit_value: 3_500_000, exceeded_by: 500_000, limit_unit: 'bits per second' },
    });
  });

  test('a stream over the quota is refused with a limit breach of the account', async () => {
    await start({ quotas: { enforce: false, resources: { concurrentStreams: 1 } } });
    connectLive();
    const second = await newChannel();
    const connect = () => simulator.connectEncoder({ streamKey: second.streamKey });
    expect(connect).toThrow(expect.objectContaining({ status: 409 }));
    const { resources, detail } = events.at(-1) ?? {};
    expect(resources).toEqual([]);
    expect(detail).toEqual({
      limit_name: 'Concurrent Broadcasts',
      limit_value: 1,
      exceeded_by: 1,
      limit_unit: 'active streams',
    });
  });

  test('viewers over the quota cause one limit breach of the account', async () => {
    await start({ quotas: { resources: { concurrentViewers: 10 } } });
    for (const count of [10, 11, 12, 5, 15]) simulator.setViewers(channelArn, count);
    expect(namesOf(events)).toEqual(['Concurrent Viewers', 'Concurrent Viewers']);
  });
});

test('no event comes after close', () => {
  simulator.connectEncoder({ streamKey });
  simulator.close();
  clock.advance(60_000);
  expect(namesOf(events)).toEqual(['Session Created']);
  expect(clock.nextAt()).toBeUndefined();
});

test('after a reset, everything is empty and ids are new', async () => {
  connectLive();
  simulator.setFaults({ drop: 1 });
  simulator.setQuotas({ resources: { channels: 0 } });
  simulator.reset();
  clock.advance(60_000);
  expect(namesOf(events)).toEqual(['Session Created', 'Stream Start']);
  expect(simulator.report()).toEqual({ requests: {}, violations: [] });
  expect(simulator.cues()).toEqual([]);
  expect(await simulator.call('ListChannels')).toEqual({ channels: [] });
  const next = await newChannel();
  expect(next.channelArn).not.toBe(channelArn);
});

describe('with delays', () => {
  const session = () =>
    simulator.call<{ streamSession: { endTime?: string; truncatedEvents: { name: string }[] } }>(
      'GetStreamSession',
      { channelArn },
    );
  const eventNames = async () =>
    (await session()).streamSession.truncatedEvents.map(({ name }) => name);

  test('the end time of a session is shown sessionEndTimeMs after its end', async () => {
    await start({ delays: { streamEndMs: 0, sessionEndTimeMs: 2_000 } });
    simulator.disconnectEncoder(connectLive());
    const list = () =>
      simulator.call<{ streamSessions: object[] }>('ListStreamSessions', { channelArn });
    clock.advance(1_999);
    expect(await isLive()).toBe(false);
    expect((await session()).streamSession).not.toHaveProperty('endTime');
    expect((await list()).streamSessions[0]).not.toHaveProperty('endTime');
    clock.advance(1);
    expect((await session()).streamSession.endTime).toBe('2026-11-21T12:00:00Z');
    expect((await list()).streamSessions[0]).toHaveProperty('endTime');
  });

  test('GetStreamSession lists an event after sessionEventsMs', async () => {
    await start({ delays: { sessionEventsMs: 2_000 } });
    connectLive();
    expect(await eventNames()).toEqual([]);
    clock.advance(1_500);
    expect(await eventNames()).toEqual(['Session Created']);
    clock.advance(500);
    expect(await eventNames()).toEqual(['Stream Start', 'Session Created']);
  });
});
