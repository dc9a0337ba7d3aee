import { describe, expect, test } from 'vitest';
import type { CreatedKey } from '../../src/ivs/api.ts';
import { SnapshotExpiredError } from '../../src/ivs/errors.ts';
import { isoTime } from '../../src/platform/clock.ts';
import { OutOfTimeError } from '../../src/platform/errors.ts';
import type { Mode } from '../../src/settings/mode.ts';
import { autopilot, HOUR, MINUTE } from '../support/autopilot.ts';
import { faulty } from '../support/faults.ts';
import { type IvsDouble, refusal } from '../support/ivs.ts';
import { rawEvent } from '../support/ivs-events.ts';

const ON_END = { 'autopilot:rotate-key': 'on-end' };
const DAILY = { 'autopilot:rotate-key': '1d' };
const DAY = 24 * HOUR;

type World = ReturnType<typeof autopilot>;
const rotations = (world: World) =>
  world.ivs.deeds.filter(({ did }) => did === 'DeleteStreamKey').length;

/** What was told of keys; sessions are told of on the same bus. */
const keyEvents = ({ bus }: World) =>
  bus.events.filter(({ detailType }) => detailType.startsWith('Stream Key'));

/** The same world with some of its IVS replaced. */
function withIvs(world: World, replaced: Partial<IvsDouble>) {
  return { ...world.inner, ivs: Object.assign(Object.create(world.ivs), replaced) as IvsDouble };
}

describe('on-end', () => {
  test('the key is replaced once the stream has ended and its grace has passed', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel(ON_END, { team: 'x' });
    const [old] = world.ivs.keyArns(arn);
    await world.stream(arn);
    expect(await world.rotate()).toMatchObject({ counts: { 'not-due': 1 } });
    world.clock.advance(5 * MINUTE + 1_000);
    expect(await world.rotate()).toEqual({ outcome: 'done', due: 1, counts: { rotated: 1 } });
    const [key, ...more] = world.ivs.channels.get(arn)?.keys ?? [];
    expect(more).toEqual([]);
    expect(key?.arn).not.toBe(old);
    expect(key?.tags).toEqual({ team: 'x' });
    expect(world.record(arn)).toMatchObject({ key: { arn: key?.arn, created: true } });
    expect(world.record(arn)?.pendingRotation).toBeUndefined();
  });

  test('a key that CloudFormation made is replaced, without the tags that are AWS’s own', async () => {
    const world = autopilot({ endGraceMs: 0 });
    const keyTags = { team: 'x', 'aws:cloudformation:stack-name': 'shows' };
    const arn = world.ivs.addChannel(ON_END, keyTags);
    await world.stream(arn);
    world.clock.advance(MINUTE);
    expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
    expect(world.ivs.channels.get(arn)?.keys).toMatchObject([{ tags: { team: 'x' } }]);
  });

  test('GetStream is the last look, and the deletion follows at once', async () => {
    const world = autopilot({ endGraceMs: 0 });
    const arn = world.ivs.addChannel(ON_END);
    await world.stream(arn);
    world.clock.advance(MINUTE);
    await world.rotate();
    expect(world.ivs.requests.slice(-6)).toEqual([
      'BatchGetChannel',
      'GetStreamSession',
      'GetStream',
      'DeleteStreamKey',
      'CreateStreamKey',
      'waitForQuotaWindow',
    ]);
  });

  test('a dropped encoder that comes back within the grace keeps its key', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel(ON_END);
    await world.stream(arn);
    world.clock.advance(MINUTE);
    world.ivs.connect(arn);
    world.ivs.start(arn);
    await world.deliver();
    world.clock.advance(HOUR);
    await world.rotate();
    expect(rotations(world)).toBe(0);
    world.ivs.disconnect(arn);
    await world.deliver();
    world.clock.advance(6 * MINUTE);
    await world.rotate();
    expect(rotations(world)).toBe(1);
  });

  test('late and doubled end events do not rotate twice', async () => {
    const world = autopilot({ endGraceMs: 0 });
    const arn = world.ivs.addChannel(ON_END);
    world.ivs.connect(arn);
    world.ivs.start(arn);
    world.clock.advance(MINUTE);
    world.ivs.disconnect(arn);
    const [created, started, ingestEnded, ended] = world.ivs.events.splice(0);
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

  test('every stream rotates', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel(ON_END);
    for (let i = 1; i <= 3; i++) {
      await world.stream(arn);
      world.clock.advance(6 * MINUTE);
      await world.rotate();
      expect(rotations(world)).toBe(i);
    }
  });

  test('a stream that ended before the key was made does not', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel({ 'autopilot:rotate-key': '1s' });
    await world.stream(arn);
    world.clock.advance(6 * MINUTE);
    await world.rotate();
    world.clock.advance(2_000);
    expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
    world.ivs.tag(arn, ON_END);
    world.clock.advance(2_000);
    expect(await world.rotate()).toMatchObject({ counts: { 'not-due': 1 } });
    expect(rotations(world)).toBe(1);
  });

  test('streams that move on while a key is made keep their mark', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel(ON_END);
    await world.stream(arn);
    world.clock.advance(6 * MINUTE);
    const busy = withIvs(world, {
      async createStreamKey(...args): Promise<CreatedKey> {
        const made = await world.ivs.createStreamKey(...args);
        await world.stream(arn);
        return made;
      },
    });
    expect(await world.rotate('apply', busy)).toMatchObject({ counts: { rotated: 1 } });
    const key = world.ivs.keyArns(arn)[0];
    expect(world.record(arn)).toMatchObject({ key: { arn: key, created: true } });
    expect(world.record(arn)?.rotationDueAt).toBe(world.record(arn)?.lastEnd?.at);
    world.clock.advance(6 * MINUTE);
    await world.rotate();
    expect(rotations(world)).toBe(2);
  });

  test('a stream that ended long before the tag was set does not', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel({});
    await world.stream(arn);
    await world.rotate();
    world.clock.advance(2 * HOUR);
    world.ivs.tag(arn, ON_END);
    await world.survey();
    await world.rotate();
    expect(rotations(world)).toBe(0);
    await world.stream(arn);
    world.clock.advance(6 * MINUTE);
    await world.rotate();
    expect(rotations(world)).toBe(1);
  });

  test('a stream that is live, though no event told, keeps its key', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel(ON_END);
    await world.stream(arn);
    world.clock.advance(HOUR);
    world.ivs.connect(arn);
    world.ivs.start(arn);
    expect(await world.rotate()).toMatchObject({ counts: { live: 1 } });
    expect(rotations(world)).toBe(0);
    expect(world.record(arn)?.pendingRotation).toBeUndefined();
  });
});

