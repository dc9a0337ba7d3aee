import { describe, expect, test } from 'vitest';
import { SnapshotExpiredError } from '../../src/ivs/errors.ts';
import { isoTime } from '../../src/platform/clock.ts';
import { OutOfTimeError } from '../../src/platform/errors.ts';
import { autopilot, HOUR, MINUTE } from '../support/autopilot.ts';
import { Crash, faulty } from '../support/faults.ts';
import { rawEvent } from '../support/ivs-events.ts';

const DELETE = { 'autopilot:auto-delete': 'true' };

/** A channel whose stream ended an hour ago, so that it is due for deletion. */
async function dueChannel() {
  const world = autopilot();
  const arn = await world.createChannel(DELETE);
  await world.stream(arn);
  world.clock.advance(HOUR);
  return { world, arn };
}

describe('a channel whose stream has ended', () => {
  test('is deleted when its grace period has passed, and not before', async () => {
    const world = autopilot();
    const arn = await world.createChannel(DELETE);
    await world.stream(arn);
    expect(await world.cleanup()).toMatchObject({ due: 1, counts: { grace: 1 } });
    world.clock.advance(10 * MINUTE - 1);
    expect(await world.cleanup()).toMatchObject({ due: 0 });
    world.clock.advance(1_000);
    expect(await world.cleanup()).toEqual({ outcome: 'done', due: 1, counts: { deleted: 1 } });
    expect(world.simulator.channels().length).toBe(0);
    expect(world.record(arn)).toBeUndefined();
    expect(await world.cleanup()).toMatchObject({ due: 0 });
  });

  test('has the grace period that its tag says', async () => {
    const world = autopilot();
    const arn = await world.createChannel({ 'autopilot:auto-delete': '30s' });
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
    const arn = await world.createChannel(tags);
    await world.stream(arn);
    world.clock.advance(HOUR);
    expect(await world.cleanup()).toMatchObject({ counts: { [reason]: 1 } });
    expect(world.changes).toEqual([]);
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
    const arn = await world.createChannel(DELETE);
    await world.stream(arn);
    world.clock.advance(2_000);
    world.goLive(arn);
    await world.deliver();
    world.clock.advance(HOUR);
    expect(await world.cleanup()).toMatchObject({ counts: { 'newer-start': 1 } });
    expect(world.operations()).not.toContain('GetStream');
    expect(world.record(arn)?.cleanupDueAt).toBeUndefined();
    world.endStream(arn);
    await world.deliver();
    world.clock.advance(11 * MINUTE);
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
  });

  test('and that is live again is kept, even if no event has arrived', async () => {
    const { world, arn } = await dueChannel();
    world.goLive(arn);
    world.loseEvents();
    expect(await world.cleanup()).toMatchObject({ counts: { live: 1 } });
    expect(await world.cleanup()).toMatchObject({ counts: { 'newer-start': 1 } });
    expect(world.simulator.channels().length).toBe(1);
  });

  test('and whose next session is being created is kept until it can no longer be starting', async () => {
    const { world, arn } = await dueChannel();
    world.connect(arn);
    world.loseEvents();
    // Only GetStreamSession shows the session. DeleteChannel would end it.
    expect(await world.cleanup()).toMatchObject({ counts: { settling: 1 } });
    expect(world.audit.entries.at(-1)).toMatchObject({ outcome: 'kept', reason: 'settling' });
    world.endStream(arn);
    world.loseEvents();
    world.clock.advance(5 * MINUTE);
    expect(await world.cleanup()).toMatchObject({ counts: { grace: 1 } });
    world.clock.advance(10 * MINUTE);
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
  });

  test('and whose next session has no event in IVS yet is kept', async () => {
    const { world, arn } = await dueChannel();
    world.connect(arn);
    const dependencies = world.withIvs({
      getStreamSession: async (send, ...args) => ({
        ...(await send(...args)),
        truncatedEvents: [],
      }),
    });
    expect(await world.cleanup('apply', dependencies)).toMatchObject({ counts: { settling: 1 } });
  });

  test('and whose next encoder has been connected for an hour without media is kept', async () => {
    const world = autopilot({ ivs: { delays: { starvationTimeoutMs: 2 * HOUR } } });
    const arn = await world.createChannel(DELETE);
    await world.stream(arn);
    world.connect(arn);
    world.loseEvents();
    world.clock.advance(HOUR);
    expect(await world.cleanup()).toMatchObject({ counts: { 'end-unknown': 1 } });
    expect(world.exists(arn)).toBe(true);
  });

  test.each(['endTime', 'untimed', 'hidden'] as const)(
    'and whose next encoder left before its stream started is deleted (unstartedSessions: %s)',
    async (unstartedSessions) => {
      const world = autopilot({ ivs: { unstartedSessions } });
      const arn = await world.createChannel(DELETE);
      await world.stream(arn);
      world.connect(arn);
      world.clock.advance(20_000);
      world.endStream(arn);
      world.loseEvents();
      world.clock.advance(20 * MINUTE);
      // Without an end time, only the final check sees that the session has ended. The next run decides with it.
      if (unstartedSessions === 'untimed')
        expect(await world.cleanup()).toMatchObject({ counts: { changed: 1 } });
      expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
    },
  );

  test('and that had two sessions since that never went live, without events of their ends, is deleted', async () => {
    const world = autopilot({ ivs: { unstartedSessions: 'untimed' } });
    const arn = await world.createChannel(DELETE);
    await world.stream(arn);
    world.clock.advance(MINUTE);
    world.connect(arn);
    await world.deliver();
    world.endStream(arn);
    world.clock.advance(10 * MINUTE);
    world.connect(arn);
    world.endStream(arn);
    world.loseEvents();
    for (let minutes = 0; minutes < 30; minutes += 5) {
      world.clock.advance(5 * MINUTE);
      await world.survey();
      await world.cleanup();
    }
    expect(world.exists(arn)).toBe(false);
  });

  test('and that had another stream without any event is kept until the grace period after that one has passed', async () => {
    const { world, arn } = await dueChannel();
    world.goLive(arn);
    world.clock.advance(MINUTE);
    world.endStream(arn);
    world.loseEvents();
    expect(await world.cleanup()).toMatchObject({ counts: { grace: 1 } });
    world.clock.advance(11 * MINUTE);
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
  });

  test('and that was deleted by somebody else counts as gone', async () => {
    const world = autopilot();
    const arn = await world.createChannel(DELETE);
    await world.stream(arn);
    await world.deleteChannel(arn);
    expect(await world.cleanup()).toMatchObject({ counts: { gone: 1 } });
    expect(world.record(arn)).toBeUndefined();
  });

  test('and whose tags change between the two checks of a pass is kept', async () => {
    const { world, arn } = await dueChannel();
    let requests = 0;
    const dependencies = world.withIvs({
      async batchGetChannels(send, arns) {
        if (++requests === 2) await world.tag(arn, { 'autopilot:protect': 'true' });
        return send(arns);
      },
    });
    expect(await world.cleanup('apply', dependencies)).toMatchObject({ counts: { protected: 1 } });
    expect(world.changes).toEqual([]);
  });
});

