import { describe, expect, test } from 'vitest';
import { auditHistories } from '../../../src/reconcile/audit/audit-histories.ts';
import { autopilot, HOUR, MINUTE } from '../../support/autopilot.ts';
import type { IvsDouble, RawEvent } from '../../support/ivs.ts';
import { memoryDetailStore, memoryViewerStore } from '../../support/memory-details.ts';

const DELETE = { 'autopilot:auto-delete': 'true' };
const ON_END = { 'autopilot:rotate-key': 'on-end' };

type World = ReturnType<typeof autopilot>;

/** A stream of which only some events arrive. */
async function streamWith(world: World, arn: string, arriving: string[], ms = MINUTE) {
  world.ivs.connect(arn);
  world.ivs.start(arn);
  world.clock.advance(ms);
  world.ivs.disconnect(arn);
  const events = world.ivs.events.splice(0);
  const name = ({ detail }: RawEvent) => String((detail as Record<string, unknown>).event_name);
  await world.deliver(events.filter((event) => arriving.includes(name(event))));
}

describe('a lost end never leaves a channel behind', () => {
  test.each([
    [['Session Created']],
    [['Stream Start']],
    [['Session Created', 'Stream Start']],
    [[]],
  ])('when only %j arrived', async (arriving) => {
    const world = autopilot();
    const arn = world.ivs.addChannel(DELETE);
    await streamWith(world, arn, arriving);
    world.clock.advance(10 * MINUTE + 1_000);
    expect(await world.survey()).toMatchObject({ foundEnds: 1, marked: { cleanup: 1 } });
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
  });

  test('nor a key that should rotate after it', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel(ON_END);
    await streamWith(world, arn, ['Stream Start']);
    world.clock.advance(10 * MINUTE);
    expect(await world.survey()).toMatchObject({ foundEnds: 1, marked: { rotation: 1 } });
    expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
  });

  test('when markChannel missed it but the sessions have it, IVS is not asked', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel(DELETE);
    await world.stream(arn);
    const { lastEnd, ...rest } = world.record(arn) ?? { channelArn: arn };
    const { cleanupDueAt, rotationDueAt, ...unmarked } = rest;
    expect([lastEnd, cleanupDueAt, rotationDueAt]).not.toContain(undefined);
    world.channels.records.set(arn, unmarked);
    world.clock.advance(HOUR);
    expect(await world.survey()).toMatchObject({ foundEnds: 0, marked: { cleanup: 1 } });
    expect(world.ivs.requests).not.toContain('GetStreamSession');
  });

  test('a session that never went live, and whose end was lost, ends with the look that misses it', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel(DELETE);
    world.ivs.connect(arn);
    await world.deliver();
    world.ivs.disconnect(arn);
    world.ivs.events = [];
    world.clock.advance(4 * MINUTE);
    expect(await world.survey()).toMatchObject({ foundEnds: 0 });
    world.clock.advance(2 * MINUTE);
    expect(await world.survey()).toMatchObject({ foundEnds: 1, marked: { cleanup: 1 } });
  });
});