describe('by age', () => {
  test('counts from the first sight of a key, then from its creation', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel(DAILY);
    await world.survey();
    expect(await world.rotate()).toMatchObject({ counts: { 'not-due': 1 } });
    world.clock.advance(DAY - 1);
    await world.rotate();
    expect(rotations(world)).toBe(0);
    world.clock.advance(1);
    expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
    world.clock.advance(DAY);
    expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
    expect(world.ivs.keyArns(arn)).toHaveLength(1);
  });

  test('a live channel is overdue until its stream has ended: counted, said once, and alarmed in time', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel(DAILY);
    await world.survey();
    await world.rotate();
    world.ivs.connect(arn);
    world.ivs.start(arn);
    await world.deliver();
    world.clock.advance(DAY);
    const look = async () => {
      for (let i = 0; i < 3; i++) {
        await world.rotate();
        world.clock.advance(5 * MINUTE);
      }
    };
    await look();
    expect(world.counts).toMatchObject({ StreamKeyOverdue: 3 });
    expect(world.counts.StreamKeyLongOverdue).toBeUndefined();
    world.clock.advance(DAY);
    await look();
    expect(world.counts).toMatchObject({ StreamKeyOverdue: 6, StreamKeyLongOverdue: 3 });
    expect(rotations(world)).toBe(0);
    expect(world.audit.entries.map(({ reason }) => reason)).toEqual(['end-unknown', 'overdue']);
    expect(world.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    world.ivs.disconnect(arn);
    await world.deliver();
    await world.rotate();
    world.clock.advance(5 * MINUTE + 1_000);
    expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
    world.clock.advance(HOUR);
    await world.rotate();
    expect(world.counts).toMatchObject({ StreamKeyOverdue: 6 });
  });

  test('a session that was just created counts as live', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel(DAILY);
    await world.survey();
    await world.rotate();
    world.clock.advance(DAY);
    world.ivs.connect(arn);
    await world.deliver();
    expect(await world.rotate()).toMatchObject({ counts: { settling: 1 } });
    expect(rotations(world)).toBe(0);
    world.ivs.disconnect(arn);
    await world.deliver();
    world.clock.advance(5 * MINUTE + 1_000);
    expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
  });

  test('a key that somebody else made counts from its first sight', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel({ 'autopilot:rotate-key': '30d' });
    await world.survey();
    await world.rotate();
    world.clock.advance(29 * DAY);
    await world.ivs.deleteStreamKey(String(world.ivs.keyArns(arn)[0]));
    await world.ivs.createStreamKey(arn, {});
    world.ivs.deeds.length = 0;
    await world.rotate();
    world.clock.advance(5 * DAY);
    await world.rotate();
    expect(world.ivs.deeds).toEqual([]);
  });
});

