import { describe, expect, test } from 'vitest';
import { SnapshotExpiredError } from '../../src/ivs/errors.ts';
import { isoTime } from '../../src/platform/clock.ts';
import { OutOfTimeError } from '../../src/platform/errors.ts';
import { autopilot, HOUR, MINUTE } from '../support/autopilot.ts';
import { Crash, faulty } from '../support/faults.ts';
import { refusal } from '../support/ivs.ts';
import { rawEvent } from '../support/ivs-events.ts';

const DELETE = { 'autopilot:auto-delete': 'true' };

/** A channel whose stream ended an hour ago, so that it is due for deletion. */
async function dueChannel() {
  const world = autopilot();
  const arn = world.ivs.addChannel(DELETE);
  await world.stream(arn);
  world.clock.advance(HOUR);
  return { world, arn };
}

describe('a channel whose stream has ended', () => {
  test('is deleted when its grace period has passed, and not before', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel(DELETE);
    await world.stream(arn);
    expect(await world.cleanup()).toMatchObject({ due: 1, counts: { grace: 1 } });
    world.clock.advance(10 * MINUTE - 1);
    expect(await world.cleanup()).toMatchObject({ due: 0 });
    world.clock.advance(1_000);
    expect(await world.cleanup()).toEqual({ outcome: 'done', due: 1, counts: { deleted: 1 } });
    expect(world.ivs.channels.size).toBe(0);
    expect(world.record(arn)).toBeUndefined();
    expect(await world.cleanup()).toMatchObject({ due: 0 });
  });

  test('has the grace period that its tag says', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel({ 'autopilot:auto-delete': '30s' });
    await world.stream(arn);
    world.clock.advance(29_000);
    expect(await world.cleanup()).toMatchObject({ counts: { grace: 1 } });
    world.clock.advance(2_000);
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
  });

  const kept: [string, Record<string, string>, string][] = [
    ['without a tag', {}, 'untagged'],
    ['with a protect tag', { ...DELETE, 'autopilot:protect': 'true' }, 'protected'],
    ['with an unreadable protect tag', { ...DELETE, 'autopilot:protect': 'yes' }, 'tag-unreadable'],
    ['with a misspelt tag', { ...DELETE, 'autopilot:protected': 'true' }, 'tag-unreadable'],
    ['with an unreadable grace period', { 'autopilot:auto-delete': '10 m' }, 'tag-unreadable'],
  ];
  test.each(kept)('%s is kept and unmarked', async (_name, tags, reason) => {
    const world = autopilot();
    const arn = world.ivs.addChannel(tags);
    await world.stream(arn);
    world.clock.advance(HOUR);
    expect(await world.cleanup()).toMatchObject({ counts: { [reason]: 1 } });
    expect(world.ivs.changes).toEqual([]);
    expect(world.record(arn)?.cleanupDueAt).toBeUndefined();
    const audited = world.audit.entries.map((entry) => [entry.outcome, entry.reason]);
    expect(audited).toEqual(reason === 'untagged' ? [] : [['kept', reason]]);
    if (reason === 'tag-unreadable') {
      expect(world.lines).toContainEqual(
        expect.objectContaining({
          level: 'warn',
          fields: expect.objectContaining({ channelArn: arn }),
        }),
      );
    }
  });

  test('and that is live again is unmarked by its record, without an IVS request', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel(DELETE);
    await world.stream(arn);
    world.clock.advance(2_000);
    world.ivs.connect(arn);
    world.ivs.start(arn);
    await world.deliver();
    world.clock.advance(HOUR);
    expect(await world.cleanup()).toMatchObject({ counts: { 'newer-start': 1 } });
    expect(world.ivs.requests).not.toContain('GetStream');
    expect(world.record(arn)?.cleanupDueAt).toBeUndefined();
    world.ivs.disconnect(arn);
    await world.deliver();
    world.clock.advance(11 * MINUTE);
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
  });

  test('and that is live again is kept, even if no event has arrived', async () => {
    const { world, arn } = await dueChannel();
    world.ivs.connect(arn);
    world.ivs.start(arn);
    world.ivs.events = [];
    expect(await world.cleanup()).toMatchObject({ counts: { live: 1 } });
    expect(await world.cleanup()).toMatchObject({ counts: { 'newer-start': 1 } });
    expect(world.ivs.channels.size).toBe(1);
  });

  test('and whose next session is being created is checked again a minute later', async () => {
    const { world, arn } = await dueChannel();
    world.ivs.connect(arn);
    world.ivs.events = [];
    // GetStream says offline, but DeleteChannel answers that the channel is live.
    expect(await world.cleanup()).toMatchObject({ counts: { live: 1 } });
    expect(world.audit.entries.at(-1)).toMatchObject({ outcome: 'live' });
    world.ivs.disconnect(arn);
    world.clock.advance(MINUTE);
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
  });

  const created = { name: 'Session Created', type: 'IVS Stream State Change' };
  const ended = { name: 'Session Ended', type: 'IVS Stream State Change' };
  test.each([
    ['a Session Created 5 s ago', 5_000, [created], 'settling'],
    ['only an id', 5_000, [], 'settling'],
    ['a Session Created an hour ago', HOUR, [created], 'end-unknown'],
    ['a Session Ended, as it never went live', 20 * MINUTE, [created, ended], 'deleted'],
  ])(
    'and whose next session has no start and end time in IVS, but %s',
    async (_name, ago, list, result) => {
      const world = autopilot();
      const arn = world.ivs.addChannel(DELETE);
      await world.stream(arn);
      world.clock.advance(3 * HOUR);
      const ivs = Object.create(world.ivs);
      const eventTime = new Date(world.clock.now() - ago);
      const truncatedEvents = list.map((each) => ({ ...each, eventTime }));
      const streamId = 'st-00000000000000000000077';
      ivs.getStreamSession = async () => ({ streamId, truncatedEvents });
      const cleanup = () => world.cleanup('apply', { ...world.inner, ivs });
      // Only the final check sees that session. If it has ended, the next run decides with it.
      if (result === 'deleted') expect(await cleanup()).toMatchObject({ counts: { changed: 1 } });
      expect(await cleanup()).toMatchObject({ counts: { [result]: 1 } });
      expect(world.ivs.channels.has(arn)).toBe(result !== 'deleted');
    },
  );

  test('and that had another stream without any event is kept until the grace period after that one has passed', async () => {
    const { world, arn } = await dueChannel();
    world.ivs.connect(arn);
    world.ivs.start(arn);
    world.clock.advance(MINUTE);
    world.ivs.disconnect(arn);
    world.ivs.events = [];
    expect(await world.cleanup()).toMatchObject({ counts: { grace: 1 } });
    world.clock.advance(11 * MINUTE);
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
  });

  test('and that was deleted by somebody else counts as gone', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel(DELETE);
    await world.stream(arn);
    world.ivs.channels.delete(arn);
    expect(await world.cleanup()).toMatchObject({ counts: { gone: 1 } });
    expect(world.record(arn)).toBeUndefined();
  });

  test('and whose tags change between the two checks of a pass is kept', async () => {
    const { world, arn } = await dueChannel();
    let requests = 0;
    const ivs = Object.create(world.ivs);
    ivs.batchGetChannels = async (arns: string[]) => {
      if (++requests === 2) world.ivs.tag(arn, { 'autopilot:protect': 'true' });
      return world.ivs.batchGetChannels(arns);
    };
    expect(await world.cleanup('apply', { ...world.inner, ivs })).toMatchObject({
      counts: { protected: 1 },
    });
    expect(world.ivs.changes).toEqual([]);
  });
});