describe('what it leaves alone', () => {
  test('live channels', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel({ ...DELETE, ...ON_END });
    world.ivs.connect(arn);
    world.ivs.start(arn);
    world.ivs.events = [];
    world.clock.advance(HOUR);
    expect(await world.survey()).toMatchObject({ marked: { cleanup: 0 }, foundEnds: 0 });
    // It is known from now on: should all events be lost, its end is still missed.
    expect(world.record(arn)?.lastStart).toBeDefined();
  });

  test('channels that never streamed, which it asks IVS about once an hour', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel(DELETE);
    for (let i = 0; i < 12; i++) {
      expect(await world.survey()).toMatchObject({ tagged: 1, marked: { cleanup: 0 } });
      world.clock.advance(5 * MINUTE);
    }
    expect(world.ivs.requests.filter((name) => name === 'GetStreamSession')).toHaveLength(1);
    await world.survey();
    expect(world.ivs.requests.filter((name) => name === 'GetStreamSession')).toHaveLength(2);
    await world.cleanup();
    expect(world.ivs.channels.has(arn)).toBe(true);
  });

  test('untagged, protected and unreadable channels, which cost no read', async () => {
    const world = autopilot();
    world.ivs.addChannel({});
    world.ivs.addChannel({ ...DELETE, 'autopilot:protect': 'true' });
    world.ivs.addChannel({ 'autopilot:auto-delete': 'maybe' });
    world.ivs.addChannel({ 'autopilot:rotate-key': 'never' });
    const summary = await world.survey();
    expect(summary).toMatchObject({ channels: 4, tagged: 0, unreadable: 1 });
    expect(world.channels.records.size).toBe(0);
    const warnings = world.lines.filter(({ level }) => level === 'warn');
    expect(warnings).toMatchObject([{ fields: { reasons: [expect.stringContaining('maybe')] } }]);
  });

  test('channels that are marked already: a second survey finds nothing to do', async () => {
    const world = autopilot();
    world.ivs.addChannel({ ...ON_END });
    await streamWith(world, world.ivs.addChannel({ ...DELETE, ...ON_END }), []);
    world.clock.advance(10 * MINUTE);
    await world.survey();
    await world.rotate();
    const before = structuredClone([...world.channels.records.values()]);
    expect(await world.survey()).toMatchObject({ marked: { cleanup: 0, rotation: 0 } });
    expect([...world.channels.records.values()]).toEqual(before);
  });
});

test('a grace that was shortened moves the mark forward', async () => {
  const world = autopilot();
  const arn = world.ivs.addChannel({ 'autopilot:auto-delete': '7d' });
  await world.stream(arn);
  await world.cleanup();
  world.clock.advance(HOUR);
  world.ivs.tag(arn, { 'autopilot:auto-delete': '10m' });
  expect(await world.survey()).toMatchObject({ marked: { cleanup: 1 } });
  expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
});

test('a channel that is tagged after its stream is marked', async () => {
  const world = autopilot();
  const arn = world.ivs.addChannel({});
  await world.stream(arn);
  expect(await world.cleanup()).toMatchObject({ counts: { untagged: 1 } });
  world.clock.advance(HOUR);
  world.ivs.tag(arn, DELETE);
  await world.survey();
  expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
});

test('it goes on where it stopped, and from the beginning if that place is gone', async () => {
  const world = autopilot();
  for (let i = 0; i < 250; i++) world.ivs.addChannel({});
  let pages = 0;
  const ivs: IvsDouble = Object.assign(Object.create(world.ivs), {
    listChannels: async (token?: string) => {
      if (++pages === 3) throw new Error('crash');
      return world.ivs.listChannels(token);
    },
  });
  await expect(world.survey({ ...world.inner, ivs })).rejects.toThrow('crash');
  expect(await world.survey()).toMatchObject({ finished: true, channels: 50 });
  expect(await world.survey()).toMatchObject({ finished: true, channels: 250 });
  await world.cursors.save('channel-survey', '{"token":"expired","channels":9}', world.clock.now());
  expect(await world.survey()).toMatchObject({ finished: true, channels: 250 });
});

test('one channel that fails is counted, and keeps no other from being marked', async () => {
  const world = autopilot();
  const [bad, good] = [world.ivs.addChannel(DELETE), world.ivs.addChannel(DELETE)];
  await streamWith(world, bad, []);
  await streamWith(world, good, []);
  const ivs: IvsDouble = Object.assign(Object.create(world.ivs), {
    getStreamSession: async (arn: string) => {
      if (arn === bad) throw new Error('broken');
      return world.ivs.getStreamSession(arn);
    },
  });
  const summary = await world.survey({ ...world.inner, ivs });
  expect(summary).toMatchObject({ failed: 1, marked: { cleanup: 1 } });
  expect(world.record(good)?.cleanupDueAt).toBeDefined();
});

test('a stream that came and went without an event after an end that is known: its on-end key is replaced once the audit of histories has found it', async () => {
  const world = autopilot();
  const arn = world.ivs.addChannel({ 'autopilot:rotate-key': 'on-end' });
  await world.survey();
  await world.rotate();
  await world.stream(arn);
  const rotations = async () => {
    world.clock.advance(HOUR);
    await world.survey();
    await world.rotate();
    return world.ivs.deeds.filter(({ did }) => did === 'DeleteStreamKey').length;
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