const untouched: [string, Record<string, string>, string][] = [
  ['untagged', {}, 'untagged'],
  ['never', { 'autopilot:rotate-key': 'never' }, 'never'],
  ['protected', { ...ON_END, 'autopilot:protect': 'true' }, 'protected'],
  ['unreadable', { 'autopilot:rotate-key': 'weekly' }, 'tag-unreadable'],
  ['unreadable protect', { ...ON_END, 'autopilot:protect': '1' }, 'tag-unreadable'],
];
test.each(untouched)(
  '%s: the key stays, and the channel leaves the index',
  async (_n, tags, reason) => {
    const world = autopilot();
    const arn = world.ivs.addChannel(tags);
    await world.stream(arn);
    world.clock.advance(HOUR);
    expect(await world.rotate()).toMatchObject({ counts: { [reason]: 1 } });
    expect(world.ivs.deeds).toEqual([]);
    expect(world.ivs.requests).not.toContain('ListStreamKeys');
    expect(world.record(arn)?.rotationDueAt).toBeUndefined();
  },
);

test.each([
  ['on-end', 1],
  ['1d', 1],
  ['never', 0],
  ['sometimes', 0],
])('a channel without a key, tagged %s, has %i after', async (value, keys) => {
  const world = autopilot();
  const arn = world.ivs.addChannel({ 'autopilot:rotate-key': value });
  await world.ivs.deleteStreamKey(String(world.ivs.keyArns(arn)[0]));
  await world.survey();
  await world.rotate();
  expect(world.ivs.keyArns(arn)).toHaveLength(keys);
});

