import { describe, expect, test } from 'vitest';
import { approveCleanup } from '../../src/cleanup/approve.ts';
import { cleanupSettings } from '../../src/cleanup/settings.ts';
import { cleanupStatus } from '../../src/cleanup/status.ts';
import { autopilot, HOUR, MINUTE } from '../support/autopilot.ts';
import { chaosRuns } from '../support/chaos-runs.ts';
import * as fc from '../support/fast-check.ts';
import { Crash, type FaultKind, faulty } from '../support/faults.ts';
import { memoryLeaseStore } from '../support/leases.ts';

const DELETE = { 'autopilot:auto-delete': 'true' };
const DAY = 24 * HOUR;
const DEFAULTS = { maxDeletes: 100, maxShare: 0.2, windowMs: DAY };

type World = ReturnType<typeof autopilot>;

const limited = (limits: Partial<typeof DEFAULTS> = {}) =>
  autopilot({ limits: { ...DEFAULTS, ...limits } });
const settings = cleanupSettings({});

/** Adds channels that have streamed an hour ago, without any event. */
async function addUnknown(
  world: World,
  count: number,
  tags: Record<string, string> = DELETE,
): Promise<string[]> {
  const arns = await world.createChannels(count, tags);
  world.streamBriefly(arns);
  world.loseEvents();
  world.clock.advance(HOUR);
  return arns;
}

/** The stream of each channel ends now; then time passes, an hour by default. */
async function end(world: World, arns: readonly string[], thenMs = HOUR): Promise<void> {
  world.streamBriefly(arns);
  await world.deliver();
  world.clock.advance(thenMs);
}

/** A survey that yields after a page, once it has asked IVS for a minute: cleanup waits for the lease. */
function yieldingSurvey(world: World) {
  const asked = () => world.requested('GetStreamSession');
  const before = asked();
  return world.survey(undefined, { shouldRelease: async () => asked() - before >= 60 });
}

const deleted = ({ changes }: World) =>
  changes.filter(({ operation }) => operation === 'DeleteChannel');

describe('channels that are tagged at once, and that the survey marks page by page', () => {
  test.each([
    [510, 100],
    [150, 30],
  ])('%i: none is deleted, and cleanup stops once with all of them', async (count, allowed) => {
    const world = limited();
    await addUnknown(world, count);
    const stopped = [];
    for (let minute = 0; minute < 45; minute++) {
      if (minute % 5 === 0) await yieldingSurvey(world);
      const summary = await world.cleanup();
      if (minute === 1) expect(summary.waiting).toMatchObject({ allowed, deleted: 0 });
      if (summary.stopped) stopped.push(summary.stopped);
      world.clock.advance(MINUTE);
    }
    expect(world.changes).toEqual([]);
    expect(stopped.length).toBeGreaterThan(10);
    for (const stop of stopped) expect(stop).toMatchObject({ channels: count, allowed });
    const published = world.bus.events.filter((event) => event.detailType === 'Cleanup Stopped');
    expect(published).toHaveLength(1);
  });

  test('do not hide that cleanup is stopped already, and that its set waits for approval', async () => {
    const world = limited();
    await world.createChannels(100, {});
    await addUnknown(world, 120);
    while (!(await world.survey())?.finished);
    const { stopped } = await world.cleanup();
    expect(stopped).toMatchObject({ channels: 120 });
    await addUnknown(world, 300);
    await yieldingSurvey(world);
    await yieldingSurvey(world);
    const counted = world.requests.length;
    for (let minute = 0; minute < 10; minute++) {
      const summary = await world.cleanup();
      expect(summary.stopped).toEqual(stopped);
      expect(summary).not.toHaveProperty('waiting');
      world.clock.advance(MINUTE);
    }
    // The channels are counted once in 10 minutes.
    expect(world.requests.length - counted).toBeLessThan(20);
    expect(world.changes).toEqual([]);
  });

  test('are not waited for when the survey has not continued for an hour', async () => {
    const world = limited();
    await addUnknown(world, 600);
    await yieldingSurvey(world);
    expect(await world.cleanup()).toMatchObject({ counts: { waiting: 100 } });
    world.clock.advance(2 * HOUR);
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 100 } });
    await world.survey();
    await world.survey();
    expect(await world.cleanup()).toMatchObject({ stopped: { channels: 500, deleted: 100 } });
  });

  test('do not delay the deletion of others if all of them are within the limit', async () => {
    const world = limited();
    await world.createChannels(180, {});
    await addUnknown(world, 30);
    await world.survey(undefined, { shouldRelease: async () => true });
    await world.survey(undefined, { shouldRelease: async () => true });
    expect(await world.survey()).toMatchObject({ finished: true });
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 30 } });
  });
});

