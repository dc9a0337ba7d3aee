import { expect, test } from 'vitest';
import { SNAPSHOT_VALID_MS } from '../../src/channels/snapshot.ts';
import { autopilot, HOUR, MINUTE } from '../support/autopilot.ts';

test.each([
  ['cleanup', 'deleteChannel', { 'autopilot:auto-delete': 'true' }],
  ['rotate', 'deleteStreamKey', { 'autopilot:rotate-key': 'on-end' }],
] as const)(
  '%s: the age of a snapshot counts from when its request was sent',
  async (kind, deletion, tags) => {
    const world = autopilot();
    const arn = world.ivs.addChannel(tags);
    await world.survey();
    await world.rotate();
    await world.stream(arn);
    world.clock.advance(HOUR);
    const ivs = Object.create(world.ivs);
    let sentAt = 0;
    ivs.batchGetChannels = async (arns: string[], onSend?: () => void) => {
      world.clock.advance(3_000);
      sentAt = world.clock.now();
      onSend?.();
      const answer = await world.ivs.batchGetChannels(arns);
      world.clock.advance(2_000);
      return answer;
    };
    const limits: unknown[] = [];
    ivs[deletion] = async (name: string, notAfter: number) => {
      limits.push(notAfter);
      return world.ivs[deletion](name);
    };
    await world[kind]('apply', { ...world.inner, ivs });
    expect(limits).toEqual([sentAt + SNAPSHOT_VALID_MS]);
    expect(sentAt).toBeGreaterThan(MINUTE);
  },
);