describe('a stream of which only a Stream Failure is known', () => {
  const failure = (world: ReturnType<typeof autopilot>, channelArn: string) => {
    const streamId = 'st-00000000000000000000099';
    const time = isoTime(world.clock.now());
    return world.deliver([rawEvent({ name: 'Stream Failure', channelArn, streamId, time })]);
  };

  test('may continue, so the channel is kept, and then has its grace period', async () => {
    const world = autopilot();
    const arn = world.ivs.addChannel({ 'autopilot:auto-delete': '10m' });
    await failure(world, arn);
    for (let minutes = 0; minutes < 15; minutes++) {
      await world.survey();
      await world.cleanup();
      expect(world.ivs.channels.has(arn)).toBe(true);
      world.clock.advance(MINUTE);
    }
    for (let minutes = 0; minutes < 10; minutes++) {
      await world.survey();
      await world.cleanup();
      world.clock.advance(MINUTE);
    }
    expect(world.ivs.channels.has(arn)).toBe(false);
  });

  test('is newer than an earlier stream that ended', async () => {
    const { world, arn } = await dueChannel();
    await failure(world, arn);
    world.clock.advance(1_000);
    await world.cleanup();
    expect(world.ivs.channels.has(arn)).toBe(true);
  });
});

test('a start that is recorded during the final check prevents the deletion', async () => {
  const { world, arn } = await dueChannel();
  const ivs = Object.create(world.ivs);
  ivs.getStream = async (channelArn: string) => {
    const time = isoTime(world.clock.now());
    const started = { channelArn, streamId: 'st-00000000000000000000099', time };
    await world.deliver([rawEvent({ name: 'Session Created', ...started })]);
    return world.ivs.getStream(channelArn);
  };
  const summary = await world.cleanup('apply', { ...world.inner, ivs });
  expect(summary).toMatchObject({ counts: { changed: 1 } });
  expect(world.audit.entries.at(-1)).toMatchObject({ outcome: 'kept' });
  expect(world.ivs.changes).toEqual([]);
  await world.cleanup();
  expect(world.ivs.channels.has(arn)).toBe(true);
});