describe('cut off', () => {
  const due = async () => {
    const world = autopilot({ endGraceMs: 0 });
    const arn = world.ivs.addChannel(ON_END, { team: 'x' });
    await world.stream(arn);
    world.clock.advance(MINUTE);
    return { world, arn, old: String(world.ivs.keyArns(arn)[0]) };
  };
  const broken = refusal('InternalServerException', 500);

  test('before the deletion: the next run begins again', async () => {
    const { world, arn } = await due();
    const failing = withIvs(world, { deleteStreamKey: async () => Promise.reject(broken) });
    expect(await world.rotate('apply', failing)).toMatchObject({ counts: { failed: 1 } });
    expect(world.record(arn)?.pendingRotation).toBeDefined();
    world.clock.advance(5 * MINUTE);
    expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
    expect(rotations(world)).toBe(1);
  });

  test('between deletion and creation: the next run creates, with the old key’s tags', async () => {
    const { world, arn } = await due();
    const refused = refusal('PendingVerification', 403);
    const failing = withIvs(world, { createStreamKey: async () => Promise.reject(refused) });
    await world.rotate('apply', failing);
    expect(world.ivs.keyArns(arn)).toEqual([]);
    world.clock.advance(5 * MINUTE);
    expect(await world.rotate()).toMatchObject({ counts: { created: 1 } });
    expect(world.ivs.channels.get(arn)?.keys).toMatchObject([{ tags: { team: 'x' } }]);
    expect(world.record(arn)).toMatchObject({ handledEnd: world.record(arn)?.lastEnd });
    expect(world.record(arn)?.pendingRotation).toBeUndefined();
  });

  test('between deletion and creation: the channel is without a key until the next minute’s run, no longer', async () => {
    const { world, arn } = await due();
    const failing = withIvs(world, { createStreamKey: async () => Promise.reject(broken) });
    expect(await world.rotate('apply', failing)).toMatchObject({ counts: { failed: 1 } });
    expect(world.ivs.keyArns(arn)).toEqual([]);
    world.clock.advance(MINUTE);
    expect(await world.rotate()).toMatchObject({ counts: { created: 1 } });
    expect(world.ivs.keyArns(arn)).toHaveLength(1);
  });

  test('before the new key was noted: the next run notes it', async () => {
    const { world, arn } = await due();
    const channels = {
      ...world.channels,
      update: async (...args: Parameters<typeof world.channels.update>) => {
        if (args[1].handledEnd) throw new Error('the table is away');
        return world.channels.update(...args);
      },
    };
    await world.rotate('apply', { ...world.inner, channels });
    const [made] = world.ivs.keyArns(arn);
    expect(world.record(arn)?.pendingRotation).toBeDefined();
    world.clock.advance(5 * MINUTE);
    expect(await world.rotate()).toMatchObject({ counts: { adopted: 1 } });
    expect(world.record(arn)?.key).toMatchObject({ arn: made, created: true });
    world.clock.advance(HOUR);
    await world.rotate();
    expect(rotations(world)).toBe(1);
  });

  test.each<[string, Record<string, string | undefined>, Mode]>([
    ['rotation is switched off', {}, 'off'],
    ['it is only to be planned', {}, 'plan'],
    ['the tag is removed', { 'autopilot:rotate-key': undefined }, 'apply'],
    ['the tag says never', { 'autopilot:rotate-key': 'never' }, 'apply'],
    ['the tag can not be read', { 'autopilot:rotate-key': 'sometimes' }, 'apply'],
    ['the channel is protected', { 'autopilot:protect': 'true' }, 'apply'],
    ['it is protected and rotation is off', { 'autopilot:protect': 'true' }, 'off'],
  ])(
    'between deletion and creation, after which %s: the channel gets its key back',
    async (_, tags, mode) => {
      const { world, arn, old } = await due();
      const refused = refusal('PendingVerification', 403);
      const failing = withIvs(world, { createStreamKey: async () => Promise.reject(refused) });
      await world.rotate('apply', failing);
      expect(world.ivs.keyArns(arn)).toEqual([]);
      world.ivs.tag(arn, tags);
      world.clock.advance(MINUTE);
      expect(await world.rotate(mode)).toMatchObject({ counts: { created: 1 } });
      expect(world.ivs.channels.get(arn)?.keys).toMatchObject([{ tags: { team: 'x' } }]);
      expect(keyEvents(world)).toMatchObject([
        { detail: { oldStreamKeyArn: old, streamKeyArn: world.ivs.keyArns(arn)[0] } },
      ]);
      expect(world.record(arn)).not.toHaveProperty('pendingRotation');
      world.clock.advance(25 * HOUR);
      await world.rotate(mode);
      expect(world.ivs.deeds).toHaveLength(2);
    },
  );

  test('a creation whose answer was lost is looked for, not repeated', async () => {
    const { world, arn } = await due();
    const lossy = withIvs(world, {
      async createStreamKey(...args): Promise<CreatedKey> {
        await world.ivs.createStreamKey(...args);
        throw broken;
      },
    });
    expect(await world.rotate('apply', lossy)).toMatchObject({ counts: { rotated: 1 } });
    expect(world.ivs.requests.filter((name) => name === 'CreateStreamKey')).toHaveLength(1);
    expect(world.record(arn)?.key?.arn).toBe(world.ivs.keyArns(arn)[0]);
  });

  test('a creation that failed for sure is tried again in the same run', async () => {
    const { world, arn } = await due();
    let tries = 0;
    const shaky = withIvs(world, {
      async createStreamKey(...args): Promise<CreatedKey> {
        if (++tries < 3) throw broken;
        return world.ivs.createStreamKey(...args);
      },
    });
    expect(await world.rotate('apply', shaky)).toMatchObject({ counts: { rotated: 1 } });
    expect(world.ivs.keyArns(arn)).toHaveLength(1);
  });
});

