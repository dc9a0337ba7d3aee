import { describe, expect, test } from 'vitest';
import { auditHistories } from '../../../src/reconcile/audit/audit-histories.ts';
import { autopilot, HOUR, MINUTE } from '../../support/autopilot.ts';
import { memoryDetailStore, memoryViewerStore } from '../../support/memory-details.ts';

const DELETE = { 'autopilot:auto-delete': 'true' };
const ON_END = { 'autopilot:rotate-key': 'on-end' };

type World = ReturnType<typeof autopilot>;

/** A stream of which only some events are delivered. */
async function streamWith(world: World, arn: string, delivered: string[], ms = MINUTE) {
  world.goLive(arn);
  world.clock.advance(ms);
  world.endStream(arn);
  const events = world.events.splice(0);
  await world.deliver(events.filter(({ detail }) => delivered.includes(String(detail.event_name))));
}

describe('the survey finds an end that was lost', () => {
  test.each([
    [['Session Created']],
    [['Stream Start']],
    [['Session Created', 'Stream Start']],
    [[]],
  ])('a lost end is found if only the events %j were delivered', async (delivered) => {
    const world = autopilot();
    const arn = await world.createChannel(DELETE);
    await streamWith(world, arn, delivered);
    world.clock.advance(10 * MINUTE + 1_000);
    expect(await world.survey()).toMatchObject({ foundEnds: 1, marked: { cleanup: 1 } });
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
  });

  test('a lost end is found for a key that should be rotated after the stream', async () => {
    const world = autopilot();
    const arn = await world.createChannel(ON_END);
    await streamWith(world, arn, ['Stream Start']);
    world.clock.advance(10 * MINUTE);
    expect(await world.survey()).toMatchObject({ foundEnds: 1, marked: { rotation: 1 } });
    expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
  });

  test('an end that markChannel missed is taken from the session, without a request to IVS', async () => {
    const world = autopilot();
    const arn = await world.createChannel(DELETE);
    await world.stream(arn);
    const { lastEnd, ...rest } = world.record(arn) ?? { channelArn: arn };
    const { cleanupDueAt, rotationDueAt, ...unmarked } = rest;
    expect([lastEnd, cleanupDueAt, rotationDueAt]).not.toContain(undefined);
    world.channels.records.set(arn, unmarked);
    world.clock.advance(HOUR);
    expect(await world.survey()).toMatchObject({ foundEnds: 0, marked: { cleanup: 1 } });
    expect(world.operations()).not.toContain('GetStreamSession');
  });

  describe.each(['endTime', 'untimed', 'hidden'] as const)(
    'with unstartedSessions: %s,',
    (unstartedSessions) => {
      test('a session that never went live ends once it can no longer be starting', async () => {
        const world = autopilot({ ivs: { unstartedSessions } });
        const arn = await world.createChannel(DELETE);
        world.connect(arn);
        await world.deliver();
        world.endStream(arn);
        world.loseEvents();
        world.clock.advance(4 * MINUTE);
        expect(await world.survey()).toMatchObject({ foundEnds: 0 });
        world.clock.advance(2 * MINUTE);
        expect(await world.survey()).toMatchObject({ foundEnds: 1, marked: { cleanup: 1 } });
      });

      test('a stream is found whose channel has had such a session since, and no event of either', async () => {
        const world = autopilot({ ivs: { unstartedSessions } });
        const arn = await world.createChannel(DELETE);
        await streamWith(world, arn, []);
        world.connect(arn);
        world.endStream(arn);
        world.loseEvents();
        world.clock.advance(11 * MINUTE);
        expect(await world.survey()).toMatchObject({ foundEnds: 1, marked: { cleanup: 1 } });
        for (let minutes = 0; minutes < 3; minutes++) await world.cleanup();
        expect(world.exists(arn)).toBe(false);
      });
    },
  );
});

