import { describe, expect, test } from 'vitest';
import { autopilot, MINUTE } from '../support/autopilot.ts';

describe('a channel that records', () => {
  const recording = async (seconds: number | undefined, grace = '30s') => {
    const world = autopilot();
    const arn = await world.createChannel({ 'autopilot:auto-delete': grace });
    await world.recordStreams([arn], seconds);
    return { world, arn };
  };
  const requestsOf = (world: ReturnType<typeof autopilot>) =>
    world.requested('GetRecordingConfiguration');

  test('is kept until an encoder can no longer continue the recording', async () => {
    const { world, arn } = await recording(120);
    await world.stream(arn);
    world.clock.advance(31_000);
    expect(await world.cleanup()).toMatchObject({ counts: { recording: 1 } });
    expect(await world.cleanup()).toMatchObject({ due: 0 });
    expect(world.audit.entries.at(-1)).toMatchObject({
      ...{ outcome: 'kept', reason: 'recording', evidence: { recordingWindow: 120_000 } },
    });
    world.clock.advance(120_000 + 10_000 - 31_000);
    expect(await world.cleanup()).toMatchObject({ due: 0 });
    world.clock.advance(1_000);
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
  });

  test('is kept for the longest possible window', async () => {
    const { world, arn } = await recording(300);
    await world.stream(arn);
    world.clock.advance(309_000);
    expect(await world.cleanup()).toMatchObject({ counts: { recording: 1 } });
  });

  test('is deleted without an IVS request if its grace period is longer than any window', async () => {
    const { world, arn } = await recording(300, '6m');
    await world.stream(arn);
    world.clock.advance(6 * MINUTE + 1_000);
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
    expect(requestsOf(world)).toBe(0);
  });

  test('is kept with a warning if its recording configuration does not exist', async () => {
    const { world, arn } = await recording(0);
    // IVS refuses to delete a configuration that a channel uses. But a read may not find it.
    const error = 'ResourceNotFoundException';
    world.simulator.setFaults({ errors: [{ operation: 'GetRecordingConfiguration', error }] });
    await world.stream(arn);
    world.clock.advance(31_000);
    expect(await world.cleanup()).toMatchObject({ counts: { 'recording-unknown': 1 } });
    expect(world.audit.entries.at(-1)).toMatchObject({ reason: 'recording-unknown' });
    expect(world.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    expect(world.exists(arn)).toBe(true);
  });

  test('needs one request a pass for all channels with the same configuration; the default window is 0 s', async () => {
    const world = autopilot();
    const arns = await world.createChannels(10, { 'autopilot:auto-delete': '30s' });
    await world.recordStreams(arns);
    world.streamBriefly(arns);
    await world.deliver();
    world.clock.advance(31_000);
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 10 } });
    expect(requestsOf(world)).toBe(1);
  });
});
