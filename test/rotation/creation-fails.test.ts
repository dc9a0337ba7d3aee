import { expect, test } from 'vitest';
import { KeyCreations } from '../../src/rotation/key-creations.ts';
import { autopilot, MINUTE } from '../support/autopilot.ts';

const ON_END = { 'autopilot:rotate-key': 'on-end' };
const CHANNELS = 12;
/** So many channels are handled at the same time in these tests. */
const WORKERS = 3;

/** Channels whose streams have all ended, so that their keys are due. */
async function dueChannels() {
  const world = autopilot({ endGraceMs: 0 });
  const arns: string[] = [];
  for (let index = 0; index < CHANNELS; index += 1) {
    const arn = await world.createChannel(ON_END);
    await world.stream(arn);
    arns.push(arn);
  }
  world.clock.advance(MINUTE);
  const withoutKey = () => arns.filter((arn) => world.keyArns(arn).length === 0);
  const kept = () => world.audit.entries.filter(({ outcome }) => outcome === 'kept');
  return { world, arns, withoutKey, kept };
}

test.each(['PendingVerification', 'AccessDeniedException', 'InternalServerException'])(
  'while CreateStreamKey fails (%s), no more channels lose their keys',
  async (error) => {
    const { world, arns, withoutKey, kept } = await dueChannels();
    const before = arns.map((arn) => world.keyArns(arn)[0]);
    world.simulator.setFaults({ errors: [{ operation: 'CreateStreamKey', error }] });
    await world.rotate();
    const lost = withoutKey();
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.length).toBeLessThanOrEqual(WORKERS);
    for (let run = 0; run < 8; run += 1) {
      world.clock.advance(MINUTE);
      await world.rotate();
    }
    expect(withoutKey()).toEqual(lost);
    expect(new Set(kept().map(({ channelArn }) => channelArn)).size).toBe(CHANNELS - lost.length);
    expect(kept()[0]).toMatchObject({ reason: 'creation-fails' });

    // After ten minutes, one channel tries.
    for (let run = 0; run < 7; run += 1) {
      world.clock.advance(MINUTE);
      await world.rotate();
    }
    expect(withoutKey()).toHaveLength(lost.length + 1);

    world.simulator.setFaults({});
    for (let run = 0; run < 4; run += 1) {
      world.clock.advance(MINUTE);
      await world.rotate();
    }
    expect(withoutKey()).toEqual([]);
    const after = arns.map((arn) => world.keyArns(arn)[0]);
    expect(after.filter((key, index) => key === before[index])).toEqual([]);
  },
);

test('if the channel without a key is gone, the others are rotated after ten minutes', async () => {
  const { world, arns, withoutKey } = await dueChannels();
  world.simulator.setFaults({
    errors: [{ operation: 'CreateStreamKey', error: 'PendingVerification' }],
  });
  await world.rotate();
  world.simulator.setFaults({});
  for (const arn of withoutKey()) await world.deleteChannel(arn);
  const left = arns.filter((arn) => world.keyArns(arn).length > 0);
  const before = left.map((arn) => world.keyArns(arn)[0]);
  world.clock.advance(9 * MINUTE);
  await world.rotate();
  expect(left.map((arn) => world.keyArns(arn)[0])).toEqual(before);
  for (let run = 0; run < 8; run += 1) {
    world.clock.advance(MINUTE);
    await world.rotate();
  }
  expect(left.filter((arn, index) => world.keyArns(arn)[0] === before[index])).toEqual([]);
});

test('a channel that fails again and again holds the others for ten minutes, and not longer', () => {
  const creations = new KeyCreations();
  for (let minute = 0; minute < 10; minute += 1) {
    creations.failed('one', minute * MINUTE);
    expect(creations.mayDelete(minute * MINUTE)).toBe(false);
  }
  expect(creations.mayDelete(10 * MINUTE)).toBe(true);
  expect(creations.mayDelete(10 * MINUTE)).toBe(false);
  creations.succeeded('another');
  creations.failed('one', 11 * MINUTE);
  expect(creations.mayDelete(11 * MINUTE)).toBe(true);
  expect(creations.mayDelete(11 * MINUTE)).toBe(true);
});
