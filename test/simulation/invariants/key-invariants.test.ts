import { expect, test } from 'vitest';
import type { FunctionEnd } from '../cloud/functions.ts';
import type { Deed } from '../cloud/observed-ivs.ts';
import { Checks } from './invariant.ts';
import { channelsHaveKeys } from './keys.ts';
import type { Observer, ObserverTools } from './observer.ts';
import { revocationsEnd } from './revocations.ts';
import { rotationsAreDue } from './rotations.ts';

// The cases for which an invariant about keys makes an exception, and beside each one a case that must stay a violation.

const MINUTE = 60_000;
const CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/a';
const PROTECTED = { 'autopilot:protect': 'true' };

interface Channel {
  arn: string;
  tags: Record<string, string>;
  streamKeys: { arn: string; tags: Record<string, string> }[];
}

/** One channel, which an invariant watches. */
function watch(invariant: (tools: ObserverTools) => Observer, start: Partial<Channel>) {
  let time = 0;
  const now = () => time;
  const channel: Channel = { arn: CHANNEL, tags: {}, streamKeys: [], ...start };
  const checks = new Checks(now);
  const observer = invariant({
    checks,
    timeline: { now },
    simulator: { channels: () => [channel], sessions: () => [] },
    troubles: { hasStopped: true },
    cloud: { settings: (name: string) => [name === 'ROTATION_MODE' ? 'apply' : '1m'] },
  } as unknown as ObserverTools);
  return {
    ...{ channel, observer },
    at: (ms: number) => (time = ms),
    deed: (operation: Deed['operation'], keyArn: string, tags: Record<string, string> = {}) =>
      observer.onDeed?.({
        ...{ operation, keyArn, channelArn: CHANNEL, by: 'rotateStreamKeys', at: time },
        read: { tags: { at: time, tags } },
      } as unknown as Deed),
    tick: () => observer.onTick?.([channel] as never),
    holds: () => checks.violation === undefined,
  };
}

const noKeyForHalfAnHour = ({ at, tick, holds }: ReturnType<typeof watch>) => {
  at(10 * MINUTE);
  tick();
  at(40 * MINUTE);
  tick();
  return holds();
};

test('a channel whose key a function deleted needs one again, unless somebody deletes another key of it by hand', () => {
  const deleted = watch(channelsHaveKeys, {});
  deleted.deed('DeleteStreamKey', 'k1');
  expect(noKeyForHalfAnHour(deleted)).toBe(false);

  const byHand = watch(channelsHaveKeys, {});
  byHand.deed('DeleteStreamKey', 'k1');
  byHand.observer.onKeyDeletedByHand?.(CHANNEL);
  expect(noKeyForHalfAnHour(byHand)).toBe(true);
});

const HOURLY = { 'autopilot:rotate-key': '1h' };

/** A rotation creates a key, and a rotation so long after it deletes that key. */
function rotatesAfter(ms: number, before: (world: ReturnType<typeof watch>) => void): boolean {
  const world = watch(rotationsAreDue, {});
  before(world);
  world.deed('CreateStreamKey', 'k2');
  world.at(ms);
  world.deed('DeleteStreamKey', 'k2', HOURLY);
  return world.holds();
}

test('the age of a key counts from its rotation, also if somebody deletes the old key while that is recorded', () => {
  const record = ({ observer }: ReturnType<typeof watch>) =>
    observer.onRequest?.('dynamodb', {
      Item: { pk: `CHANNEL#${CHANNEL}`, sk: 'AUDIT#1#rotate-key' },
    });
  /** The old key is deleted at 0:10 by hand, and the new one is created at 4:00. */
  const byHand = (recordedAt: number) => (world: ReturnType<typeof watch>) => {
    world.at(recordedAt);
    record(world);
    world.at(40_000);
    world.observer.onKeyDeletedByHand?.(CHANNEL);
    world.at(4 * MINUTE);
  };
  expect(rotatesAfter(61 * MINUTE, byHand(10_000))).toBe(true);
  expect(rotatesAfter(61 * MINUTE, byHand(9_000))).toBe(false);
});

test('the age of a key that an interrupted rotation creates again counts from its begin, until an event tells of it', () => {
  const twice = (isTold: boolean) => (world: ReturnType<typeof watch>) => {
    world.deed('DeleteStreamKey', 'k0');
    world.deed('CreateStreamKey', 'k1');
    if (isTold)
      world.observer.onOwnEvent?.({
        ...{ 'detail-type': 'Stream Key Rotated', resources: [CHANNEL], detail: {} },
      } as never);
    world.at(4 * MINUTE);
  };
  expect(rotatesAfter(61 * MINUTE, twice(false))).toBe(true);
  expect(rotatesAfter(61 * MINUTE, twice(true))).toBe(false);
});

/** An operator revokes the key while the channel has these tags, and it has others at rest. */
async function revokes(tags: Record<string, string>, request: object = {}): Promise<boolean> {
  const start = { streamKeys: [{ arn: 'k1', tags: {} }] };
  const { observer, channel, holds } = watch(revocationsEnd, start);
  const payload = JSON.stringify({ channelArn: CHANNEL, ...request });
  const name = 'revokeStreamKey';
  observer.onFunctionStart?.({ name, payload });
  channel.tags = tags;
  const outcome = { payload: '{"outcome":"open"}' };
  observer.onFunctionEnd?.({ name, payload, outcome, startedAt: 0, metrics: {} } as FunctionEnd);
  channel.tags = {};
  await observer.atRest?.();
  return holds();
}

test('a revocation that is open may end as protected, unless the operator revokes protected keys, too', async () => {
  expect(await revokes({})).toBe(false);
  expect(await revokes(PROTECTED)).toBe(true);
  expect(await revokes(PROTECTED, { protected: true })).toBe(false);
});
