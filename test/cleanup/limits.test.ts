import { describe, expect, test } from 'vitest';
import { approveCleanup } from '../../src/cleanup/approve.ts';
import { allowedDeletes, deleteReasonOf, endOf, setId } from '../../src/cleanup/limits.ts';
import { readCleanupRequest } from '../../src/cleanup/request.ts';
import { cleanupSettings } from '../../src/cleanup/settings.ts';
import { cleanupStatus } from '../../src/cleanup/status.ts';
import { autopilot, HOUR, MINUTE } from '../support/autopilot.ts';
import * as fc from '../support/fast-check.ts';

const DELETE = { 'autopilot:auto-delete': 'true' };
const DAY = 24 * HOUR;

describe('the number of channels that may be due', () => {
  test.each([
    ['maxDeletes', { maxDeletes: 100, maxShare: 0.2 }, 5_000, 100],
    ['maxShare of the channels', { maxDeletes: 100, maxShare: 0.2 }, 300, 60],
    ['maxShare from 21 channels on', { maxDeletes: 100, maxShare: 0.2 }, 21, 4],
    ['maxDeletes for 20 channels or fewer', { maxDeletes: 100, maxShare: 0.2 }, 20, 100],
    ['maxDeletes if that is less', { maxDeletes: 5, maxShare: 0.2 }, 300, 5],
  ])('is %s', (_name, limits, channels, allowed) => {
    expect(allowedDeletes(limits, channels)).toBe(allowed);
  });

  test.each([
    ['CLEANUP_MAX_DELETES', '0'],
    ['CLEANUP_MAX_DELETES', '1.5'],
    ['CLEANUP_MAX_SHARE', '20%'],
    ['CLEANUP_MAX_SHARE', '0'],
    ['CLEANUP_NEVER_LIVE', '7'],
  ])('%s=%s is refused with an error that names the setting', (name, value) => {
    expect(() => cleanupSettings({ [name]: value })).toThrow(name);
  });

  test('is 100 or a fifth of the channels in a day by default, and channels that never went live are kept', () => {
    expect(cleanupSettings({})).toMatchObject({
      limits: { maxDeletes: 100, maxShare: 0.2, windowMs: DAY },
      neverLiveMs: 0,
    });
  });
});

test('a set has the same id in any order, and another id with another channel or end', () => {
  const member = fc.record({ channelArn: fc.string(), end: fc.string() });
  const members = fc.uniqueArray(member, {
    minLength: 1,
    selector: ({ channelArn }) => channelArn,
  });
  fc.assert(
    fc.property(members, fc.nat(), (set, seed) => {
      const [first, ...rest] = set.map((_, i) => set[(i + seed) % set.length]).filter((m) => !!m);
      expect(setId([...rest, ...(first ? [first] : [])])).toBe(setId(set));
      expect(setId(rest)).not.toBe(setId(set));
      const later = { channelArn: first?.channelArn ?? '', end: `${first?.end} later` };
      expect(setId([...rest, later])).not.toBe(setId(set));
    }),
    { numRuns: 200 },
  );
});

type World = ReturnType<typeof autopilot>;

/** Adds channels whose stream ended an hour ago. */
async function addEnded(world: World, count: number, tags: Record<string, string> = DELETE) {
  const arns = await world.createChannels(count, tags);
  world.streamBriefly(arns);
  await world.deliver();
  world.clock.advance(HOUR);
  return arns;
}

const limited = (maxDeletes: number, maxShare = 1) =>
  autopilot({ limits: { maxDeletes, maxShare, windowMs: DAY } });
const published = (world: World, name: string) =>
  world.bus.events.filter(({ detailType }) => detailType === name);
const settings = cleanupSettings({ CLEANUP_MAX_DELETES: '3' });
const approveDeps = (world: World) => ({ ...world, settings });

