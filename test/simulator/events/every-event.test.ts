import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SESSION_END_CODES } from '../../../src/simulator/index.ts';
import { samples } from '../../events/samples.ts';
import { namesOf } from '../support.ts';
import { type DocumentedEvent, USER_GUIDE } from './documented.ts';
import { eventProblems } from './event-problems.ts';
import { EventWorld } from './event-world.ts';

type Cause = (world: EventWorld) => void | Promise<void>;

/** Does something to the live stream of a channel. */
const live =
  (then: (world: EventWorld, streamId: string) => void): Cause =>
  async (world) => {
    await world.createChannel({ name: 'show' });
    then(world, world.goLive());
  };
const ends: Cause = live((world, streamId) => world.end(streamId));
const starves: Cause = live(({ simulator }, streamId) => {
  simulator.starveEncoder(streamId);
  simulator.recoverEncoder(streamId);
});
const sends =
  (video: Record<string, number>): Cause =>
  async (world) => {
    await world.createChannel();
    world.goLive({ ingest: { video } });
  };
const cannotTakeOver = (encoder: object, takeoversPerStream = 100): Cause =>
  live((world) => {
    world.simulator.setQuotas({ resources: { takeoversPerStream } });
    expect(() => world.goLive(encoder)).toThrow('the takeover was refused');
  });
const recorded =
  (faults: object, configuration: object = {}): Cause =>
  async (world) => {
    await world.createRecordedChannel(configuration);
    world.simulator.setFaults(faults);
    world.end(world.goLive());
  };

/** What docs/simulator.md says about how to cause each event. */
const CAUSES: Record<string, Cause> = {
  'Session Created': ends,
  'Stream Start': ends,
  'Session Ended': ends,
  'Stream End': ends,
  ...Object.fromEntries(
    SESSION_END_CODES.map((code) => [
      `Session Ended ${code}`,
      live(({ simulator }, streamId) => void simulator.disconnectEncoder(streamId, code)),
    ]),
  ),
  'Stream Failure': live(({ simulator }, streamId) => void simulator.failStream(streamId)),
  'Stream Takeover': live((world) => void world.goLive({ priority: 1 })),
  'Stream Takeover Failure StreamTakeoverInvalidPriority': live((world) => {
    world.goLive({ priority: 2 });
    expect(() => world.goLive({ priority: 2 })).toThrow('the takeover was refused');
  }),
  'Stream Takeover Failure StreamTakeoverMediaMismatch': cannotTakeOver({
    priority: 1,
    ingest: { video: { videoWidth: 640, videoHeight: 360 } },
  }),
  'Stream Takeover Failure StreamTakeoverLimitBreached': cannotTakeOver({ priority: 1 }, 0),
  'Starvation Start': starves,
  'Starvation End': starves,
  'Ingest Bitrate bits per second': sends({ targetBitrate: 9_000_000 }),
  'Ingest Resolution total pixels': sends({ videoWidth: 2_560, videoHeight: 1_440 }),
  'Ingest Resolution pixels per edge': sends({ videoWidth: 2_560, videoHeight: 720 }),
  'Concurrent Broadcasts active streams': async (world) => {
    await world.createChannel();
    world.simulator.setQuotas({ resources: { concurrentStreams: 0 } });
    expect(() => world.goLive()).toThrow('the quota of concurrent streams');
  },
  'Concurrent Viewers viewers': async (world) => {
    await world.createChannel();
    world.simulator.setQuotas({ resources: { concurrentViewers: 1 } });
    world.simulator.setViewers(world.channelArn, 2);
  },
  'Recording Start': recorded({}),
  'Recording End': recorded({}),
  'Recording Start Failure': recorded({ recordingStartFailure: 1 }),
  // Without a bucket, the configuration is CREATE_FAILED.
  'Recording Start Failure ': recorded({}, { destinationConfiguration: {} }),
  'Recording End Failure': recorded({ recordingEndFailure: 1 }),
};

/** Each documented event, once for each value that tells it from others. */
const DOCUMENTED = USER_GUIDE.flatMap(({ name, values = {}, optional = {} }) => {
  const [member, list = []] = Object.entries(values)[0] ?? [];
  const isOptional = member === undefined || Object.hasOwn(optional, member);
  return [...(isOptional ? [name] : []), ...list.map((value) => `${name} ${value}`)];
});

test('each documented event has a cause', () => {
  const causes = Object.keys(CAUSES).map((name) => name.trim());
  expect([...new Set(causes)].sort()).toEqual(DOCUMENTED.toSorted());
});

test.each(Object.entries(CAUSES))('%s can be caused', async (name, cause) => {
  for (const limitBreachForm of ['limit_name', 'limit'] as const) {
    const world = new EventWorld({ limitBreachForm });
    await cause(world);
    world.close();
    const caused = world.events.map(({ detail }) => {
      const [event] = namesOf([{ detail } as (typeof world.events)[number]]);
      return [event, detail.code ?? detail.limit_unit].filter(Boolean).join(' ');
    });
    expect(caused).toContain(name.trim());
    expect(world.events.flatMap((event) => eventProblems({ ...event }))).toEqual([]);
  }
});

test('docs/simulator.md says how to cause each event', () => {
  const text = readFileSync('docs/simulator.md', 'utf8');
  const table = text.split('### Each event, and how to cause it')[1]?.split('\n## ')[0] ?? '';
  const terms = ({ name, values = {} }: DocumentedEvent) => [name, ...(values.code ?? [])];
  const absent = USER_GUIDE.flatMap(terms).filter((term) => !table.includes(term));
  expect(absent).toEqual([]);
});

test('the sample events are those that AWS documents', () => {
  const ivs = samples().filter(
    ({ file, event }) => event.source === 'aws.ivs' && !file.startsWith('bad-'),
  );
  expect(ivs.length).toBeGreaterThan(15);
  expect(ivs.flatMap(({ event }) => eventProblems(event))).toEqual([]);
});