describe('the survey leaves alone', () => {
  test('a live channel is not marked', async () => {
    const world = autopilot();
    const arn = await world.createChannel({ ...DELETE, ...ON_END });
    world.goLive(arn);
    world.loseEvents();
    world.clock.advance(HOUR);
    expect(await world.survey()).toMatchObject({ marked: { cleanup: 0 }, foundEnds: 0 });
    // The start is recorded now. So the end is found even if all events are lost.
    expect(world.record(arn)?.lastStart).toBeDefined();
  });

  test('a channel that never streamed is not marked, and its sessions are requested about once an hour', async () => {
    const world = autopilot();
    const arn = await world.createChannel(DELETE);
    for (let i = 0; i < 12; i++) {
      expect(await world.survey()).toMatchObject({ tagged: 1, marked: { cleanup: 0 } });
      world.clock.advance(5 * MINUTE);
    }
    expect(world.requested('GetStreamSession')).toBe(1);
    await world.survey();
    expect(world.requested('GetStreamSession')).toBe(2);
    await world.cleanup();
    expect(world.exists(arn)).toBe(true);
  });

  test('untagged, protected and unreadable channels are not marked and not read', async () => {
    const world = autopilot();
    await world.createChannel({});
    await world.createChannel({ ...DELETE, 'autopilot:protect': 'true' });
    await world.createChannel({ 'autopilot:auto-delete': 'maybe' });
    await world.createChannel({ 'autopilot:rotate-key': 'never' });
    const summary = await world.survey();
    expect(summary).toMatchObject({ channels: 4, tagged: 0, unreadable: 1 });
    expect(world.channels.records.size).toBe(0);
    const warnings = world.lines.filter(({ level }) => level === 'warn');
    expect(warnings).toMatchObject([{ fields: { reasons: [expect.stringContaining('maybe')] } }]);
  });

  test('channels that are marked already are not changed by a second survey', async () => {
    const world = autopilot();
    await world.createChannel({ ...ON_END });
    await streamWith(world, await world.createChannel({ ...DELETE, ...ON_END }), []);
    world.clock.advance(10 * MINUTE);
    await world.survey();
    await world.rotate();
    const before = structuredClone([...world.channels.records.values()]);
    expect(await world.survey()).toMatchObject({ marked: { cleanup: 0, rotation: 0 } });
    expect([...world.channels.records.values()]).toEqual(before);
  });
});

test('the record of a tagged channel does not expire during a long grace period', async () => {
  const world = autopilot();
  const arn = await world.createChannel({ 'autopilot:auto-delete': '3000d' });
  await world.stream(arn);
  await world.cleanup();
  const [record = { channelArn: arn }] = await world.channels.get([arn]);
  const updates: string[] = [];
  const channels = {
    ...world.channels,
    update: async (...args: Parameters<typeof world.channels.update>) => {
      updates.push(args[0].channelArn);
      return world.channels.update(...args);
    },
  };
  const surveyWith = async (days: number) => {
    const expiresAt = world.clock.now() / 1_000 + days * 86_400;
    world.channels.records.set(arn, { ...record, expiresAt });
    updates.length = 0;
    await world.survey({ ...world.inner, channels });
    return updates;
  };
  expect(await surveyWith(201)).toEqual([]);
  expect(await surveyWith(199)).toEqual([arn]);
});

test('a shorter grace period moves the mark to an earlier time', async () => {
  const world = autopilot();
  const arn = await world.createChannel({ 'autopilot:auto-delete': '7d' });
  await world.stream(arn);
  await world.cleanup();
  world.clock.advance(HOUR);
  await world.tag(arn, { 'autopilot:auto-delete': '10m' });
  expect(await world.survey()).toMatchObject({ marked: { cleanup: 1 } });
  expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
});