describe('a stream of which only a Stream Failure is known', () => {
  /** A stream fails. Of its events, only Stream Failure arrives. */
  const fail = (world: ReturnType<typeof autopilot>, arn: string) => {
    world.simulator.failStream(world.goLive(arn));
    const isFailure = ({ detail }: (typeof world.events)[number]) =>
      detail.event_name === 'Stream Failure';
    return world.deliver(world.events.splice(0).filter(isFailure));
  };

  test('may continue, so the channel is kept, and then has its grace period', async () => {
    const world = autopilot();
    const arn = await world.createChannel({ 'autopilot:auto-delete': '10m' });
    await fail(world, arn);
    const runFor = async (minutes: number) => {
      for (let minute = 0; minute < minutes; minute++) {
        await world.survey();
        await world.cleanup();
        world.clock.advance(MINUTE);
      }
    };
    // For 5 minutes it counts as live. Then IVS is asked, and says when it ended.
    await runFor(10);
    expect(world.exists(arn)).toBe(true);
    await runFor(5);
    expect(world.exists(arn)).toBe(false);
  });

  test('is newer than an earlier stream that ended', async () => {
    const { world, arn } = await dueChannel();
    await fail(world, arn);
    world.clock.advance(1_000);
    await world.cleanup();
    expect(world.exists(arn)).toBe(true);
  });
});

