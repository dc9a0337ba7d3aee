import { describe, expect, test } from 'vitest';
import { checkKeys } from '../../../src/reconcile/channels/key-check.ts';
import { autopilot, HOUR, MINUTE } from '../../support/autopilot.ts';

const MONTHLY = { 'autopilot:rotate-key': '30d' };

type World = ReturnType<typeof autopilot>;

const check = (world: World) =>
  checkKeys({ ...world, lease: { shouldRelease: async () => false } });

/** A channel whose key is recorded, and whose key somebody deletes then. */
async function withoutKey(tags: Record<string, string> = MONTHLY) {
  const world = autopilot();
  const arn = world.ivs.addChannel(tags);
  await world.survey();
  await world.rotate();
  await check(world);
  world.clock.advance(10 * MINUTE);
  await world.ivs.deleteStreamKey(String(world.ivs.keyArns(arn)[0]));
  world.ivs.changes.length = 0;
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
    expect(world.ivs.keyArns(arn)).toHaveLength(1);
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
    world.ivs.tag(arn, { 'autopilot:protect': 'true' });
    world.clock.advance(HOUR);
    expect(await check(world)).toMatchObject({ checked: 0 });
    await world.rotate();
    expect(world.ivs.keyArns(arn)).toEqual([]);
  });

  test('of a channel without rotate-key is not looked for', async () => {
    const world = autopilot();
    world.ivs.addChannel({ 'autopilot:auto-delete': 'true' });
    world.ivs.addChannel({ 'autopilot:rotate-key': 'never' });
    expect(await check(world)).toEqual({ finished: true, checked: 0, missing: 0, failed: 0 });
    expect(world.ivs.requests).not.toContain('ListStreamKeys');
  });
});

describe('the check of stream keys', () => {
  test('reads each key once an hour, some in each run', async () => {
    const world = autopilot();
    for (let i = 0; i < 250; i++) world.ivs.addChannel(MONTHLY);
    await world.survey();
    await world.rotate();
    const checked = [];
    for (let run = 0; run < 5; run++) {
      checked.push((await check(world))?.checked);
      world.clock.advance(5 * MINUTE);
    }
    expect(checked).toEqual([100, 100, 50, undefined, undefined]);
    world.clock.advance(HOUR / 2);
    expect(await check(world)).toMatchObject({ checked: 100, finished: false });
  });

  test('continues with other channels after a failure', async () => {
    const { world, arn } = await withoutKey();
    const bad = world.ivs.addChannel(MONTHLY);
    await world.survey();
    await world.rotate();
    world.clock.advance(HOUR);
    const ivs = Object.create(world.ivs);
    ivs.listStreamKeys = async (channelArn: string) => {
      if (channelArn === bad) throw new Error('broken');
      return world.ivs.listStreamKeys(channelArn);
    };
    expect(await check({ ...world, ivs })).toMatchObject({ failed: 1, missing: 1 });
    await world.rotate();
    expect(world.ivs.keyArns(arn)).toHaveLength(1);
  });
});