describe('the limit', () => {
  test('holds for a day, whatever the number of runs, and continues after it', async () => {
    const world = limited({ maxDeletes: 10, maxShare: 1 });
    const arns = await world.createChannels(14, DELETE);
    for (const arn of arns.slice(0, 10)) {
      await end(world, [arn]);
      expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
    }
    await end(world, arns.slice(10, 12));
    const stopped = { channels: 2, allowed: 10, deleted: 10 };
    expect(await world.cleanup()).toMatchObject({ stopped });
    world.clock.advance(13 * HOUR);
    expect(await world.cleanup()).toMatchObject({ stopped: { deleted: 10 } });
    world.clock.advance(3 * HOUR);
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 2 } });
  });

  test('is a share of the channels before the first survey, too', async () => {
    const world = limited();
    const arns = await world.createChannels(150, DELETE);
    await end(world, arns.slice(0, 31));
    expect(await world.cleanup()).toMatchObject({ stopped: { channels: 31, allowed: 30 } });
    expect(deleted(world)).toEqual([]);
  });

  test('is a share of the channels at the beginning of the day: 25 channels do not become a small account', async () => {
    const world = limited();
    const arns = await world.createChannels(25, DELETE);
    for (const arn of arns) {
      await end(world, [arn], 11 * MINUTE);
      await world.survey();
      await world.cleanup();
    }
    expect(deleted(world)).toHaveLength(5);
  });

  test('does not shrink when a survey counts between deletions', async () => {
    const world = limited();
    const arns = await world.createChannels(150, DELETE);
    const endings = [25, 3, 2].map((count) => arns.splice(0, count));
    await end(world, endings.flat());
    const [first = [], second = [], third = []] = endings;
    const others = (now: readonly string[]) =>
      [...first, ...second, ...third].filter((arn) => world.exists(arn) && !now.includes(arn));
    for (const due of [first, second, third]) {
      for (const arn of others(due)) await world.tag(arn, { 'autopilot:protect': 'true' });
      for (const arn of due) await world.tag(arn, { 'autopilot:protect': undefined });
      world.clock.advance(MINUTE);
      await world.survey();
      expect(await world.cleanup()).toMatchObject({ counts: { deleted: due.length } });
      world.clock.advance(MINUTE);
    }
  });

  test('does not count channels that cleanup deletes while a survey counts', async () => {
    const world = limited();
    const arns = await world.createChannels(30, DELETE);
    await world.createChannels(150, {});
    await end(world, arns);
    let pages = 0;
    await world.survey(undefined, { shouldRelease: async () => ++pages > 0 });
    world.clock.advance(1);
    await world.cleanup();
    expect(deleted(world)).toHaveLength(30);
    expect(await world.survey()).toMatchObject({ channels: 80, finished: true });
    expect(await world.channelCounts.last(0)).toMatchObject({ channels: 180 - 30 });
  });

  test('does not count approved deletions, and allows exactly the approved set', async () => {
    const world = limited({ maxDeletes: 3, maxShare: 1 });
    const arns = await world.createChannels(9, DELETE);
    await end(world, arns.slice(0, 5));
    const { stopped } = await world.cleanup();
    await approveCleanup(world, stopped?.id ?? '');
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 5 } });
    await end(world, arns.slice(5, 8));
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 3 } });
    await end(world, arns.slice(8));
    expect(await world.cleanup()).toMatchObject({ stopped: { channels: 1, deleted: 3 } });
    const deps = { ...world, settings: { ...settings, limits: { ...DEFAULTS, maxDeletes: 3 } } };
    expect(await cleanupStatus(deps)).toMatchObject({ allowed: 3, deleted: 3 });
  });

  test('counts a deletion once that is tried again until its answer arrives', async () => {
    const world = limited({ maxDeletes: 2, maxShare: 1 });
    const [arn = ''] = [await world.createChannel(DELETE)];
    await end(world, [arn]);
    const broken = world.withIvs({
      deleteChannel: () => Promise.reject(new Error('the connection broke')),
    });
    for (let run = 0; run < 5; run++) {
      await world.cleanup('apply', broken);
      world.clock.advance(6 * MINUTE);
    }
    const { count } = await world.deletions.load();
    expect(count.entries.map((entry) => entry.count)).toEqual([1]);
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
  });

  test('is not reached by deletions that are tried again: 60 without an answer are 60, not 120', async () => {
    const world = limited({ maxDeletes: 100, maxShare: 1 });
    await end(world, await world.createChannels(60, DELETE));
    const broken = world.withIvs({
      deleteChannel: () => Promise.reject(new Error('the connection broke')),
    });
    for (let run = 0; run < 3; run++) {
      const summary = await world.cleanup('apply', broken);
      expect(summary).toMatchObject({ counts: { failed: 60 } });
      world.clock.advance(6 * MINUTE);
    }
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 60 } });
  });

  test('takes a deletion back that IVS has refused', async () => {
    const world = limited({ maxDeletes: 2, maxShare: 1 });
    const arn = await world.createChannel(DELETE);
    await end(world, [arn]);
    const dependencies = world.withIvs({
      async deleteChannel(send, ...args) {
        world.goLive(arn);
        return send(...args);
      },
    });
    await world.cleanup('apply', dependencies);
    expect((await world.deletions.load()).count).toEqual({ entries: [], open: {} });
  });
});

