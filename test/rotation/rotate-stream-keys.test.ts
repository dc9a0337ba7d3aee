import { describe, expect, test } from 'vitest';
import { SnapshotExpiredError } from '../../src/ivs/errors.ts';
import { isoTime } from '../../src/platform/clock.ts';
import type { Mode } from '../../src/settings/mode.ts';
import { autopilot, HOUR, MINUTE } from '../support/autopilot.ts';
import { faulty } from '../support/faults.ts';

const ON_END = { 'autopilot:rotate-key': 'on-end' };
const DAILY = { 'autopilot:rotate-key': '1d' };
const DAY = 24 * HOUR;

type World = ReturnType<typeof autopilot>;
const rotations = (world: World) =>
  world.changes.filter(({ operation: did }) => did === 'DeleteStreamKey').length;

/** The events about keys. Events about sessions are on the same bus. */
const keyEvents = ({ bus }: World) =>
  bus.events.filter(({ detailType }) => detailType.startsWith('Stream Key'));

/** Each request of an operation gets this error of IVS. */
const refuse = ({ simulator }: World, operation: string, error: string, times?: number) =>
  simulator.setFaults({ errors: [{ operation, error, ...(times && { times }) }] });

describe('rotate-key: on-end', () => {
  test('the key is rotated after the stream has ended and its grace has passed', async () => {
    const world = autopilot();
    const arn = await world.createChannel(ON_END);
    await world.tagKey(arn, { team: 'x' });
    const [old] = world.keyArns(arn);
    await world.stream(arn);
    expect(await world.rotate()).toMatchObject({ counts: { 'not-due': 1 } });
    world.clock.advance(5 * MINUTE + 1_000);
    expect(await world.rotate()).toEqual({ outcome: 'done', due: 1, counts: { rotated: 1 } });
    const [key, ...more] = world.keys(arn);
    expect(more).toEqual([]);
    expect(key?.arn).not.toBe(old);
    expect(key?.tags).toEqual({ team: 'x' });
    expect(world.record(arn)).toMatchObject({ key: { arn: key?.arn, created: true } });
    expect(world.record(arn)?.pendingRotation).toBeUndefined();
  });

  test('the new key of a channel gets the tags of the old one, but not its aws: tags', async () => {
    const world = autopilot({ endGraceMs: 0 });
    const arn = await world.createChannel(ON_END);
    await world.tagKey(arn, { team: 'x' });
    const [keyArn = ''] = world.keyArns(arn);
    world.simulator.setSystemTags(keyArn, { 'aws:cloudformation:stack-name': 'shows' });
    await world.stream(arn);
    world.clock.advance(MINUTE);
    expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
    expect(world.keys(arn).map(({ tags }) => tags)).toEqual([{ team: 'x' }]);
  });

  test('DeleteStreamKey follows directly after the final check, which is made after GetStream', async () => {
    const world = autopilot({ endGraceMs: 0 });
    const arn = await world.createChannel(ON_END);
    await world.stream(arn);
    world.clock.advance(MINUTE);
    await world.rotate();
    expect(world.operations().slice(-6)).toEqual([
      ...['ListStreamSessions', 'GetStream'],
      ...['BatchGetChannel', 'GetStreamSession'],
      'DeleteStreamKey',
      'CreateStreamKey',
    ]);
  });

  test('an encoder that reconnects within the grace keeps its key', async () => {
    const world = autopilot();
    const arn = await world.createChannel(ON_END);
    await world.stream(arn);
    world.clock.advance(MINUTE);
    world.goLive(arn);
    await world.deliver();
    world.clock.advance(HOUR);
    await world.rotate();
    expect(rotations(world)).toBe(0);
    world.endStream(arn);
    await world.deliver();
    world.clock.advance(6 * MINUTE);
    await world.rotate();
    expect(rotations(world)).toBe(1);
  });

  test('late and duplicated end events do not rotate the key twice', async () => {
    const world = autopilot({ endGraceMs: 0 });
    const arn = await world.createChannel(ON_END);
    world.goLive(arn);
    world.clock.advance(MINUTE);
    world.endStream(arn);
    const [created, started, ingestEnded, ended] = world.events.splice(0);
    if (!created || !started || !ingestEnded || !ended) throw new Error('events');
    await world.deliver([created, started, ingestEnded]);
    world.clock.advance(2_000);
    await world.rotate();
    expect(rotations(world)).toBe(1);
    const late = { ...ended, time: new Date(world.clock.now() + 5_000).toISOString() };
    world.clock.advance(10_000);
    await world.deliver([late, ended, ingestEnded, created]);
    world.clock.advance(HOUR);
    await world.rotate();
    await world.rotate();
    expect(rotations(world)).toBe(1);
  });

  test('the key is rotated after every stream', async () => {
    const world = autopilot();
    const arn = await world.createChannel(ON_END);
    for (let i = 1; i <= 3; i++) {
      await world.stream(arn);
      world.clock.advance(6 * MINUTE);
      await world.rotate();
      expect(rotations(world)).toBe(i);
    }
  });

  test('a stream that ended before the key was created does not rotate it', async () => {
    const world = autopilot();
    const arn = await world.createChannel({ 'autopilot:rotate-key': '1s' });
    await world.stream(arn);
    world.clock.advance(6 * MINUTE);
    await world.rotate();
    world.clock.advance(2_000);
    expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
    await world.tag(arn, ON_END);
    world.clock.advance(2_000);
    expect(await world.rotate()).toMatchObject({ counts: { 'not-due': 1 } });
    expect(rotations(world)).toBe(1);
  });

  test('a stream that ends while its key is being rotated keeps the channel due', async () => {
    const world = autopilot();
    const arn = await world.createChannel(ON_END);
    await world.stream(arn);
    world.clock.advance(6 * MINUTE);
    const busy = world.withIvs({
      async createStreamKey(send, ...args) {
        const created = await send(...args);
        await world.stream(arn);
        return created;
      },
    });
    expect(await world.rotate('apply', busy)).toMatchObject({ counts: { rotated: 1 } });
    const key = world.keyArns(arn)[0];
    expect(world.record(arn)).toMatchObject({ key: { arn: key, created: true } });
    expect(world.record(arn)?.rotationDueAt).toBe(world.record(arn)?.lastEnd?.at);
    world.clock.advance(6 * MINUTE);
    await world.rotate();
    expect(rotations(world)).toBe(2);
  });

  test('a stream that ended long before the tag was set does not rotate the key', async () => {
    const world = autopilot();
    const arn = await world.createChannel({});
    await world.stream(arn);
    await world.rotate();
    world.clock.advance(2 * HOUR);
    await world.tag(arn, ON_END);
    await world.survey();
    await world.rotate();
    expect(rotations(world)).toBe(0);
    await world.stream(arn);
    world.clock.advance(6 * MINUTE);
    await world.rotate();
    expect(rotations(world)).toBe(1);
  });

  test('a live stream without any event keeps its key', async () => {
    const world = autopilot();
    const arn = await world.createChannel(ON_END);
    await world.stream(arn);
    world.clock.advance(HOUR);
    world.goLive(arn);
    expect(await world.rotate()).toMatchObject({ counts: { live: 1 } });
    expect(rotations(world)).toBe(0);
    expect(world.record(arn)?.pendingRotation).toBeUndefined();
  });
});