test('plan says it once, touches nothing, and a later apply does it', async () => {
  const world = autopilot({ endGraceMs: 0 });
  const arn = world.ivs.addChannel(ON_END);
  await world.stream(arn);
  world.clock.advance(MINUTE);
  for (let i = 0; i < 3; i++)
    expect(await world.rotate('plan')).toMatchObject({ counts: { planned: 1 } });
  expect(world.ivs.deeds).toEqual([]);
  expect(world.audit.entries).toMatchObject([{ outcome: 'planned', reason: 'stream-ended' }]);
  expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
  expect(world.ivs.keyArns(arn)).toHaveLength(1);
});

test('off asks IVS nothing, and what is due rests until the survey of another mode', async () => {
  const world = autopilot({ endGraceMs: 0 });
  const arn = world.ivs.addChannel(ON_END);
  await world.stream(arn);
  world.clock.advance(MINUTE);
  world.ivs.requests.length = 0;
  expect(await world.rotate('off')).toEqual({ outcome: 'off', due: 0, counts: {} });
  expect(await world.channels.listDue('rotation', isoTime(world.clock.now()))).toEqual({
    channelArns: [],
  });
  expect(world.ivs.requests).toEqual([]);
  await world.survey(undefined, true);
  expect(await world.rotate()).toMatchObject({ due: 0 });
  await world.survey();
  expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
});

test('two rotations of one channel, as if there were no lease: one key is made, and told of', async () => {
  for (let calls = 0; calls < 40; calls++) {
    const world = autopilot({ endGraceMs: 0 });
    const arn = world.ivs.addChannel(ON_END);
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
    expect(world.ivs.keyArns(arn)).toHaveLength(1);
    await world.rotate();
    const told = new Set(keyEvents(world).map(({ detail }) => detail.id));
    expect(told.size).toBe(1);
    expect(world.record(arn)?.key?.arn).toBe(world.ivs.keyArns(arn)[0]);
  }
});

test('a deletion whose turn comes too late after the look is left to the next run', async () => {
  const world = autopilot({ endGraceMs: 0 });
  const arn = world.ivs.addChannel(ON_END);
  await world.stream(arn);
  world.clock.advance(MINUTE);
  const late = async () => Promise.reject(new SnapshotExpiredError('DeleteStreamKey'));
  const throttled = withIvs(world, { deleteStreamKey: late });
  expect(await world.rotate('apply', throttled)).toMatchObject({ counts: { throttled: 1 } });
  expect(world.audit.entries).toMatchObject([{ outcome: 'failed' }]);
  expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
});

test('without the time to create the next key, the old one is not deleted', async () => {
  const world = autopilot({ endGraceMs: 0 });
  const arn = world.ivs.addChannel(ON_END);
  await world.stream(arn);
  world.clock.advance(MINUTE);
  const [old] = world.ivs.keyArns(arn);
  const cutAt = world.clock.now() + MINUTE;
  const slow = withIvs(world, {
    async getStream(channelArn) {
      world.clock.advance(52_000);
      return world.ivs.getStream(channelArn);
    },
    async deleteStreamKey(keyArn) {
      world.clock.advance(3_000);
      return world.ivs.deleteStreamKey(keyArn);
    },
    // As the paced client does it.
    async createStreamKey(...args): Promise<CreatedKey> {
      if (world.clock.now() > cutAt - 5_500) throw new OutOfTimeError('no time left');
      return world.ivs.createStreamKey(...args);
    },
  });
  expect(await world.rotate('apply', slow)).toMatchObject({ outcome: 'partial' });
  expect(world.ivs.keyArns(arn)).toEqual([old]);
  expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
});

