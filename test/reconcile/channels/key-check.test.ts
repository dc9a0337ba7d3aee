import { describe, expect, test, vi } from 'vitest';
import type { ChannelRecordChanges } from '../../../src/channels/record.ts';
import { isoTime } from '../../../src/platform/clock.ts';
import { OutOfTimeError } from '../../../src/platform/errors.ts';
import { checkKeys, type KeyCheckContext } from '../../../src/reconcile/channels/key-check.ts';
import { autopilot, HOUR, MINUTE } from '../../support/autopilot.ts';

const MONTHLY = { 'autopilot:rotate-key': '30d' };

type World = ReturnType<typeof autopilot>;

let runs = 0;
const check = (world: World, more: Partial<KeyCheckContext> = {}) =>
  checkKeys({
    ...world,
    ...{ holder: `check-${runs++}`, deadline: world.clock.now() + 2 * MINUTE },
    ...more,
  });

/** A channel whose key is recorded, and whose key somebody deletes then. */
async function withoutKey(tags: Record<string, string> = MONTHLY) {
  const world = autopilot();
  const arn = await world.createChannel(tags);
  await world.survey();
  await world.rotate();
  await check(world);
  world.clock.advance(10 * MINUTE);
  await world.deleteKey(arn);
  return { world, arn };
}

describe('a stream key that somebody deleted', () => {
  test('is found within an hour, and replaced and handed over by the rotation', async () => {
    const { world, arn } = await withoutKey();
    for (let minute = 0; minute <= 50; minute += 5) {
      await world.survey();
      await check(world);
      await world.rotate();
      world.clock.advance(5 * MINUTE);
    }
    expect(world.keyArns(arn)).toHaveLength(1);
    expect(world.audit.entries.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['create-key', 'done'],
      ['hand-over', 'done'],
    ]);
    expect(world.bus.events.at(-1)).toMatchObject({ detailType: 'Stream Key Rotated' });
  });

  test('is only reported in mode plan, and left alone if the channel is protected by then', async () => {
    const { world, arn } = await withoutKey();
    world.clock.advance(HOUR);
    expect(await check(world)).toMatchObject({ checked: 1, missing: 1 });
    expect(await world.rotate('plan')).toMatchObject({ counts: { planned: 1 } });
    expect(world.audit.entries).toMatchObject([{ action: 'create-key', outcome: 'planned' }]);
    await world.tag(arn, { 'autopilot:protect': 'true' });
    world.clock.advance(HOUR);
    expect(await check(world)).toMatchObject({ missing: 1 });
    await world.rotate();
    expect(world.keyArns(arn)).toEqual([]);
    // The rotation has seen the tag, so the channel is not marked any more.
    world.clock.advance(HOUR);
    expect(await check(world)).toBeUndefined();
  });

  test('of a channel without rotate-key is not looked for', async () => {
    const world = autopilot();
    await world.createChannel({ 'autopilot:auto-delete': 'true' });
    await world.createChannel({ 'autopilot:rotate-key': 'never' });
    await world.survey();
    await world.rotate();
    expect(await check(world)).toBeUndefined();
    expect(world.operations()).not.toContain('ListTagsForResource');
  });
});

test('a stream key that somebody replaced by hand is noted as the new one', async () => {
  const { world, arn } = await withoutKey();
  await world.addKey(arn);
  world.clock.advance(HOUR);
  expect(await check(world)).toMatchObject({ missing: 1 });
  await world.rotate();
  expect(world.record(arn)?.key?.arn).toBe(world.keyArns(arn)[0]);
  expect(world.audit.entries).toEqual([]);
});

test('the record of a channel that somebody deleted by hand is removed', async () => {
  const { world, arn } = await withoutKey();
  await world.deleteChannel(arn);
  world.clock.advance(HOUR);
  await check(world);
  expect(await world.rotate()).toMatchObject({ counts: { gone: 1 } });
  expect(world.record(arn)).toBeUndefined();
});