test.each([
  ['getStream', 'before the final check', 'changed'],
  ['getStreamSession', 'while IVS answers the final check', 'newer-start'],
] as const)(
  'a start that is recorded after %s, %s, prevents the deletion',
  async (request, _when, outcome) => {
    const { world, arn } = await dueChannel();
    const start = async <T>(send: (arn: string) => Promise<T>, channelArn: string) => {
      const answer = await send(channelArn);
      world.connect(arn);
      await world.deliver();
      return answer;
    };
    const dependencies = world.withIvs({ [request]: start });
    expect(await world.cleanup('apply', dependencies)).toMatchObject({ counts: { [outcome]: 1 } });
    expect(world.audit.entries.at(-1)).toMatchObject({ outcome: 'kept' });
    expect(world.changes).toEqual([]);
    await world.cleanup();
    expect(world.exists(arn)).toBe(true);
  },
);

test('a run that is out of time finishes the channels in work, and the next run does the others', async () => {
  const world = autopilot();
  for (let i = 0; i < 8; i++) await world.stream(await world.createChannel(DELETE));
  world.clock.advance(HOUR);
  let deletions = 0;
  const dependencies = world.withIvs({
    async deleteChannel(send, arn, notAfter) {
      if (++deletions > 2) throw new OutOfTimeError('no time left');
      return send(arn, notAfter);
    },
  });
  expect(await world.cleanup('apply', dependencies)).toMatchObject({
    outcome: 'partial',
    counts: { deleted: 2 },
  });
  expect(world.counts.ChannelFailed).toBeUndefined();
  expect(await world.cleanup()).toMatchObject({ outcome: 'done', counts: { deleted: 6 } });
});

test('a deletion is in the audit with its evidence, and the final check is the last before it', async () => {
  const world = autopilot();
  const arn = await world.createChannel({ ...DELETE, team: 'x' });
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
  expect(world.operations().slice(-5)).toEqual([
    ...['ListStreamSessions', 'GetStream'],
    ...['BatchGetChannel', 'GetStreamSession', 'DeleteChannel'],
  ]);
});

test('the audit gets a record when a decision changes, not at each check', async () => {
  const world = autopilot();
  const arn = await world.createChannel({ 'autopilot:auto-delete': 'soon' });
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
  expect(world.operations()).toEqual([]);
});

test('a run reads the index of due channels once, and again if it has waited for the lease', async () => {
  const { world } = await dueChannel();
  let queries = 0;
  const { listDue } = world.channels;
  world.channels.listDue = (...query) => {
    queries++;
    return listDue(...query);
  };
  expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
  expect(queries).toBe(1);
  await world.stream(await world.createChannel(DELETE));
  world.clock.advance(HOUR);
  const [now, until] = [world.clock.now(), world.clock.now() + 5_000];
  await world.leases.acquire({ name: 'ivs', holder: 'x', now, until });
  expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
  expect(queries).toBe(3);
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
  const arns = await world.createChannels(3, DELETE);
  for (const arn of arns) await world.stream(arn);
  world.clock.advance(HOUR);
  const [bad = ''] = arns;
  const error = 'ServiceUnavailable';
  world.simulator.setFaults({ errors: [{ operation: 'BatchGetChannel', error, resource: bad }] });
  expect(await world.cleanup()).toMatchObject({ due: 3, counts: { failed: 1, deleted: 2 } });
  expect(world.counts.ChannelFailed).toBe(1);
  expect(world.record(bad)?.cleanupDueAt).toBe(isoTime(world.clock.now() + 5 * MINUTE));
});

