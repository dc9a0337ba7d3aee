import { expect, test } from 'vitest';
import type { FunctionEnd } from '../cloud/functions.ts';
import type { Deed } from '../cloud/observed-ivs.ts';
import { rotationsAreFinished } from './finished-rotations.ts';
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

test('the age of a key counts from half a minute before its creation at the earliest, also if it is created again', () => {
  const rotatesAfter = (ms: number): boolean => {
    const { deed, at, holds } = watch(rotationsAreDue, {});
    deed('DeleteStreamKey', 'k0');
    deed('CreateStreamKey', 'k1');
    at(4 * MINUTE);
    deed('CreateStreamKey', 'k2');
    at(4 * MINUTE + ms);
    deed('DeleteStreamKey', 'k2', HOURLY);
    return holds();
  };
  expect(rotatesAfter(60 * MINUTE - 30_000)).toBe(true);
  expect(rotatesAfter(59 * MINUTE)).toBe(false);
});

/** Runs of `rotateStreamKeys` end with these counts. */
function runThreeTimes(
  { at, observer }: ReturnType<typeof watch>,
  counts: object,
  everyMs = MINUTE,
): void {
  for (const startedAt of [MINUTE, MINUTE + everyMs, MINUTE + 2 * everyMs]) {
    at(startedAt);
    const outcome = { payload: JSON.stringify({ outcome: 'done', counts }) };
    const end = { name: 'rotateStreamKeys', payload: '{}', outcome, startedAt, metrics: {} };
    observer.onFunctionEnd?.(end);
  }
}

test('three runs without a failure finish a rotation: there is a key, and an event tells of it', () => {
  const rotation = (
    counts: object,
    before: (world: ReturnType<typeof watch>) => void,
    everyMs?: number,
  ) => {
    const world = watch(rotationsAreFinished, {});
    world.deed('DeleteStreamKey', 'k1');
    before(world);
    runThreeTimes(world, counts, everyMs);
    return world.holds();
  };
  const create = ({ deed, channel }: ReturnType<typeof watch>) => {
    deed('CreateStreamKey', 'k2');
    channel.streamKeys = [{ arn: 'k2', tags: {} }];
  };
  const tell = (world: ReturnType<typeof watch>) => {
    create(world);
    const event = { 'detail-type': 'Stream Key Rotated', resources: [CHANNEL, 'k2'] };
    world.observer.onOwnEvent?.(event as never);
  };
  expect(rotation({}, () => undefined)).toBe(false);
  expect(rotation({ untagged: 1 }, create)).toBe(false);
  expect(rotation({}, tell)).toBe(true);
  expect(rotation({ failed: 1 }, create)).toBe(true);
  // Somebody starts runs one after the other: the channel is not due again yet.
  expect(rotation({}, create, 10_000)).toBe(true);
  expect(rotation({}, ({ observer }) => observer.onKeyDeletedByHand?.(CHANNEL))).toBe(true);
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