describe('the check of stream keys', () => {
  /** Channels whose keys are recorded, at the end of a round. */
  async function withKeys(channels: number) {
    const world = autopilot();
    const arns = (await world.createChannels(channels, MONTHLY)).sort();
    await world.survey();
    await world.rotate();
    await check(world);
    world.clock.advance(HOUR);
    return { world, arns };
  }

  test('asks about each key once in 45 minutes', async () => {
    const { world } = await withKeys(120);
    const checked = [];
    for (let run = 0; run < 10; run++) {
      checked.push((await check(world))?.checked ?? 0);
      world.clock.advance(5 * MINUTE);
    }
    expect(checked).toEqual([120, 0, 0, 0, 0, 0, 0, 0, 0, 120]);
  });

  test('continues after the last page when its time is used up, and after a failure of the table', async () => {
    const { world, arns } = await withKeys(120);
    const endsAfter = (requests: number) => {
      let left = requests;
      return {
        waitForQuotaWindow: async () => undefined,
        async streamKeyExists(arn: string) {
          if (left-- <= 0) throw new OutOfTimeError('no time left');
          return world.ivs.streamKeyExists(arn);
        },
      };
    };
    expect(await check(world, { ivs: endsAfter(60) })).toMatchObject({ finished: false });
    // Events mark channels that were not checked yet: they are now the first ones in the index.
    for (const arn of arns.slice(-10))
      await world.channels.markDue(arn, 'rotation', isoTime(world.clock.now()));
    const save = vi.spyOn(world.cursors, 'save').mockRejectedValueOnce(new Error('no table'));
    await expect(check(world)).rejects.toThrow('no table');
    save.mockRestore();
    expect(await check(world)).toEqual({ finished: true, checked: 70, missing: 0, failed: 0 });
  });

  test('leaves the check to an earlier run that still checks', async () => {
    const { world } = await withKeys(1);
    const claim = { name: 'key-check', holder: 'earlier', now: world.clock.now() };
    await world.leases.acquire({ ...claim, until: world.clock.now() + MINUTE });
    expect(await check(world)).toBeUndefined();
    await world.leases.release('key-check', 'earlier');
    expect(await check(world)).toMatchObject({ checked: 1 });
  });

  test('does not take a key for missing that a rotation replaces meanwhile', async () => {
    const { world, arns } = await withKeys(3);
    const [replaced = '', begun = ''] = arns;
    const rotation = async (arn: string, changes: ChannelRecordChanges) => {
      const [record] = await world.channels.get([arn]);
      if (record) await world.channels.update(record, changes, 'always');
    };
    const at = isoTime(world.clock.now());
    const ivs = {
      waitForQuotaWindow: async () => undefined,
      async streamKeyExists(keyArn: string) {
        const key = { arn: 'new', since: at, created: true };
        await rotation(replaced, { key });
        await rotation(begun, { pendingRotation: { keyArn, tags: {}, at } });
        return false;
      },
    };
    const marked = vi.spyOn(world.channels, 'markDue');
    expect(await check(world, { ivs })).toMatchObject({ missing: 1 });
    expect(marked.mock.calls.map(([arn]) => arn)).toEqual([arns[2]]);
  });

  test('continues with other channels after a failure', async () => {
    const { world, arn } = await withoutKey();
    const bad = await world.createChannel(MONTHLY);
    await world.survey();
    await world.rotate();
    world.clock.advance(HOUR);
    const [resource = ''] = world.keyArns(bad);
    const error = 'ValidationException';
    world.simulator.setFaults({ errors: [{ operation: 'ListTagsForResource', error, resource }] });
    expect(await check(world)).toMatchObject({ failed: 1, missing: 1 });
    world.simulator.setFaults({});
    await world.rotate();
    expect(world.keyArns(arn)).toHaveLength(1);
  });
});