test('the survey marks a channel that was tagged after its stream', async () => {
  const world = autopilot();
  const arn = await world.createChannel({});
  await world.stream(arn);
  expect(await world.cleanup()).toMatchObject({ counts: { untagged: 1 } });
  world.clock.advance(HOUR);
  await world.tag(arn, DELETE);
  await world.survey();
  expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
});

test('a survey continues where it stopped, or at the first page if IVS no longer accepts the page token', async () => {
  const world = autopilot();
  await world.createChannels(250, {});
  let pages = 0;
  const dependencies = world.withIvs({
    async listChannels(send, token) {
      if (++pages === 3) throw new Error('crash');
      return send(token);
    },
  });
  await expect(world.survey(dependencies)).rejects.toThrow('crash');
  expect(await world.survey()).toMatchObject({ finished: true, channels: 50 });
  expect(await world.survey()).toMatchObject({ finished: true, channels: 250 });
  await world.cursors.save('channel-survey', '{"token":"expired","channels":9}', world.clock.now());
  expect(await world.survey()).toMatchObject({ finished: true, channels: 250 });
});

test('a survey lists the channels once, also if it has to mark some', async () => {
  const world = autopilot();
  await streamWith(world, await world.createChannel(DELETE), []);
  world.clock.advance(11 * MINUTE);
  expect(await world.survey()).toMatchObject({ finished: true, marked: { cleanup: 1 } });
  expect(world.requested('ListChannels')).toBe(1);
});

test('a survey that must release the lease while it marks continues in the next run', async () => {
  const world = autopilot();
  await world.createChannels(150, DELETE);
  const answers = [false, true];
  const shouldRelease = async () => answers.shift() ?? false;
  expect(await world.survey(undefined, { shouldRelease })).toMatchObject({ finished: false });
  expect(world.requested('GetStreamSession')).toBe(100);
  expect(answers).toEqual([]);
  expect(await world.survey()).toMatchObject({ finished: true });
  expect(world.requested('GetStreamSession')).toBe(150);
});

test('a survey reads all pages again if there is something to do for more than 1,000 channels', async () => {
  const world = autopilot();
  await world.createChannels(1_001, DELETE);
  expect(await world.survey()).toMatchObject({ finished: true, channels: 1_001 });
  expect(world.requested('ListChannels')).toBe(22);
  expect(world.requested('GetStreamSession')).toBe(1_001);
});

test('a failure for one channel is counted, and does not prevent the marks of others', async () => {
  const world = autopilot();
  const [bad, good] = [await world.createChannel(DELETE), await world.createChannel(DELETE)];
  await streamWith(world, bad, []);
  await streamWith(world, good, []);
  const error = 'ValidationException';
  world.simulator.setFaults({ errors: [{ operation: 'GetStreamSession', error, resource: bad }] });
  const summary = await world.survey();
  expect(summary).toMatchObject({ failed: 1, marked: { cleanup: 1 } });
  expect(world.record(good)?.cleanupDueAt).toBeDefined();
});

test('an on-end key is rotated after a stream without any events, once the audit has found the stream', async () => {
  const world = autopilot();
  const arn = await world.createChannel({ 'autopilot:rotate-key': 'on-end' });
  await world.survey();
  await world.rotate();
  await world.stream(arn);
  const rotations = async () => {
    world.clock.advance(HOUR);
    await world.survey();
    await world.rotate();
    return world.changes.filter(({ operation: did }) => did === 'DeleteStreamKey').length;
  };
  expect(await rotations()).toBe(1);
  await streamWith(world, arn, []);
  expect(await rotations()).toBe(1);
  const auditing = {
    ...{ ...world, store: world.sessions, details: memoryDetailStore() },
    ...{ viewers: memoryViewerStore(), lease: { shouldRelease: async () => false } },
    ...{ retentionDays: 90, auditIntervalMs: 24 * HOUR },
  };
  expect(await auditHistories(auditing, false)).toMatchObject({ found: 1 });
  expect(await rotations()).toBe(2);
  expect(await rotations()).toBe(2);
});
