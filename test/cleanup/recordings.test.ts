import { describe, expect, test } from 'vitest';
import { autopilot, MINUTE } from '../support/autopilot.ts';

describe('a channel that records', () => {
  const CONFIGURATION = 'arn:aws:ivs:us-west-2:123456789012:recording-configuration/aBcDeFgHiJkL';
  const recording = (seconds: number | undefined, grace = '30s') => {
    const world = autopilot();
    const arn = world.ivs.addChannel({ 'autopilot:auto-delete': grace });
    const channel = world.ivs.channels.get(arn);
    if (channel) channel.recordingConfigurationArn = CONFIGURATION;
    world.ivs.recordingConfigurations.set(CONFIGURATION, {
      ...{ arn: CONFIGURATION, state: 'ACTIVE', destinationConfiguration: {} },
      ...(seconds !== undefined && { recordingReconnectWindowSeconds: seconds }),
    });
    return { world, arn };
  };
  const requestsOf = ({ ivs }: ReturnType<typeof autopilot>) =>
    ivs.requests.filter((name) => name === 'GetRecordingConfiguration').length;

  test('is kept until an encoder can no longer continue the recording', async () => {
    const { world, arn } = recording(120);
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
    const { world, arn } = recording(300);
    await world.stream(arn);
    world.clock.advance(309_000);
    expect(await world.cleanup()).toMatchObject({ counts: { recording: 1 } });
  });

  test('is deleted without an IVS request if its grace period is longer than any window', async () => {
    const { world, arn } = recording(300, '6m');
    await world.stream(arn);
    world.clock.advance(6 * MINUTE + 1_000);
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
    expect(requestsOf(world)).toBe(0);
  });

  test('is kept with a warning if its recording configuration does not exist', async () => {
    const { world, arn } = recording(0);
    world.ivs.recordingConfigurations.clear();
    await world.stream(arn);
    world.clock.advance(31_000);
    expect(await world.cleanup()).toMatchObject({ counts: { 'recording-unknown': 1 } });
    expect(world.audit.entries.at(-1)).toMatchObject({ reason: 'recording-unknown' });
    expect(world.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    expect(world.ivs.channels.has(arn)).toBe(true);
  });

  test('needs one request a pass for all channels with the same configuration; the default window is 0 s', async () => {
    const { world, arn } = recording(undefined);
    const others = Array.from({ length: 9 }, () =>
      world.ivs.addChannel({ 'autopilot:auto-delete': '30s' }),
    );
    for (const each of [arn, ...others]) {
      const channel = world.ivs.channels.get(each);
      if (channel) channel.recordingConfigurationArn = CONFIGURATION;
      world.ivs.connect(each);
      world.ivs.start(each);
      world.ivs.disconnect(each);
    }
    await world.deliver();
    world.clock.advance(31_000);
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 10 } });
    expect(requestsOf(world)).toBe(1);
  });
});