describe('cleanup with more due channels than allowed', () => {
  test('stops: it deletes nothing, and publishes one event', async () => {
    const world = limited(3);
    await addEnded(world, 4);
    for (let run = 1; run <= 5; run++) {
      const { stopped, counts } = await world.cleanup();
      expect(stopped).toMatchObject({ channels: 4, allowed: 3 });
      expect(counts).toEqual(run === 1 ? { 'limit-reached': 4 } : {});
      // The alarm watches this metric, which each run adds to.
      expect(world.counts.CleanupStopped).toBe(4 * run);
      world.clock.advance(MINUTE);
    }
    expect(world.changes).toEqual([]);
    expect(published(world, 'Cleanup Stopped')).toHaveLength(1);
    const audited = world.audit.entries.map(({ outcome, reason }) => [outcome, reason]);
    expect(audited).toEqual(Array(4).fill(['kept', 'limit-reached']));
    expect(world.audit.entries[0]?.evidence).toMatchObject({ due: 4, allowed: 3, tags: DELETE });
    const checks = () => world.requested('BatchGetChannel');
    expect(checks()).toBe(1);
    // After 10 minutes the channels are counted again. Nothing is published or recorded a second time.
    world.clock.advance(5 * MINUTE);
    expect(await world.cleanup()).toMatchObject({ counts: { 'limit-reached': 4 } });
    expect(checks()).toBe(2);
    expect(world.audit.entries).toHaveLength(4);
    expect(published(world, 'Cleanup Stopped')).toHaveLength(1);
  });

  test('counts only channels that would be deleted, not all that are marked', async () => {
    const world = limited(3);
    await addEnded(world, 9, {});
    await addEnded(world, 3, { ...DELETE, 'autopilot:protect': 'true' });
    await addEnded(world, 3);
    const summary = await world.cleanup();
    expect(summary).toMatchObject({ counts: { untagged: 9, protected: 3, deleted: 3 }, due: 15 });
    expect(summary).not.toHaveProperty('stopped');
  });

  test('counts the share of the channels that the last complete survey counted', async () => {
    const world = limited(1_000, 0.2);
    await world.createChannels(98, {});
    await addEnded(world, 22);
    await world.survey();
    expect(await world.channelCounts.last(0)).toMatchObject({ channels: 120 });
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 22 } });
    await addEnded(world, 22);
    for (const { arn } of world.simulator.channels().slice(0, 15)) await world.deleteChannel(arn);
    await world.survey();
    expect(await world.cleanup()).toMatchObject({
      stopped: { channels: 22, allowed: 25, deleted: 22 },
    });
  });

  test('continues by itself when fewer channels are due', async () => {
    const world = limited(3);
    const [one = ''] = await addEnded(world, 4);
    await world.cleanup();
    await world.tag(one, { 'autopilot:protect': 'true' });
    expect(await world.cleanup()).toHaveProperty('stopped');
    world.clock.advance(10 * MINUTE);
    const summary = await world.cleanup();
    expect(summary).toMatchObject({ counts: { protected: 1, deleted: 3 } });
    expect(await world.stops.pending(world.clock.now())).toBeUndefined();
  });

  test('does not stop in mode plan', async () => {
    const world = limited(3);
    await addEnded(world, 5);
    expect(await world.cleanup('plan')).toMatchObject({ counts: { planned: 5 } });
  });

  test('stops even if the event bus cannot be reached, and the next run publishes the event', async () => {
    const world = limited(3);
    await addEnded(world, 4);
    const bus = { publish: () => Promise.reject(new Error('unreachable')) };
    expect(await world.cleanup('apply', { ...world.inner, bus })).toHaveProperty('stopped');
    expect(published(world, 'Cleanup Stopped')).toEqual([]);
    expect(await world.cleanup()).toHaveProperty('stopped');
    await world.cleanup();
    expect(published(world, 'Cleanup Stopped')).toHaveLength(1);
  });

  test('publishes the event again after a week without an approval', async () => {
    const world = limited(3);
    await addEnded(world, 4);
    await world.cleanup();
    world.clock.advance(8 * DAY);
    expect(await world.cleanup()).toHaveProperty('stopped');
    expect(published(world, 'Cleanup Stopped')).toHaveLength(2);
  });
});