describe('rotate-key: an age', () => {
  test('the age counts from when the key was first seen, and after a rotation from its creation', async () => {
    const world = autopilot();
    const arn = await world.createChannel(DAILY);
    await world.survey();
    expect(await world.rotate()).toMatchObject({ counts: { 'not-due': 1 } });
    world.clock.advance(DAY - 1);
    await world.rotate();
    expect(rotations(world)).toBe(0);
    world.clock.advance(1);
    expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
    world.clock.advance(DAY);
    expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
    expect(world.keyArns(arn)).toHaveLength(1);
  });

  test('the key of a live channel is overdue until the stream ends: each check counts it, the audit log has it once', async () => {
    const world = autopilot();
    const arn = await world.createChannel(DAILY);
    await world.survey();
    await world.rotate();
    world.goLive(arn);
    await world.deliver();
    world.clock.advance(DAY);
    const checkThreeTimes = async () => {
      for (let i = 0; i < 3; i++) {
        await world.rotate();
        world.clock.advance(5 * MINUTE);
      }
    };
    await checkThreeTimes();
    expect(world.counts).toMatchObject({ StreamKeyOverdue: 3 });
    expect(world.counts.StreamKeyLongOverdue).toBeUndefined();
    world.clock.advance(DAY);
    await checkThreeTimes();
    expect(world.counts).toMatchObject({ StreamKeyOverdue: 6, StreamKeyLongOverdue: 3 });
    expect(rotations(world)).toBe(0);
    expect(world.audit.entries.map(({ reason }) => reason)).toEqual(['end-unknown', 'overdue']);
    expect(world.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    world.endStream(arn);
    await world.deliver();
    await world.rotate();
    world.clock.advance(5 * MINUTE + 1_000);
    expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
    world.clock.advance(HOUR);
    await world.rotate();
    expect(world.counts).toMatchObject({ StreamKeyOverdue: 6 });
  });

  test('a session that was created recently counts as live', async () => {
    const world = autopilot();
    const arn = await world.createChannel(DAILY);
    await world.survey();
    await world.rotate();
    world.clock.advance(DAY);
    world.connect(arn);
    await world.deliver();
    expect(await world.rotate()).toMatchObject({ counts: { settling: 1 } });
    expect(rotations(world)).toBe(0);
    world.endStream(arn);
    await world.deliver();
    world.clock.advance(5 * MINUTE + 1_000);
    expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
  });

  test('the age of a key that somebody else created counts from when it was first seen', async () => {
    const world = autopilot();
    const arn = await world.createChannel({ 'autopilot:rotate-key': '30d' });
    await world.survey();
    await world.rotate();
    world.clock.advance(29 * DAY);
    await world.deleteKey(arn);
    await world.addKey(arn);
    await world.rotate();
    world.clock.advance(5 * DAY);
    await world.rotate();
    expect(world.changes).toEqual([]);
  });
});

const keptKeys: [string, Record<string, string>, string][] = [
  ['no tag', {}, 'untagged'],
  ['rotate-key: never', { 'autopilot:rotate-key': 'never' }, 'never'],
  ['protect: true', { ...ON_END, 'autopilot:protect': 'true' }, 'protected'],
  ['unreadable rotate-key', { 'autopilot:rotate-key': 'weekly' }, 'tag-unreadable'],
  ['unreadable protect', { ...ON_END, 'autopilot:protect': '1' }, 'tag-unreadable'],
];
test.each(keptKeys)(
  '%s: the key stays, and the channel is no longer due',
  async (_name, tags, reason) => {
    const world = autopilot();
    const arn = await world.createChannel(tags);
    await world.stream(arn);
    world.clock.advance(HOUR);
    expect(await world.rotate()).toMatchObject({ counts: { [reason]: 1 } });
    expect(world.changes).toEqual([]);
    expect(world.operations()).not.toContain('ListStreamKeys');
    expect(world.record(arn)?.rotationDueAt).toBeUndefined();
  },
);

test.each([
  ['on-end', 1],
  ['1d', 1],
  ['never', 0],
  ['sometimes', 0],
])(
  'a channel without a key and with rotate-key: %s has %i keys after the run',
  async (value, keys) => {
    const world = autopilot();
    const arn = await world.createChannel({ 'autopilot:rotate-key': value });
    await world.deleteKey(arn);
    await world.survey();
    await world.rotate();
    expect(world.keyArns(arn)).toHaveLength(keys);
  },
);

describe('an interrupted rotation', () => {
  const dueChannel = async () => {
    const world = autopilot({ endGraceMs: 0 });
    const arn = await world.createChannel(ON_END);
    await world.tagKey(arn, { team: 'x' });
    await world.stream(arn);
    world.clock.advance(MINUTE);
    return { world, arn, old: String(world.keyArns(arn)[0]) };
  };

  test('interrupted before the deletion: the next run starts again', async () => {
    const { world, arn } = await dueChannel();
    refuse(world, 'DeleteStreamKey', 'InternalServerException');
    expect(await world.rotate()).toMatchObject({ counts: { failed: 1 } });
    expect(world.record(arn)?.pendingRotation).toBeDefined();
    world.simulator.setFaults({});
    world.clock.advance(5 * MINUTE);
    expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
    expect(rotations(world)).toBe(1);
  });

  test('interrupted between deletion and creation: the next run creates a key with the old tags', async () => {
    const { world, arn } = await dueChannel();
    refuse(world, 'CreateStreamKey', 'PendingVerification');
    await world.rotate();
    world.simulator.setFaults({});
    expect(world.keyArns(arn)).toEqual([]);
    world.clock.advance(5 * MINUTE);
    expect(await world.rotate()).toMatchObject({ counts: { created: 1 } });
    expect(world.keys(arn).map(({ tags }) => tags)).toEqual([{ team: 'x' }]);
    expect(world.record(arn)).toMatchObject({ handledEnd: world.record(arn)?.lastEnd });
    expect(world.record(arn)?.pendingRotation).toBeUndefined();
  });

  test('interrupted between deletion and creation: the run of the next minute creates the key', async () => {
    const { world, arn } = await dueChannel();
    refuse(world, 'CreateStreamKey', 'InternalServerException');
    expect(await world.rotate()).toMatchObject({ counts: { failed: 1 } });
    world.simulator.setFaults({});
    expect(world.keyArns(arn)).toEqual([]);
    world.clock.advance(MINUTE);
    expect(await world.rotate()).toMatchObject({ counts: { created: 1 } });
    expect(world.keyArns(arn)).toHaveLength(1);
  });

  test('interrupted before the new key is recorded: the next run records it', async () => {
    const { world, arn } = await dueChannel();
    const channels = {
      ...world.channels,
      update: async (...args: Parameters<typeof world.channels.update>) => {
        if (args[1].handledEnd) throw new Error('the table is unavailable');
        return world.channels.update(...args);
      },
    };
    await world.rotate('apply', { ...world.inner, channels });
    const [created] = world.keyArns(arn);
    expect(world.record(arn)?.pendingRotation).toBeDefined();
    world.clock.advance(5 * MINUTE);
    expect(await world.rotate()).toMatchObject({ counts: { adopted: 1 } });
    expect(world.record(arn)?.key).toMatchObject({ arn: created, created: true });
    world.clock.advance(HOUR);
    await world.rotate();
    expect(rotations(world)).toBe(1);
  });

  test('interrupted before a key that was missing is recorded: the next run hands it over', async () => {
    const world = autopilot({ endGraceMs: 0 });
    const arn = await world.createChannel(ON_END);
    await world.stream(arn);
    await world.deleteKey(arn);
    world.clock.advance(MINUTE);
    const channels = {
      ...world.channels,
      update: async (...args: Parameters<typeof world.channels.update>) => {
        if (args[1].pendingAnnouncement) throw new Error('the table is unavailable');
        return world.channels.update(...args);
      },
    };
    await world.rotate('apply', { ...world.inner, channels });
    const [created] = world.keyArns(arn);
    expect(created).toBeDefined();
    expect(keyEvents(world)).toEqual([]);
    world.clock.advance(5 * MINUTE);
    expect(await world.rotate()).toMatchObject({ counts: { adopted: 1 } });
    expect(keyEvents(world)).toMatchObject([{ detail: { streamKeyArn: created } }]);
    expect(world.record(arn)?.key).toMatchObject({ arn: created, created: true });
    expect(world.record(arn)?.pendingRotation).toBeUndefined();
  });

  test('a creation that was interrupted is given up if the tag is removed', async () => {
    const world = autopilot({ endGraceMs: 0 });
    const arn = await world.createChannel(ON_END);
    await world.stream(arn);
    await world.deleteKey(arn);
    world.clock.advance(MINUTE);
    refuse(world, 'CreateStreamKey', 'PendingVerification');
    await world.rotate();
    expect(world.record(arn)?.pendingRotation).toBeDefined();
    world.simulator.setFaults({});
    await world.tag(arn, { 'autopilot:rotate-key': undefined });
    world.clock.advance(5 * MINUTE);
    await world.rotate();
    expect(world.keyArns(arn)).toEqual([]);
    expect(world.record(arn)?.pendingRotation).toBeUndefined();
  });

  test.each<[string, Record<string, string | undefined>, Mode]>([
    ['the mode is set to off', {}, 'off'],
    ['the mode is set to plan', {}, 'plan'],
    ['the tag is removed', { 'autopilot:rotate-key': undefined }, 'apply'],
    ['the tag is set to never', { 'autopilot:rotate-key': 'never' }, 'apply'],
    ['the tag is set to an unreadable value', { 'autopilot:rotate-key': 'sometimes' }, 'apply'],
    ['the channel gets the protect tag', { 'autopilot:protect': 'true' }, 'apply'],
    [
      'the channel gets the protect tag and the mode is set to off',
      { 'autopilot:protect': 'true' },
      'off',
    ],
  ])(
    'interrupted between deletion and creation, then %s: the next run still creates the key',
    async (_, tags, mode) => {
      const { world, arn, old } = await dueChannel();
      refuse(world, 'CreateStreamKey', 'PendingVerification');
      await world.rotate();
      world.simulator.setFaults({});
      expect(world.keyArns(arn)).toEqual([]);
      await world.tag(arn, tags);
      world.clock.advance(MINUTE);
      expect(await world.rotate(mode)).toMatchObject({ counts: { created: 1 } });
      expect(world.keys(arn).map(({ tags }) => tags)).toEqual([{ team: 'x' }]);
      expect(keyEvents(world)).toMatchObject([
        { detail: { oldStreamKeyArn: old, streamKeyArn: world.keyArns(arn)[0] } },
      ]);
      expect(world.record(arn)).not.toHaveProperty('pendingRotation');
      world.clock.advance(25 * HOUR);
      await world.rotate(mode);
      expect(world.changes).toHaveLength(2);
    },
  );

  test('a CreateStreamKey whose response was lost is found by ListStreamKeys, not repeated', async () => {
    const { world, arn } = await dueChannel();
    world.simulator.setFaults({ cut: { CreateStreamKey: 1 } });
    expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
    expect(world.requested('CreateStreamKey')).toBe(1);
    expect(world.record(arn)?.key?.arn).toBe(world.keyArns(arn)[0]);
  });

  /** An hour after a rotation was interrupted, somebody has deleted the channel's key by hand. */
  const laterWithoutKey = async () => {
    const channel = await dueChannel();
    const { world, arn } = channel;
    refuse(world, 'DeleteStreamKey', 'InternalServerException');
    await world.rotate();
    world.simulator.setFaults({});
    await world.deleteKey(arn);
    world.clock.advance(HOUR);
    return { ...channel, deletedAt: world.clock.now() };
  };

  test('the age of a key counts from when it was created, also if the response was lost', async () => {
    const { world, arn, deletedAt } = await laterWithoutKey();
    world.simulator.setFaults({ cut: { CreateStreamKey: 1 } });
    expect(await world.rotate()).toMatchObject({ counts: { created: 1 } });
    expect(Date.parse(world.record(arn)?.key?.since ?? '')).toBeGreaterThanOrEqual(deletedAt);
  });

  test('the age of an adopted key counts from the run that created it, not from the first run of the rotation', async () => {
    const { world, arn, deletedAt } = await laterWithoutKey();
    const channels = {
      ...world.channels,
      update: async (...args: Parameters<typeof world.channels.update>) => {
        if (args[1].pendingAnnouncement) throw new Error('the table is unavailable');
        return world.channels.update(...args);
      },
    };
    await world.rotate('apply', { ...world.inner, channels });
    world.clock.advance(5 * MINUTE);
    expect(await world.rotate()).toMatchObject({ counts: { adopted: 1 } });
    const since = Date.parse(world.record(arn)?.key?.since ?? '');
    expect(since).toBeGreaterThanOrEqual(deletedAt);
    expect(since).toBeLessThan(deletedAt + MINUTE);
  });

  test('the age of a key counts from its creation if the response was lost after a long wait in the same run', async () => {
    const { world, arn } = await dueChannel();
    let createdAt = Number.POSITIVE_INFINITY;
    const slowly = world.withIvs({
      createStreamKey: async (send, ...args) => {
        world.clock.advance(20_000);
        createdAt = world.clock.now();
        return send(...args);
      },
    });
    world.simulator.setFaults({ cut: { CreateStreamKey: 1 } });
    expect(await world.rotate('apply', slowly)).toMatchObject({ counts: { rotated: 1 } });
    expect(Date.parse(world.record(arn)?.key?.since ?? '')).toBeGreaterThanOrEqual(createdAt);
  });

  test('a CreateStreamKey that created no key is tried again in the same run', async () => {
    const { world, arn } = await dueChannel();
    refuse(world, 'CreateStreamKey', 'InternalServerException', 2);
    expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
    expect(world.keyArns(arn)).toHaveLength(1);
  });
});

test('mode plan reports the rotation once and changes nothing; mode apply then rotates the key', async () => {
  const world = autopilot({ endGraceMs: 0 });
  const arn = await world.createChannel(ON_END);
  await world.stream(arn);
  world.clock.advance(MINUTE);
  for (let i = 0; i < 3; i++)
    expect(await world.rotate('plan')).toMatchObject({ counts: { planned: 1 } });
  expect(world.changes).toEqual([]);
  expect(world.audit.entries).toMatchObject([{ outcome: 'planned', reason: 'stream-ended' }]);
  expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
  expect(world.keyArns(arn)).toHaveLength(1);
});

test('mode off makes no IVS request; the survey in another mode makes the channel due again', async () => {
  const world = autopilot({ endGraceMs: 0 });
  const arn = await world.createChannel(ON_END);
  await world.stream(arn);
  world.clock.advance(MINUTE);
  world.requests.length = 0;
  expect(await world.rotate('off')).toEqual({ outcome: 'off', due: 0, counts: {} });
  expect(await world.channels.listDue('rotation', isoTime(world.clock.now()))).toEqual({
    channelArns: [],
  });
  expect(world.operations()).toEqual([]);
  await world.survey(undefined, { rotationOff: true });
  expect(await world.rotate()).toMatchObject({ due: 0 });
  await world.survey();
  expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
});

test('two runs that rotate one channel at the same time, without a lease, create and announce one key', async () => {
  for (let calls = 0; calls < 40; calls++) {
    const world = autopilot({ endGraceMs: 0 });
    const arn = await world.createChannel(ON_END);
    await world.stream(arn);
    world.clock.advance(MINUTE);
    let call = 0;
    const between = faulty(world.inner, undefined, async () => {
      if (call++ !== calls) return;
      world.leases.clear();
      await world.rotate();
    });
    await world.rotate('apply', between);
    expect(rotations(world), `second run before call ${calls}`).toBe(1);
    expect(world.keyArns(arn)).toHaveLength(1);
    await world.rotate();
    const eventIds = new Set(keyEvents(world).map(({ detail }) => detail.id));
    expect(eventIds.size).toBe(1);
    expect(world.record(arn)?.key?.arn).toBe(world.keyArns(arn)[0]);
  }
});

test('a deletion that would start too long after the snapshot is left to the next run', async () => {
  const world = autopilot({ endGraceMs: 0 });
  const arn = await world.createChannel(ON_END);
  await world.stream(arn);
  world.clock.advance(MINUTE);
  const late = async () => Promise.reject(new SnapshotExpiredError('DeleteStreamKey'));
  const throttled = world.withIvs({ deleteStreamKey: late });
  expect(await world.rotate('apply', throttled)).toMatchObject({ counts: { throttled: 1 } });
  expect(world.audit.entries).toMatchObject([{ outcome: 'failed' }]);
  expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
});

test('the old key is not deleted if too little time is left to create the next one', async () => {
  const world = autopilot({ endGraceMs: 0 });
  const arn = await world.createChannel(ON_END);
  await world.stream(arn);
  world.clock.advance(MINUTE);
  const [old] = world.keyArns(arn);
  const slow = world.withIvs({
    async getStream(send, channelArn) {
      world.clock.advance(52_000);
      return send(channelArn);
    },
    async deleteStreamKey(send, ...args) {
      world.clock.advance(3_000);
      return send(...args);
    },
  });
  expect(await world.rotate('apply', slow)).toMatchObject({ outcome: 'partial' });
  expect(world.keyArns(arn)).toEqual([old]);
  expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
});

test('a start that is recorded during the last IVS request keeps the key', async () => {
  const world = autopilot({ endGraceMs: 0 });
  const arn = await world.createChannel(ON_END);
  await world.stream(arn);
  world.clock.advance(MINUTE);
  const keys = world.keyArns(arn);
  const eventful = world.withIvs({
    async getStreamSession(send, ...args) {
      const session = await send(...args);
      world.connect(arn);
      await world.deliver();
      return session;
    },
  });
  expect(await world.rotate('apply', eventful)).toMatchObject({ counts: { 'not-due': 1 } });
  await world.rotate();
  expect(world.keyArns(arn)).toEqual(keys);
  expect(world.record(arn)?.pendingRotation).toBeUndefined();
});

test('the audit records name the old and the new key', async () => {
  const world = autopilot({ endGraceMs: 0 });
  const arn = await world.createChannel(ON_END);
  const [old] = world.keyArns(arn);
  const streamId = await world.stream(arn);
  world.clock.advance(MINUTE);
  await world.rotate();
  const [keyArn] = world.keyArns(arn);
  expect(world.audit.entries).toMatchObject([
    {
      ...{ action: 'rotate-key', outcome: 'done', reason: 'stream-ended' },
      evidence: { oldKeyArn: old, tags: ON_END, lastEnd: { streamId } },
      result: { keyArn },
    },
    { action: 'hand-over', outcome: 'done', evidence: { oldKeyArn: old, keyArn } },
  ]);
});

test.each<[string, (world: World, arn: string) => Promise<unknown>, string]>([
  ['a channel with several keys', (world, arn) => world.addKey(arn), 'several-keys'],
  [
    'a channel whose key is protected',
    (world, arn) => world.tagKey(arn, { 'autopilot:protect': 'true' }),
    'protected',
  ],
])(
  '%s is checked every 50 minutes, not by each survey, and has one audit record',
  async (_name, prepare, reason) => {
    const world = autopilot({ endGraceMs: 0 });
    const arn = await world.createChannel({ 'autopilot:rotate-key': '1m' });
    await prepare(world, arn);
    await world.stream(arn);
    world.requests.length = 0;
    for (let minutes = 0; minutes < 120; minutes += 5) {
      await world.survey();
      await world.rotate();
      world.clock.advance(5 * MINUTE);
    }
    expect(world.requested('ListStreamKeys')).toBe(3);
    expect(world.audit.entries).toMatchObject([{ outcome: 'kept', reason }]);
  },
);

test('no key of a channel with several keys is deleted', async () => {
  const world = autopilot({ endGraceMs: 0 });
  const arn = await world.createChannel(ON_END);
  await world.addKey(arn);
  await world.stream(arn);
  world.clock.advance(MINUTE);
  expect(await world.rotate()).toMatchObject({ counts: { 'several-keys': 1 } });
  expect(world.changes).toEqual([]);
});

describe('a channel without a key', () => {
  /** Somebody has deleted the key. @param seen whether a run had seen it before */
  const withoutKey = async (seen: boolean) => {
    const world = autopilot();
    const arn = await world.createChannel(DAILY);
    await world.survey();
    if (seen) await world.rotate();
    await world.deleteKey(arn);
    world.clock.advance(25 * HOUR);
    return { world, arn };
  };
  /** The run ends just after it has created the key. */
  const createAndEnd = async (world: World) => {
    const channels = {
      ...world.channels,
      update: async (...args: Parameters<typeof world.channels.update>) => {
        if (args[1].pendingAnnouncement) throw new Error('the instance has ended');
        return world.channels.update(...args);
      },
    };
    await world.rotate('apply', { ...world.inner, channels });
  };

  test.each([true, false])(
    'gets one whose hand-over a later run completes, also if the channel is protected by then (key seen before: %s)',
    async (seen) => {
      const { world, arn } = await withoutKey(seen);
      await createAndEnd(world);
      const [created] = world.keyArns(arn);
      expect(created).toBeDefined();
      expect(keyEvents(world)).toEqual([]);
      await world.tag(arn, { 'autopilot:protect': 'true' });
      world.clock.advance(5 * MINUTE);
      expect(await world.rotate()).toMatchObject({ counts: { adopted: 1 } });
      expect(keyEvents(world)).toMatchObject([
        { detail: { streamKeyArn: created, reason: 'no-key' } },
      ]);
      expect(keyEvents(world)[0]?.detail).not.toHaveProperty('oldStreamKeyArn');
      expect(world.record(arn)).not.toHaveProperty('pendingRotation');
    },
  );

  test('gets none if it is protected before the run that was interrupted could create it', async () => {
    const { world, arn } = await withoutKey(true);
    refuse(world, 'CreateStreamKey', 'PendingVerification');
    await world.rotate();
    world.simulator.setFaults({});
    await world.tag(arn, { 'autopilot:protect': 'true' });
    world.clock.advance(5 * MINUTE);
    expect(await world.rotate()).toMatchObject({ counts: { protected: 1 } });
    expect(world.keyArns(arn)).toEqual([]);
    expect(world.record(arn)).not.toHaveProperty('pendingRotation');
  });
});

test('a key that has the protect tag itself, and that somebody deletes, is replaced within an hour', async () => {
  const world = autopilot({ endGraceMs: 0 });
  const arn = await world.createChannel(DAILY);
  await world.tagKey(arn, { 'autopilot:protect': 'true' });
  await world.survey();
  await world.rotate();
  world.clock.advance(MINUTE);
  await world.deleteKey(arn);
  for (let minute = 0; minute < 55; minute++) {
    await world.rotate();
    world.clock.advance(MINUTE);
  }
  expect(world.keyArns(arn)).toHaveLength(1);
});

test('a key that has the protect tag itself stays', async () => {
  const world = autopilot({ endGraceMs: 0 });
  const arn = await world.createChannel(ON_END);
  await world.tagKey(arn, { 'autopilot:protect': 'true' });
  await world.stream(arn);
  world.clock.advance(MINUTE);
  expect(await world.rotate()).toMatchObject({ counts: { protected: 1 } });
  expect(world.changes).toEqual([]);
});

test('after a stream without any event, the key stays until the grace has passed', async () => {
  const world = autopilot();
  const arn = await world.createChannel(DAILY);
  await world.survey();
  await world.rotate();
  world.clock.advance(DAY);
  world.goLive(arn);
  world.clock.advance(MINUTE);
  world.endStream(arn);
  world.loseEvents();
  expect(await world.rotate()).toMatchObject({ counts: { 'not-due': 1 } });
  world.clock.advance(5 * MINUTE + 1_000);
  expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
});
