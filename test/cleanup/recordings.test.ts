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
  const asked = ({ ivs }: ReturnType<typeof autopilot>) =>
    ivs.requests.filter((name) => name === 'GetRecordingConfiguration').length;

  test('stays until an encoder can no longer go on with the recording', async () => {
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

  test('stays for the longest window that there is', async () => {
    const { world, arn } = recording(300);
    await world.stream(arn);
    world.clock.advance(309_000);
    expect(await world.cleanup()).toMatchObject({ counts: { recording: 1 } });
  });

  test('goes when its grace is over, if that is later than any window; IVS is not asked', async () => {
    const { world, arn } = recording(300, '6m');
    await world.stream(arn);
    world.clock.advance(6 * MINUTE + 1_000);
    expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
    expect(asked(world)).toBe(0);
  });

  test('stays while nobody knows its configuration, and it is said', async () => {
    const { world, arn } = recording(0);
    world.ivs.recordingConfigurations.clear();
    await world.stream(arn);
    world.clock.advance(31_000);
    expect(await world.cleanup()).toMatchObject({ counts: { 'recording-unknown': 1 } });
    expect(world.audit.entries.at(-1)).toMatchObject({ reason: 'recording-unknown' });
    expect(world.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    expect(world.ivs.channels.has(arn)).toBe(true);
  });

  test('with others shares one question a pass; no window is one of none', async () => {
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
    expect(asked(world)).toBe(1);
  });
});