describe('an approval', () => {
  test('is named in the audit of each deletion, and in the status, with who gave it', async () => {
    const world = limited(3);
    const [one = ''] = await addEnded(world, 4);
    const { stopped } = await world.cleanup();
    const caller = 'said by the CLI: alice@laptop';
    await approveCleanup({ ...approveDeps(world), caller }, stopped?.id ?? '');
    expect((await world.stops.approvals(world.clock.now()))[0]).toMatchObject({ by: caller });
    await world.cleanup();
    const deletions = world.audit.entries.filter(({ outcome }) => outcome === 'done');
    expect(deletions.map(({ channelArn }) => channelArn)).toContain(one);
    for (const { evidence } of deletions)
      expect(evidence).toMatchObject({ approvedSet: stopped?.id, by: caller });
    // Other deletions were asked for by nobody but the tags.
    await addEnded(world, 1);
    await world.cleanup();
    expect(world.audit.entries.at(-1)?.evidence).not.toHaveProperty('by');
  });

  test('allows exactly that set, checks each channel again, and counts other channels separately', async () => {
    const world = limited(3);
    const [one = '', two = '', ...more] = await addEnded(world, 6);
    const { stopped } = await world.cleanup();
    const later = await addEnded(world, 2);
    // The set does not change when more channels become due.
    expect((await world.cleanup()).stopped?.id).toBe(stopped?.id);
    await approveCleanup(approveDeps(world), stopped?.id ?? '');
    await world.tag(one, { 'autopilot:protect': 'true' });
    world.goLive(two);
    const summary = await world.cleanup();
    expect(summary).toMatchObject({ counts: { protected: 1, live: 1, deleted: 4 + 2 } });
    expect(world.simulator.channels().map(({ arn }) => arn)).toEqual([one, two]);
    expect(more).toHaveLength(4);
    expect(later).toHaveLength(2);
  });

  test.each([
    ['with events', true],
    ['without events', false],
  ])(
    'is valid for one end only: a channel that streamed again %s is counted again',
    async (_name, events) => {
      const world = limited(3);
      const arns = await addEnded(world, 4);
      const { stopped } = await world.cleanup();
      await approveCleanup(approveDeps(world), stopped?.id ?? '');
      world.streamBriefly(arns);
      await world.deliver(events ? undefined : []);
      world.clock.advance(HOUR);
      // What only the final check finds is counted by the next run.
      if (!events) expect(await world.cleanup()).toMatchObject({ counts: { changed: 4 } });
      const again = await world.cleanup();
      expect(again.stopped?.channels).toBe(4);
      expect(again.stopped?.id).not.toBe(stopped?.id);
      expect(world.changes).toEqual([]);
    },
  );

  test('is valid for one end only, also if IVS alone knows of that end and of the stream after it', async () => {
    const world = limited(3);
    const arns = await addEnded(world, 4);
    for (const arn of arns) world.goLive(arn);
    await world.deliver();
    world.clock.advance(MINUTE);
    for (const arn of arns) world.endStream(arn);
    world.clock.advance(HOUR);
    await world.survey();
    const { stopped } = await world.cleanup();
    await approveCleanup(approveDeps(world), stopped?.id ?? '');
    world.streamBriefly(arns);
    world.loseEvents();
    world.clock.advance(HOUR);
    expect(await world.cleanup()).toMatchObject({ counts: { changed: 4 } });
    // The next run counts the channels again, with their last stream.
    expect((await world.cleanup()).stopped).toMatchObject({ channels: 4 });
    expect(world.changes).toEqual([]);
  });

  test('is not valid for a second set, which stops cleanup again', async () => {
    const world = limited(3);
    await addEnded(world, 5);
    const { stopped } = await world.cleanup();
    await addEnded(world, 4);
    await approveCleanup(approveDeps(world), stopped?.id ?? '');
    const second = await world.cleanup();
    expect(second).toMatchObject({ counts: { deleted: 5, 'limit-reached': 4 } });
    expect(second.stopped).toMatchObject({ channels: 4 });
    await approveCleanup(approveDeps(world), second.stopped?.id ?? '');
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 4 } });
    expect(world.simulator.channels().length).toBe(0);
  });

  test('ends after a day', async () => {
    const world = limited(3);
    await addEnded(world, 4);
    const { stopped } = await world.cleanup();
    await approveCleanup(approveDeps(world), stopped?.id ?? '');
    world.clock.advance(DAY + MINUTE);
    expect(await world.cleanup()).toMatchObject({ stopped: { channels: 4 } });
    expect(world.changes).toEqual([]);
  });

  test('of a set larger than a page is used by several runs', async () => {
    const world = limited(3);
    await addEnded(world, 120);
    const { stopped } = await world.cleanup();
    await approveCleanup(approveDeps(world), stopped?.id ?? '');
    let deleted = 0;
    const dependencies = world.withIvs({
      async deleteChannel(send, ...args) {
        if (++deleted % 50 === 0) throw new Error('interrupted');
        return send(...args);
      },
    });
    for (let run = 0; run < 3; run++) {
      await world.cleanup('apply', dependencies);
      world.clock.advance(6 * MINUTE);
    }
    expect(world.simulator.channels().length).toBe(0);
  });

  test('of another set, or of none, is refused with an error that names the set', async () => {
    const world = limited(3);
    await expect(approveCleanup(approveDeps(world), 'abc')).rejects.toThrow(
      'approve: no set waits for approval',
    );
    await addEnded(world, 4);
    const { stopped } = await world.cleanup();
    await expect(approveCleanup(approveDeps(world), 'abc')).rejects.toThrow(stopped?.id);
    expect((await world.cleanup()).stopped?.id).toBe(stopped?.id);
  });
});

