import { beforeEach, describe, expect, test } from 'vitest';
import {
  createSimulator,
  type IvsEventBridgeEvent,
  type ManualClock,
  manualClock,
  type PlantedSession,
  type Simulator,
} from '../../../src/simulator/index.ts';

const ARN = 'arn:aws:ivs:us-west-2:123456789012:channel/Abc123Abc123';
const ID = 'st-AAAAAAAAAAAAAAAAAAAAAAA';
const NEXT = 'st-BBBBBBBBBBBBBBBBBBBBBBB';
const OLD = 'st-CCCCCCCCCCCCCCCCCCCCCCC';
const HOUR = 3_600_000;

let simulator: Simulator;
let clock: ManualClock;
let events: IvsEventBridgeEvent[];
beforeEach(() => {
  clock = manualClock();
  events = [];
  simulator = createSimulator({ clock, emit: (event) => events.push(event) });
});

const session = (members: Partial<PlantedSession> = {}): PlantedSession => ({
  ...{ channelArn: ARN, streamId: ID, createdAt: clock.now() - HOUR },
  ...members,
});

describe('plantChannel', () => {
  test('creates the channel with its ARN and a stream key, with which an encoder can connect', async () => {
    const planted = simulator.plantChannel({ arn: ARN, name: 'quiz', tags: { team: 'a' } });
    expect(planted).toMatchObject({ arn: ARN, name: 'quiz', tags: { team: 'a' } });
    expect(await simulator.call('GetChannel', { arn: ARN })).toMatchObject({
      channel: { arn: ARN, name: 'quiz', type: 'STANDARD', tags: { team: 'a' } },
    });
    const streamKey = planted.streamKeys[0]?.value ?? '';
    expect(simulator.connectEncoder({ streamKey }).channelArn).toBe(ARN);
  });

  test('changes only the given members of a channel that exists', () => {
    const first = simulator.plantChannel({ arn: ARN, name: 'quiz', tags: { team: 'a' } });
    expect(simulator.plantChannel({ arn: ARN, name: 'gala' })).toEqual({ ...first, name: 'gala' });
  });

  test.each([
    [
      { arn: 'arn:aws:ivs:eu-west-1:123456789012:channel/a' },
      /^arn: expected the ARN of a channel of account 123456789012 in us-west-2, received /,
    ],
    [{ arn: ARN, name: 'a b' }, /^name: expected name of the IVS API \(/],
    [
      { arn: ARN, nam: 'quiz' },
      /^nam: unknown member; expected one of: arn, name, type, latencyMode, tags/,
    ],
  ])('refuses %j', (channel, message) => {
    expect(() => simulator.plantChannel(channel)).toThrow(message);
    expect(simulator.channels()).toEqual([]);
  });
});

describe('plantSession', () => {
  beforeEach(() => void simulator.plantChannel({ arn: ARN, name: 'quiz' }));

  test('a session without an end is live, with its own start and unknown viewers, and causes no event', async () => {
    simulator.plantSession(session({ startedAt: clock.now() - HOUR + 3_000 }));
    clock.advance(10 * HOUR);
    expect(await simulator.call('ListStreams')).toMatchObject({
      streams: [{ streamId: ID, startTime: '2025-12-31T23:00:03Z', viewerCount: -1 }],
    });
    simulator.setViewers(ARN, 7);
    clock.advance(HOUR);
    expect(await simulator.call('GetStream', { channelArn: ARN })).toMatchObject({
      stream: { viewerCount: 7 },
    });
    expect(events).toEqual([]);
  });

  test('planted again, it ends where it is told, with the list of its events', async () => {
    const live = session({ startedAt: clock.now() - HOUR });
    simulator.plantSession(live);
    const at = clock.now() - 1_000;
    const end = { name: 'Stream End', type: 'IVS Stream State Change', at } as const;
    expect(simulator.plantSession({ ...live, endedAt: at, events: [end] })).toMatchObject({
      endedAt: at,
      live: false,
    });
    expect(await simulator.call('ListStreams')).toEqual({ streams: [] });
    expect(
      await simulator.call('GetStreamSession', { channelArn: ARN, streamId: ID }),
    ).toMatchObject({
      streamSession: {
        endTime: '2025-12-31T23:59:59Z',
        truncatedEvents: [{ name: 'Stream End', eventTime: '2025-12-31T23:59:59Z' }],
      },
    });
    expect(events).toEqual([]);
  });

  test('a planted stream can be stopped like any other', async () => {
    simulator.plantSession(session({ startedAt: clock.now() - HOUR }));
    await simulator.call('StopStream', { channelArn: ARN });
    clock.advance(500);
    expect(events.map(({ detail }) => detail.event_name)).toEqual(['Session Ended', 'Stream End']);
    expect(simulator.encoders()).toEqual([]);
  });

  test('an older session that is planted again leaves the active one active', async () => {
    const ended = session({ endedAt: clock.now() - 60_000 });
    simulator.plantSession(ended);
    simulator.plantSession(
      session({ streamId: NEXT, createdAt: clock.now(), startedAt: clock.now() }),
    );
    simulator.plantSession({ ...ended, startedAt: ended.createdAt });
    expect(simulator.sessions().map(({ streamId, live }) => [streamId, live])).toEqual([
      [NEXT, true],
      [ID, false],
    ]);
    expect(simulator.encoders().map(({ streamId }) => streamId)).toEqual([NEXT]);
    expect(await simulator.call('ListStreams')).toMatchObject({ streams: [{ streamId: NEXT }] });
  });

  test.each([
    ['an unknown channel', { channelArn: `${ARN}4` }, /^channelArn: the channel .* does not exist/],
    [
      'an end before the start',
      { startedAt: 5, createdAt: 0, endedAt: 4 },
      /^endedAt: expected a time from startedAt on, received 4/,
    ],
    [
      'an earlier session',
      { createdAt: 0 },
      /^createdAt: the channel has a later session, st-CCCCCCCCCCCCCCCCCCCCCCC: plant the oldest first/,
    ],
    ['an id that IVS refuses', { streamId: 'st 1' }, /^streamId: expected streamId of the IVS API/],
    ['a time that is a text', { createdAt: '2026' }, /^createdAt: /],
  ])('refuses %s', (_what, members, message) => {
    simulator.plantSession(session({ streamId: OLD, endedAt: clock.now() }));
    expect(() => simulator.plantSession(session(members as Partial<PlantedSession>))).toThrow(
      message,
    );
  });

  test('refuses a second active session of a channel', () => {
    simulator.plantSession(session());
    const second = session({ streamId: NEXT, createdAt: clock.now() });
    expect(() => simulator.plantSession(second)).toThrow(
      /^streamId: the stream st-AAAAAAAAAAAAAAAAAAAAAAA of the channel is active/,
    );
  });
});

describe('deliverEvent', () => {
  const event: IvsEventBridgeEvent = {
    ...{ version: '0', id: 'e-1', 'detail-type': 'IVS Stream State Change', source: 'aws.ivs' },
    ...{ account: '123456789012', time: '2025-11-21T10:00:00Z', region: 'us-west-2' },
    resources: [ARN],
    detail: { event_name: 'Stream Start', stream_id: ID, unknown: [1] },
  };

  test('delivers the event as it is, through the faults', () => {
    simulator.deliverEvent(event);
    clock.advance(0);
    simulator.setFaults({ duplicate: 1, reorderMs: 1_000 });
    simulator.deliverEvent({ ...event, id: 'e-2' });
    clock.advance(1_000);
    expect(events).toEqual([event, { ...event, id: 'e-2' }, { ...event, id: 'e-2' }]);
  });

  test('refuses an event of another source', () => {
    const foreign = { ...event, source: 'aws.s3' } as unknown as IvsEventBridgeEvent;
    expect(() => simulator.deliverEvent(foreign)).toThrow(/^source: /);
  });
});