test('a start that is noted while IVS is asked for the last time keeps the key', async () => {
  const world = autopilot({ endGraceMs: 0 });
  const arn = world.ivs.addChannel(ON_END);
  await world.stream(arn);
  world.clock.advance(MINUTE);
  const keys = world.ivs.keyArns(arn);
  const eventful = withIvs(world, {
    async getStream(channelArn) {
      const time = isoTime(world.clock.now());
      const started = { channelArn, streamId: 'st-00000000000000000000099', time };
      await world.deliver([rawEvent({ name: 'Session Created', ...started })]);
      return world.ivs.getStream(channelArn);
    },
  });
  expect(await world.rotate('apply', eventful)).toMatchObject({ counts: { changed: 1 } });
  await world.rotate();
  expect(world.ivs.keyArns(arn)).toEqual(keys);
  expect(world.record(arn)?.pendingRotation).toBeUndefined();
});

test('the audit names both keys', async () => {
  const world = autopilot({ endGraceMs: 0 });
  const arn = world.ivs.addChannel(ON_END);
  const [old] = world.ivs.keyArns(arn);
  const streamId = await world.stream(arn);
  world.clock.advance(MINUTE);
  await world.rotate();
  const [keyArn] = world.ivs.keyArns(arn);
  expect(world.audit.entries).toMatchObject([
    {
      ...{ action: 'rotate-key', outcome: 'done', reason: 'stream-ended' },
      evidence: { oldKeyArn: old, tags: ON_END, lastEnd: { streamId } },
      result: { keyArn },
    },
    { action: 'hand-over', outcome: 'done', evidence: { oldKeyArn: old, keyArn } },
  ]);
});

test.each<[string, (world: World, arn: string) => void, string]>([
  [
    'with several keys',
    (world, arn) => void world.ivs.channels.get(arn)?.keys.push({ arn: 'another', tags: {} }),
    'several-keys',
  ],
  [
    'whose key is protected',
    (world, arn) =>
      void Object.assign(world.ivs.channels.get(arn)?.keys[0]?.tags ?? {}, {
        'autopilot:protect': 'true',
      }),
    'protected',
  ],
])(
  'a channel %s is looked at each hour, not at each survey, and said once',
  async (_, make, reason) => {
    const world = autopilot({ endGraceMs: 0 });
    const arn = world.ivs.addChannel({ 'autopilot:rotate-key': '1m' });
    make(world, arn);
    await world.stream(arn);
    world.ivs.requests.length = 0;
    for (let minutes = 0; minutes < 120; minutes += 5) {
      await world.survey();
      await world.rotate();
      world.clock.advance(5 * MINUTE);
    }
    expect(world.ivs.requests.filter((name) => name === 'ListStreamKeys')).toHaveLength(2);
    expect(world.audit.entries).toMatchObject([{ outcome: 'kept', reason }]);
  },
);

test('a channel with several keys is left alone', async () => {
  const world = autopilot({ endGraceMs: 0 });
  const arn = world.ivs.addChannel(ON_END);
  world.ivs.channels.get(arn)?.keys.push({ arn: 'another', tags: {} });
  await world.stream(arn);
  world.clock.advance(MINUTE);
  expect(await world.rotate()).toMatchObject({ counts: { 'several-keys': 1 } });
  expect(world.ivs.deeds).toEqual([]);
});

test('a key that is itself tagged as protected stays', async () => {
  const world = autopilot({ endGraceMs: 0 });
  const arn = world.ivs.addChannel(ON_END, { 'autopilot:protect': 'true' });
  await world.stream(arn);
  world.clock.advance(MINUTE);
  expect(await world.rotate()).toMatchObject({ counts: { protected: 1 } });
  expect(world.ivs.deeds).toEqual([]);
});

test('a stream of which no event came keeps the key for the grace after its end', async () => {
  const world = autopilot();
  const arn = world.ivs.addChannel(DAILY);
  await world.survey();
  await world.rotate();
  world.clock.advance(DAY);
  world.ivs.connect(arn);
  world.ivs.start(arn);
  world.clock.advance(MINUTE);
  world.ivs.disconnect(arn);
  world.ivs.events = [];
  expect(await world.rotate()).toMatchObject({ counts: { 'not-due': 1 } });
  world.clock.advance(5 * MINUTE + 1_000);
  expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
});