test('a channel that fails is tried again after 5 minutes, also if an event has touched it meanwhile', async () => {
  const { world, arn } = await dueChannel();
  const error = 'ValidationException';
  world.simulator.setFaults({ errors: [{ operation: 'GetStream', error }] });
  const dependencies = world.withIvs({
    async getStream(send, channelArn) {
      const time = isoTime(world.clock.now() - MINUTE);
      const late = { channelArn, streamId: 'st-00000000000000000000099', time };
      await world.deliver([rawEvent({ name: 'Session Ended', ...late })]);
      return send(channelArn);
    },
  });
  expect(await world.cleanup('apply', dependencies)).toMatchObject({ counts: { failed: 1 } });
  expect(world.record(arn)?.cleanupDueAt).toBe(isoTime(world.clock.now() + 5 * MINUTE));
});

test('mode off does nothing; mode plan reports once, deletes nothing, and keeps the mark for a later apply', async () => {
  const { world, arn } = await dueChannel();
  expect(await world.cleanup('off')).toMatchObject({ outcome: 'off' });
  const before = world.record(arn);
  for (let i = 0; i < 3; i++) {
    expect(await world.cleanup('plan')).toMatchObject({ counts: { planned: 1 } });
  }
  expect(world.changes).toEqual([]);
  expect(world.audit.entries.map(({ outcome }) => outcome)).toEqual(['planned']);
  expect(world.requested('GetStream')).toBe(1);
  // Each write sets the expiry anew.
  const own = { lastCleanupDecision: undefined, expiresAt: undefined };
  expect({ ...world.record(arn), ...own }).toEqual({ ...before, ...own });
  expect(await world.cleanup('apply')).toMatchObject({ counts: { deleted: 1 } });
});

test('130 channels are deleted page by page', async () => {
  const world = autopilot();
  world.streamBriefly(await world.createChannels(130, DELETE));
  await world.deliver();
  world.clock.advance(HOUR);
  expect(await world.cleanup()).toEqual({ outcome: 'done', due: 130, counts: { deleted: 130 } });
});

test('a channel that goes live right before DeleteChannel stays marked, and is deleted when it is offline', async () => {
  const { world, arn } = await dueChannel();
  const dependencies = world.withIvs({
    async deleteChannel(send, ...args) {
      world.goLive(arn);
      return send(...args);
    },
  });
  expect(await world.cleanup('apply', dependencies)).toMatchObject({ counts: { live: 1 } });
  expect(world.record(arn)?.cleanupDueAt).toBe(isoTime(world.clock.now() + MINUTE));
  world.endStream(arn);
  world.clock.advance(11 * MINUTE);
  expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
});

test('a channel that somebody deletes right before DeleteChannel counts as gone', async () => {
  const { world, arn } = await dueChannel();
  const dependencies = world.withIvs({
    async deleteChannel(send, ...args) {
      await world.deleteChannel(arn);
      return send(...args);
    },
  });
  expect(await world.cleanup('apply', dependencies)).toMatchObject({ counts: { gone: 1 } });
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
      expect(world.exists(arn)).toBe(false);
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
  const dependencies = world.withIvs({
    async getStreamSession(send, ...args) {
      const session = await send(...args);
      world.clock.advance(1_001);
      return session;
    },
  });
  expect(await world.cleanup('apply', dependencies)).toMatchObject({ counts: { throttled: 1 } });
  expect(world.changes).toEqual([]);
  expect(world.audit.entries).toMatchObject([{ outcome: 'failed' }]);
  expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
});

test('a DeleteChannel that is throttled until the snapshot expires is not a failure, and the next run sends it', async () => {
  const { world } = await dueChannel();
  const dependencies = world.withIvs({
    deleteChannel: async () => {
      throw new SnapshotExpiredError('DeleteChannel');
    },
  });
  expect(await world.cleanup('apply', dependencies)).toMatchObject({ counts: { throttled: 1 } });
  expect(world.counts.ChannelFailed).toBeUndefined();
  expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
});