test('a run that is out of time finishes the channels in work, and the next run does the others', async () => {
  const world = autopilot();
  for (let i = 0; i < 8; i++) await world.stream(world.ivs.addChannel(DELETE));
  world.clock.advance(HOUR);
  let deletions = 0;
  const ivs = Object.create(world.ivs);
  ivs.deleteChannel = async (arn: string) => {
    if (++deletions > 2) throw new OutOfTimeError('no time left');
    return world.ivs.deleteChannel(arn);
  };
  expect(await world.cleanup('apply', { ...world.inner, ivs })).toMatchObject({
    outcome: 'partial',
    counts: { deleted: 2 },
  });
  expect(world.counts.ChannelFailed).toBeUndefined();
  expect(await world.cleanup()).toMatchObject({ outcome: 'done', counts: { deleted: 6 } });
});

test('a deletion is in the audit with its evidence, and the final check is the last before it', async () => {
  const world = autopilot();
  const arn = world.ivs.addChannel({ ...DELETE, team: 'x' });
  const streamId = await world.stream(arn);
  world.clock.advance(HOUR);
  await world.cleanup();
  expect(world.audit.entries).toMatchObject([
    {
      ...{ channelArn: arn, action: 'delete-channel', outcome: 'done', reason: 'grace-over' },
      evidence: { tags: DELETE, lastEnd: { streamId }, streamStatus: { state: 'ended', streamId } },
    },
  ]);
  expect(world.audit.entries[0]?.evidence).not.toHaveProperty('tags.team');
  expect(world.ivs.requests.slice(-6)).toEqual([
    ...['ListStreamSessions', 'GetStream'],
    ...['BatchGetChannel', 'GetStreamSession', 'DeleteChannel'],
    'waitForQuotaWindow',
  ]);
});

test('the audit gets a record when a decision changes, not at each check', async () => {
  const world = autopilot();
  const arn = world.ivs.addChannel({ 'autopilot:auto-delete': 'soon' });
  for (let i = 0; i < 3; i++) {
    await world.stream(arn);
    await world.cleanup();
  }
  expect(world.audit.entries).toHaveLength(1);
});

test('a run without due channels takes no lease and makes no IVS request', async () => {
  const world = autopilot();
  const holder = {
    name: 'ivs',
    holder: 'x',
    now: world.clock.now(),
    until: world.clock.now() + HOUR,
  };
  await world.leases.acquire(holder);
  expect(await world.cleanup()).toEqual({ outcome: 'done', due: 0, counts: {} });
  expect(world.ivs.requests).toEqual([]);
});

test('a run answers `busy` while another function holds the lease, and a later run deletes the channel', async () => {
  const { world } = await dueChannel();
  const until = world.clock.now() + HOUR;
  await world.leases.acquire({ name: 'ivs', holder: 'x', now: world.clock.now(), until });
  expect(await world.cleanup()).toMatchObject({ outcome: 'busy' });
  await world.leases.release('ivs', 'x');
  expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
});

test('a channel that fails is counted and tried again later, and does not affect the others', async () => {
  const world = autopilot();
  const arns = Array.from({ length: 3 }, () => world.ivs.addChannel(DELETE));
  for (const arn of arns) await world.stream(arn);
  world.clock.advance(HOUR);
  const [bad = ''] = arns;
  const ivs = Object.create(world.ivs);
  ivs.batchGetChannels = async (all: string[]) => {
    if (all.includes(bad)) throw refusal('ValidationException');
    return world.ivs.batchGetChannels(all);
  };
  expect(await world.cleanup('apply', { ...world.inner, ivs })).toMatchObject({
    due: 3,
    counts: { failed: 1, deleted: 2 },
  });
  expect(world.counts.ChannelFailed).toBe(1);
  expect(world.record(bad)?.cleanupDueAt).toBe(isoTime(world.clock.now() + 5 * MINUTE));
});

test('a channel that fails is tried again after 5 minutes, also if an event has touched it meanwhile', async () => {
  const { world, arn } = await dueChannel();
  const ivs = Object.create(world.ivs);
  ivs.getStream = async () => {
    const time = isoTime(world.clock.now() - MINUTE);
    const ended = { channelArn: arn, streamId: 'st-00000000000000000000099', time };
    await world.deliver([rawEvent({ name: 'Session Ended', ...ended })]);
    throw refusal('ValidationException');
  };
  expect(await world.cleanup('apply', { ...world.inner, ivs })).toMatchObject({
    counts: { failed: 1 },
  });
  expect(world.record(arn)?.cleanupDueAt).toBe(isoTime(world.clock.now() + 5 * MINUTE));
});

