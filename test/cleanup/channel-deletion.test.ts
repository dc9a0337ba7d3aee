import { describe, expect, test } from 'vitest';
import type { AutopilotEvent } from '../../src/platform/bus.ts';
import { autopilot, HOUR, MINUTE } from '../support/autopilot.ts';

const DELETE = { 'autopilot:auto-delete': 'true' };

describe('Channel Deletion', () => {
  const dueWorld = async () => {
    const world = autopilot();
    const arn = await world.createChannel({ ...DELETE, team: 'x' }, 'quiz-night');
    const streamId = await world.stream(arn);
    world.clock.advance(HOUR);
    return { world, arn, streamId };
  };

  test('is published before the deletion, with name, tags and newest sessions', async () => {
    const { world, arn, streamId } = await dueWorld();
    const bus = {
      publish: async (events: AutopilotEvent[]) => {
        expect(world.exists(arn)).toBe(true);
        await world.bus.publish(events);
      },
    };
    await world.cleanup('apply', { ...world.inner, bus });
    expect(world.exists(arn)).toBe(false);
    const [event] = world.bus.events.filter(({ detailType }) => detailType === 'Channel Deletion');
    expect(event).toMatchObject({
      resources: [arn],
      detail: {
        ...{ channelArn: arn, channelName: 'quiz-night', reason: 'grace-over' },
        tags: { ...DELETE, team: 'x' },
        sessions: [{ streamId, state: 'ended' }],
      },
    });
    expect(event?.detail.id).toContain(`channel-deletion:${arn}:${streamId} `);
  });

  test('that cannot be published prevents the deletion; published again, it has the same id', async () => {
    const { world, arn } = await dueWorld();
    const unreachable = { publish: () => Promise.reject(new Error('the bus cannot be reached')) };
    const losesAnswer = {
      publish: async (events: AutopilotEvent[]) => {
        await world.bus.publish(events);
        throw new Error('the answer was lost');
      },
    };
    for (const bus of [unreachable, losesAnswer]) {
      expect(await world.cleanup('apply', { ...world.inner, bus })).toMatchObject({
        counts: { failed: 1 },
      });
      expect(world.audit.entries.at(-1)).toMatchObject({ outcome: 'failed' });
      expect(world.exists(arn)).toBe(true);
      world.clock.advance(6 * MINUTE);
    }
    expect(world.lines.filter(({ level }) => level === 'error')).toHaveLength(2);
    await world.cleanup();
    expect(world.exists(arn)).toBe(false);
    const ids = world.bus.events
      .filter(({ detailType }) => detailType === 'Channel Deletion')
      .map(({ detail }) => detail.id);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  });
});
