import { describe, expect, test } from 'vitest';
import { isoTime } from '../../src/platform/clock.ts';
import { autopilot, HOUR } from '../support/autopilot.ts';

const DELETE = { 'autopilot:auto-delete': 'true' };

describe('a channel that never went live', () => {
  const WEEK = 7 * 24 * HOUR;
  const surveyFor = async (world: ReturnType<typeof autopilot>, ms: number, step = 5 * HOUR) => {
    for (let passed = 0; passed < ms; passed += step) {
      await world.survey();
      await world.cleanup();
      world.clock.advance(step);
    }
  };

  test('is kept for ever by default', async () => {
    const world = autopilot();
    const arn = await world.createChannel(DELETE);
    await surveyFor(world, 4 * WEEK);
    await world.channels.markDue(arn, 'cleanup', isoTime(world.clock.now()));
    expect(await world.cleanup()).toMatchObject({ counts: { 'never-streamed': 1 } });
    expect(world.changes).toEqual([]);
  });

  test('is deleted after cleanupNeverLive, counted from the first survey', async () => {
    const world = autopilot({ neverLiveMs: WEEK });
    const arn = await world.createChannel(DELETE);
    await surveyFor(world, WEEK);
    expect(world.exists(arn)).toBe(true);
    await surveyFor(world, 10 * HOUR);
    expect(world.exists(arn)).toBe(false);
    expect(world.audit.entries.at(-1)).toMatchObject({ outcome: 'done', reason: 'never-live' });
    expect(world.bus.events).toMatchObject([
      { detailType: 'Channel Deletion', detail: { reason: 'never-live', sessions: [] } },
    ]);
  });

  test('counts again from 0 if its tag was absent: an old channel may be tagged for a show tonight', async () => {
    const world = autopilot({ neverLiveMs: WEEK });
    const arn = await world.createChannel(DELETE);
    await surveyFor(world, WEEK - 24 * HOUR);
    await world.tag(arn, { 'autopilot:auto-delete': undefined });
    await surveyFor(world, 3 * WEEK);
    await world.tag(arn, DELETE);
    await surveyFor(world, WEEK);
    expect(world.exists(arn)).toBe(true);
    await surveyFor(world, 10 * HOUR);
    expect(world.exists(arn)).toBe(false);
  });

  test('counts from when it is tagged for deletion, not from when it was tagged for rotation', async () => {
    const world = autopilot({ neverLiveMs: WEEK });
    const arn = await world.createChannel({ 'autopilot:rotate-key': '30d' });
    await surveyFor(world, 2 * WEEK);
    await world.tag(arn, DELETE);
    await surveyFor(world, WEEK);
    expect(world.exists(arn)).toBe(true);
  });

  test('is kept if the final check finds a live stream, or a stream without any event', async () => {
    const world = autopilot({ neverLiveMs: WEEK });
    const [live, streamed] = [await world.createChannel(DELETE), await world.createChannel(DELETE)];
    await surveyFor(world, WEEK);
    for (const arn of [live, streamed]) {
      world.goLive(arn);
    }
    world.endStream(streamed);
    world.loseEvents();
    for (const arn of [live, streamed]) {
      await world.channels.markDue(arn, 'cleanup', isoTime(world.clock.now()));
    }
    expect(await world.cleanup()).toMatchObject({ counts: { live: 1, grace: 1 } });
    expect(world.changes).toEqual([]);
  });
});