interface Step {
  do: 'mark' | 'survey' | 'cleanup' | 'together';
  channels: number;
  /** Which call of the run fails, and how. */
  fault: { call: number; kind: FaultKind } | undefined;
  thenMs: number;
}

const stepArb: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('mark', 'mark', 'survey', 'cleanup', 'cleanup', 'together'),
  channels: fc.integer({ min: 1, max: 12 }),
  fault: fc.option(
    fc.record({
      call: fc.integer({ min: 0, max: 60 }),
      kind: fc.constantFrom<FaultKind>('crash-before', 'crash-after', 'cut', 'refuse'),
    }),
    { nil: undefined, freq: 2 },
  ),
  thenMs: fc.oneof(
    fc.integer({ min: 0, max: 20 * MINUTE }),
    fc.integer({ min: HOUR, max: 30 * HOUR }),
  ),
});

/** Runs one step. A run that crashes keeps the lease for two minutes. */
async function take(world: World, left: string[], step: Step): Promise<void> {
  const { channels, fault } = step;
  if (step.do === 'mark') {
    const arns = left.splice(0, channels);
    for (const arn of arns) await world.tag(arn, DELETE);
    // The events of some streams arrive. The others are found by the survey.
    if (channels % 2 === 0) await end(world, arns);
  }
  const dependencies = faulty(world.inner, fault);
  const runs = {
    mark: () => [],
    survey: () => [world.survey(dependencies, { shouldRelease: async () => channels % 3 === 0 })],
    cleanup: () => [world.cleanup('apply', dependencies)],
    // Two runs at once without a lease, as if the clock of one were wrong.
    together: () =>
      [dependencies, world.inner].map((each) =>
        world.cleanup('apply', each, { leases: memoryLeaseStore() }),
      ),
  };
  for (const run of await Promise.allSettled<unknown>(runs[step.do]())) {
    const isExpected = fault !== undefined || run.status === 'fulfilled';
    if (!isExpected && !(run.reason instanceof Crash)) throw run.reason;
  }
  world.clock.advance(step.thenMs + (fault?.kind.startsWith('crash') ? 2 * MINUTE : 0));
}

test('in any window, no more channels are deleted without approval than the limit allows', async () => {
  const windowMs = 6 * HOUR;
  await fc.assert(
    fc.asyncProperty(fc.array(stepArb, { minLength: 5, maxLength: 25 }), async (steps) => {
      const world = limited({ maxDeletes: 8, maxShare: 0.1, windowMs });
      const left = await addUnknown(world, 60, {});
      for (const step of steps) await take(world, left, step);
      const times = deleted(world).map(({ at }) => at);
      for (const time of times) {
        const inWindow = times.filter((at) => at > time - windowMs && at <= time);
        expect(inWindow.length).toBeLessThanOrEqual(6);
      }
    }),
    { numRuns: chaosRuns(25) },
  );
});