test('mode off does nothing; mode plan reports once, deletes nothing, and keeps the mark for a later apply', async () => {
  const { world, arn } = await dueChannel();
  expect(await world.cleanup('off')).toMatchObject({ outcome: 'off' });
  const before = world.record(arn);
  for (let i = 0; i < 3; i++) {
    expect(await world.cleanup('plan')).toMatchObject({ counts: { planned: 1 } });
  }
  expect(world.ivs.changes).toEqual([]);
  expect(world.audit.entries.map(({ outcome }) => outcome)).toEqual(['planned']);
  expect(world.ivs.requests.filter((name) => name === 'GetStream')).toHaveLength(1);
  expect({ ...world.record(arn), lastCleanupDecision: undefined }).toEqual({
    ...before,
    lastCleanupDecision: undefined,
  });
  expect(await world.cleanup('apply')).toMatchObject({ counts: { deleted: 1 } });
});

test('130 channels are deleted page by page', async () => {
  const world = autopilot();
  for (let i = 0; i < 130; i++) {
    const arn = world.ivs.addChannel(DELETE);
    world.ivs.connect(arn);
    world.ivs.start(arn);
    world.ivs.disconnect(arn);
  }
  await world.deliver();
  world.clock.advance(HOUR);
  expect(await world.cleanup()).toEqual({ outcome: 'done', due: 130, counts: { deleted: 130 } });
});

test('a channel for which DeleteChannel answers 409 stays marked, and is deleted when it is offline', async () => {
  const { world, arn } = await dueChannel();
  const ivs = Object.create(world.ivs);
  ivs.deleteChannel = async () => 'live' as const;
  expect(await world.cleanup('apply', { ...world.inner, ivs })).toMatchObject({
    counts: { live: 1 },
  });
  expect(world.record(arn)?.cleanupDueAt).toBe(isoTime(world.clock.now() + MINUTE));
  world.clock.advance(MINUTE);
  expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
});

test('a channel for which DeleteChannel answers 404 counts as gone', async () => {
  const { world, arn } = await dueChannel();
  const ivs = Object.create(world.ivs);
  ivs.deleteChannel = async () => 'gone' as const;
  expect(await world.cleanup('apply', { ...world.inner, ivs })).toMatchObject({
    counts: { gone: 1 },
  });
  expect(world.record(arn)).toBeUndefined();
  expect(world.audit.entries.at(-1)).toMatchObject({ outcome: 'gone' });
});

test.each(['crash-before', 'crash-after', 'cut'] as const)(
  'a run that is interrupted anywhere (%s) is completed by the next one, and the audit says so',
  async (kind) => {
    let calls = 0;
    let isInterrupted = true;
    for (let call = 0; isInterrupted; call++) {
      const { world, arn } = await dueChannel();
      isInterrupted = false;
      const dependencies = faulty(world.inner, { call, kind }, (number) => {
        isInterrupted ||= number === call;
      });
      await world.cleanup('apply', dependencies).catch((error: unknown) => {
        if (!(error instanceof Crash) && kind !== 'cut') throw error;
      });
      world.clock.advance(HOUR);
      await world.cleanup();
      expect(world.ivs.channels.has(arn)).toBe(false);
      expect(world.record(arn)).toBeUndefined();
      const audited = world.audit.entries.map(({ outcome, reason }) => `${outcome} ${reason}`);
      const done = audited.includes('done grace-over') || audited.includes('gone grace-over');
      expect(done, `call ${call}: ${audited}`).toBe(true);
      calls = call;
    }
    expect(calls).toBeGreaterThan(10);
  },
);

test('a final check that takes longer than a second prevents the deletion, and the next run tries again', async () => {
  const { world } = await dueChannel();
  const ivs = Object.create(world.ivs);
  ivs.getStreamSession = async (channelArn: string) => {
    const session = await world.ivs.getStreamSession(channelArn);
    world.clock.advance(1_001);
    return session;
  };
  expect(await world.cleanup('apply', { ...world.inner, ivs })).toMatchObject({
    counts: { throttled: 1 },
  });
  expect(world.ivs.changes).toEqual([]);
  expect(world.audit.entries).toMatchObject([{ outcome: 'failed' }]);
  expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
});

test('a DeleteChannel that is throttled until the snapshot expires is not a failure, and the next run sends it', async () => {
  const { world } = await dueChannel();
  const ivs = Object.create(world.ivs);
  ivs.deleteChannel = async () => {
    throw new SnapshotExpiredError('DeleteChannel');
  };
  expect(await world.cleanup('apply', { ...world.inner, ivs })).toMatchObject({
    counts: { throttled: 1 },
  });
  expect(world.counts.ChannelFailed).toBeUndefined();
  expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
});
