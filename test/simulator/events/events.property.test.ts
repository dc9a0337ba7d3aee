import { expect, test } from 'vitest';
import {
  ControlError,
  type EncoderRequest,
  SESSION_END_CODES,
  ServiceError,
  type SimulatorOptions,
} from '../../../src/simulator/index.ts';
import { outputProblems } from '../../../src/simulator/model/validate.ts';
import { chaosRuns } from '../../support/chaos-runs.ts';
import fc from '../../support/fast-check.ts';
import { namesOf } from '../support.ts';
import { USER_GUIDE } from './documented.ts';
import { eventProblems } from './event-problems.ts';
import { EventWorld } from './event-world.ts';

interface Details {
  streamSessions: { streamId: string }[];
  streamSession: { truncatedEvents: { name: string }[] };
}

/** Something that happens in the life of a stream. It may be refused. */
type Happening = (world: EventWorld, streamId: string) => unknown;

const size = fc.constantFrom(
  ...[
    [640, 360],
    [854, 480],
    [1_280, 720],
    [1_920, 1_080],
    [2_560, 720],
    [2_560, 1_440],
  ],
);
const video = fc
  .record({
    size,
    codec: fc.constantFrom('avc1.42C02A', 'hvc1.1.6.L93.B0'),
    targetBitrate: fc.constantFrom(1_000_000, 3_000_000, 9_000_000),
  })
  .map(({ size: [videoWidth = 0, videoHeight = 0], ...track }) => ({
    ...{ videoWidth, videoHeight },
    ...track,
  }));
const encoder: fc.Arbitrary<Partial<EncoderRequest>> = fc.oneof(
  fc.record({ priority: fc.nat(5) }),
  fc.record({ priority: fc.nat(3), ingest: fc.record({ video }) }, { requiredKeys: [] }),
  fc.record({
    priority: fc.nat(3),
    reconnectAfterMs: fc.constantFrom(1_000, 10_000),
    ingestConfigurations: fc
      .array(video, { minLength: 1, maxLength: 3 })
      .map((videoConfigurations) => ({ videoConfigurations, audioConfigurations: [{}] })),
  }),
);
const probability = fc.constantFrom(0, 0.5, 1);

const always = (run: Happening): fc.Arbitrary<Happening> => fc.constant(run);

function oneOf<T>(
  arbitrary: fc.Arbitrary<T>,
  run: (value: T) => Happening,
): fc.Arbitrary<Happening> {
  return arbitrary.map(run);
}

/** What lets a stream live happens more often than what ends it. */
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: oneOf(encoder, (request) => (world) => world.connect(request)) },
  {
    weight: 4,
    arbitrary: oneOf(
      fc.constantFrom(500, 5_000, 31_000),
      (ms) =>
        ({ clock }) =>
          clock.advance(ms),
    ),
  },
  { weight: 2, arbitrary: always(({ simulator }, id) => simulator.starveEncoder(id)) },
  { weight: 2, arbitrary: always(({ simulator }, id) => simulator.recoverEncoder(id)) },
  oneOf(
    fc.constantFrom(undefined, ...SESSION_END_CODES),
    (code) =>
      ({ simulator }, id) =>
        simulator.disconnectEncoder(id, code),
  ),
  always(({ simulator }, id) => simulator.failStream(id)),
  always(({ simulator, channelArn }) => simulator.call('StopStream', { channelArn })),
  oneOf(
    video,
    (track) =>
      ({ simulator }, id) =>
        simulator.describeEncoder(id, { video: track }),
  ),
  oneOf(
    fc.nat(3),
    (count) =>
      ({ simulator, channelArn }) =>
        simulator.setViewers(channelArn, count),
  ),
  oneOf(
    fc.record({ recordingStartFailure: probability, recordingEndFailure: probability }),
    (faults) =>
      ({ simulator }) =>
        simulator.setFaults(faults),
  ),
  oneOf(
    fc.nat(1),
    (concurrentStreams) =>
      ({ simulator }) =>
        simulator.setQuotas({ resources: { concurrentStreams } }),
  ),
  oneOf(
    fc.record({ enabled: fc.boolean(), policy: fc.constantFrom('ALLOW', 'REQUIRE') }),
    (change) =>
      ({ simulator, channelArn }) => {
        const multitrackInputConfiguration = { maximumResolution: 'HD', ...change };
        const containerFormat = 'FRAGMENTED_MP4';
        const input = { arn: channelArn, containerFormat, multitrackInputConfiguration };
        return simulator.call<object>('UpdateChannel', input);
      },
  ),
);

const options: fc.Arbitrary<SimulatorOptions> = fc.record({
  limitBreachForm: fc.constantFrom('limit_name', 'limit'),
  unknownIngest: fc.constantFrom('absent', 'empty'),
  takeoverKeepsStreamId: fc.boolean(),
  delays: fc.record({
    sessionEndMs: fc.constantFrom(0, 200),
    streamEndMs: fc.constantFrom(0, 600),
  }),
  quotas: fc.constant({
    enforce: false,
    resources: { concurrentViewers: 2, takeoversPerStream: 2 },
  }),
});

/** Lets something happen to the newest stream. The simulator may refuse it. */
async function happen(world: EventWorld, event: Happening): Promise<void> {
  const newest = world.events.findLast(({ detail }) => detail.stream_id !== undefined);
  try {
    await event(world, String(newest?.detail.stream_id));
  } catch (error) {
    if (!(error instanceof ControlError || error instanceof ServiceError)) throw error;
  }
}

/** GetStreamSession shows the events that were delivered for a stream, at most 500. */
async function expectSameEvents(world: EventWorld): Promise<void> {
  const { simulator, channelArn, events } = world;
  // An encoder that connects again and again can cause more events than a session shows.
  if (events.length > 500) return;
  const { streamSessions } = await simulator.call<Details>('ListStreamSessions', { channelArn });
  const shown: string[] = [];
  for (const { streamId } of streamSessions) {
    const answer = await simulator.call<Details>('GetStreamSession', { channelArn, streamId });
    expect(outputProblems('GetStreamSession', answer)).toEqual([]);
    shown.push(...answer.streamSession.truncatedEvents.map(({ name }) => name));
  }
  const delivered = namesOf(events.filter(({ resources }) => resources.length > 0));
  expect(shown.sort()).toEqual(delivered.sort());
}

test('every event that any life of a stream causes is one that AWS documents', async () => {
  const names = new Set<unknown>();
  const lives = fc.array(happening, { minLength: 5, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(
      options,
      fc.constantFrom('BASIC', 'STANDARD'),
      lives,
      async (given, type, life) => {
        const world = new EventWorld(given);
        await world.createRecordedChannel({ recordingReconnectWindowSeconds: 1 });
        await world.simulator.call('UpdateChannel', { arn: world.channelArn, type });
        for (const event of life) await happen(world, event);
        world.clock.advance(60_000);
        expect(world.events.flatMap((event) => eventProblems({ ...event }))).toEqual([]);
        await expectSameEvents(world);
        for (const name of namesOf(world.events)) names.add(name);
        world.close();
      },
    ),
    { numRuns: chaosRuns(60) },
  );
  // The lives are not so short that an event never comes.
  expect([...names].sort()).toEqual(USER_GUIDE.map(({ name }) => name).sort());
});