test('the status lists the set page by page, and the approvals', async () => {
  const world = limited(3);
  const deps = approveDeps(world);
  expect(await cleanupStatus(deps)).toEqual({
    ...{ mode: 'apply', allowed: 3, deleted: 0, windowSeconds: 86_400 },
    approved: [],
  });
  const arns = await addEnded(world, 1_050);
  const { stopped } = await world.cleanup();
  const first = await cleanupStatus(deps);
  expect(first.stopped).toMatchObject({ id: stopped?.id, channels: 1_050, allowed: 3 });
  const second = await cleanupStatus(deps, first.nextToken);
  expect(second.nextToken).toBeUndefined();
  const shown = [first, second].flatMap((page) => page.stopped?.members ?? []);
  expect(shown.map(({ channelArn }) => channelArn).sort()).toEqual(arns.sort());
  expect(shown[0]).toMatchObject({
    reason: 'grace-over',
    reasonText: 'the grace period after its last stream has passed',
  });
  await approveCleanup(deps, stopped?.id ?? '');
  expect(await approveCleanup(deps, stopped?.id ?? '')).toMatchObject({ approved: stopped?.id });
  const after = await cleanupStatus(deps);
  expect(after).not.toHaveProperty('stopped');
  expect(after.approved).toMatchObject([{ id: stopped?.id, channels: 1_050 }]);
});

test('the end of a channel that never streamed says so as the reason of its deletion', () => {
  const end = endOf({ state: 'unknown' }, Date.parse('2026-11-01T10:00:00Z'));
  expect(deleteReasonOf(end)).toBe('never-live');
  expect(deleteReasonOf('never-lived 2026-11-01T10:00:00.000Z')).toBe('grace-over');
});

test('the status has no stop if no channel is due any more', async () => {
  const world = limited(3);
  const arns = await addEnded(world, 4);
  await world.cleanup();
  for (const arn of arns) world.channels.records.delete(arn);
  expect(await cleanupStatus(approveDeps(world))).not.toHaveProperty('stopped');
});

describe('the input of deleteDueChannels', () => {
  test.each([
    [{}, { kind: 'pass' }],
    [{ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }, { kind: 'pass' }],
    [null, { kind: 'pass' }],
    [{ status: true }, { kind: 'status' }],
    [
      { status: true, nextToken: '0123456789abcdef.1' },
      { kind: 'status', nextToken: '0123456789abcdef.1' },
    ],
    [{ approve: 'abc' }, { kind: 'approve', id: 'abc' }],
  ])('%j is accepted', (raw, request) => {
    expect(readCleanupRequest(raw)).toEqual(request);
  });

  test.each([
    [{ approve: true }, 'approve: expected a string, received true'],
    [{ approve: '' }, 'approve: expected a non-empty string'],
    [{ status: 'yes' }, 'status: expected true, received "yes"'],
    [{ status: true, approve: 'a' }, 'status: cannot be combined with approve'],
    [{ status: true, nextToken: 'abc.1' }, 'nextToken: expected the nextToken of an answer'],
    [{ status: true, nextToken: '0123456789abcdef.1.x' }, 'nextToken: expected'],
    [{ nextToken: '0123456789abcdef.1' }, 'nextToken: expected'],
    [{ approve: 'abc', nextToken: '0123456789abcdef.1' }, 'nextToken: expected'],
    [7, 'request: expected an object, received 7'],
  ])('%j is refused', (raw, message) => {
    expect(() => readCleanupRequest(raw)).toThrow(message);
  });
});
