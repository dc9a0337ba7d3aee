import { describe, expect, test } from 'vitest';
import { observedRule } from '../../src/rotation/age-rule.ts';
import { rotationLimits } from '../../src/rotation/settings.ts';
import { autopilot, HOUR, MINUTE } from '../support/autopilot.ts';
import { chaosRuns } from '../support/chaos-runs.ts';
import { explaining } from '../support/explaining.ts';
import * as fc from '../support/fast-check.ts';
import { type FaultKind, faulty } from '../support/faults.ts';

const DAY = 24 * HOUR;
const DEFAULTS = rotationLimits({});
const aged = (age: string) => ({ 'autopilot:rotate-key': age });

type World = ReturnType<typeof autopilot>;

const limited = (limits: Partial<typeof DEFAULTS> = {}) =>
  autopilot({ endGraceMs: 0, rotationLimits: { ...DEFAULTS, ...limits } });

const rotated = ({ changes }: World) =>
  changes.filter(({ operation }) => operation === 'DeleteStreamKey');

/** Reconcile and rotation run as on their schedules. */
async function runFor(world: World, ms: number, everyMs = 10 * MINUTE): Promise<void> {
  for (let passed = 0; passed < ms; passed += everyMs) {
    await world.survey();
    await world.rotate();
    world.clock.advance(everyMs);
  }
}

test('by default, 100 keys or a fifth of the channels may be replaced suddenly within a day', () => {
  expect(DEFAULTS).toEqual({ max: 100, maxShare: 0.2, windowMs: DAY });
});

describe('an age that many channels get at once, and that is short', () => {
  test.each([
    [510, '30s'],
    [150, '1m'],
  ])(
    '%i channels with rotate-key=%s: no key is replaced, and the audit says why',
    async (count, age) => {
      const world = limited();
      const arns = await world.createChannels(count, aged(age));
      await runFor(world, HOUR);
      expect(rotated(world)).toEqual([]);
      expect(world.counts.RotationLimited).toBeGreaterThanOrEqual(count);
      expect(world.audit.entries).toHaveLength(count);
      expect(world.audit.entries[0]).toMatchObject({ outcome: 'kept', reason: 'limit-reached' });
      // The operator corrects the tags of all but 20 channels.
      for (const arn of arns.slice(20)) await world.tag(arn, aged('30d'));
      await runFor(world, 80 * MINUTE);
      expect(new Set(rotated(world).map(({ channelArn }) => channelArn)).size).toBe(20);
    },
  );

  test('is carried out when it has been there for a day', async () => {
    const world = limited();
    await world.createChannels(60, aged('2h'));
    await runFor(world, DAY, HOUR);
    expect(rotated(world)).toEqual([]);
    await runFor(world, 3 * HOUR, HOUR);
    expect(rotated(world).length).toBeGreaterThanOrEqual(60);
  });

  test('also counts if it replaces a longer one, or if it is set again after a pause', async () => {
    const world = limited();
    const arns = await world.createChannels(60, aged('30d'));
    await runFor(world, 20 * DAY, DAY);
    for (const arn of arns) await world.tag(arn, aged('7d'));
    await runFor(world, 3 * HOUR);
    expect(rotated(world)).toEqual([]);
    for (const arn of arns) await world.tag(arn, { 'autopilot:rotate-key': undefined });
    await runFor(world, 20 * DAY, DAY);
    for (const arn of arns) await world.tag(arn, aged('30d'));
    await runFor(world, 3 * HOUR);
    expect(rotated(world)).toEqual([]);
  });

  test('is checked every 50 minutes while the limit keeps the keys, also with a survey every 5 minutes', async () => {
    const world = limited();
    const arns = await world.createChannels(150, aged('30s'));
    await runFor(world, HOUR / 2, 5 * MINUTE);
    expect(world.counts.RotationLimited).toBe(150);
    // A tag that has changed meanwhile is noticed by the next survey.
    for (const arn of arns.slice(0, 20)) await world.tag(arn, aged('1m'));
    for (const arn of arns.slice(20)) await world.tag(arn, aged('on-end'));
    await world.survey();
    await world.rotate();
    expect(new Set(rotated(world).map(({ channelArn }) => channelArn)).size).toBe(20);
  });

  test('on few channels is carried out at once', async () => {
    const world = limited();
    await world.createChannels(20, aged('30s'));
    await runFor(world, HOUR);
    expect(new Set(rotated(world).map(({ channelArn }) => channelArn)).size).toBe(20);
  });
});

test('an age that is new in mode plan is new in mode apply', async () => {
  const world = limited();
  const arns = await world.createChannels(60, aged('7d'));
  for (let days = 0; days < 10; days++) {
    await world.survey();
    await world.rotate('plan');
    world.clock.advance(DAY);
  }
  for (const arn of arns) await world.tag(arn, aged('1m'));
  await world.survey();
  await world.rotate('plan');
  await world.rotate();
  expect(rotated(world)).toEqual([]);
});

describe('ordinary work is not limited:', () => {
  test('the first keys that a monthly rotation replaces on all channels', async () => {
    const world = limited();
    await world.createChannels(130, aged('30d'));
    await runFor(world, 30 * DAY, DAY);
    expect(rotated(world)).toEqual([]);
    await runFor(world, 12 * HOUR, 6 * HOUR);
    expect(rotated(world)).toHaveLength(130);
    expect(world.counts.RotationLimited).toBeUndefined();
  });

  test('the keys that mode plan has reported for days, once the mode is apply', async () => {
    const world = limited();
    const arns = await world.createChannels(60, aged('7d'));
    for (let days = 0; days < 10; days++) {
      await world.survey();
      await world.rotate('plan');
      world.clock.advance(DAY);
    }
    expect(world.audit.entries.map(({ outcome }) => outcome)).toEqual(arns.map(() => 'planned'));
    expect(await world.rotate()).toMatchObject({ counts: { rotated: 60 } });
  });

  test('on-end on all channels, also on the first day', async () => {
    const world = limited();
    const arns = await world.createChannels(60, aged('on-end'));
    await runFor(world, 2 * HOUR);
    for (const arn of arns) await world.stream(arn);
    await runFor(world, HOUR);
    expect(rotated(world)).toHaveLength(60);
  });
});

test('explain says until when a limited key is kept', async () => {
  const world = explaining({ endGraceMs: 0 });
  const arn = await world.createChannel(aged('1h'));
  await world.survey();
  await world.rotate();
  const since = world.clock.now();
  const [record = { channelArn: arn }] = await world.channels.get([arn]);
  world.clock.advance(2 * HOUR);
  const limitedRecord = { ...record, lastRotationDecision: 'kept: limit-reached' };
  world.channels.records.set(arn, limitedRecord);
  const { rotation, sentences } = await world.explain(arn);
  const limitedUntil = new Date(since + DAY).toISOString();
  expect(rotation).toMatchObject({ action: 'rotate-key', limitedUntil });
  expect(sentences.join('\n')).toContain(`will be replaced at ${limitedUntil} at the latest`);
  expect((await world.plan()).channels[0]).toMatchObject({ next: 'rotate-key', limitedUntil });
});

test('an observed rule begins again with another age, or after two days without an observation', () => {
  const now = Date.parse('2026-11-21T12:00:00.000Z');
  const rule = observedRule(undefined, HOUR, now);
  expect(observedRule(rule, HOUR, now + DAY)).toMatchObject({ since: rule.since });
  expect(observedRule(rule, 2 * HOUR, now + DAY).since).not.toBe(rule.since);
  expect(observedRule(rule, HOUR, now + 3 * DAY).since).not.toBe(rule.since);
});

const stepArb = fc.record({
  do: fc.constantFrom('tag' as const, 'survey' as const, 'rotate' as const, 'rotate' as const),
  channels: fc.integer({ min: 1, max: 8 }),
  fault: fc.option(
    fc.record({
      call: fc.integer({ min: 0, max: 80 }),
      kind: fc.constantFrom<FaultKind>('crash-before', 'crash-after', 'cut', 'refuse'),
    }),
    { nil: undefined, freq: 2 },
  ),
  thenMs: fc.integer({ min: 0, max: 3 * HOUR }),
});

test('in any window, no more keys are replaced suddenly than the limit allows', async () => {
  const windowMs = 6 * HOUR;
  await fc.assert(
    fc.asyncProperty(fc.array(stepArb, { minLength: 5, maxLength: 25 }), async (steps) => {
      const world = limited({ max: 8, maxShare: 0.1, windowMs });
      const left = await world.createChannels(60, aged('30d'));
      await world.survey();
      await world.rotate();
      const taggedAt = new Map<string, number>();
      for (const { do: what, channels, fault, thenMs } of steps) {
        for (const arn of what === 'tag' ? left.splice(0, channels) : []) {
          await world.tag(arn, aged('10m'));
          taggedAt.set(arn, world.clock.now());
        }
        const dependencies = faulty(world.inner, fault);
        const run =
          what === 'survey' ? world.survey(dependencies) : world.rotate('apply', dependencies);
        await run.catch((error: unknown) => {
          if (!fault) throw error;
        });
        world.clock.advance(thenMs + (fault?.kind.startsWith('crash') ? 2 * MINUTE : 0));
      }
      const sudden = rotated(world).filter(
        ({ at, channelArn }) => at < (taggedAt.get(channelArn) ?? 0) + windowMs,
      );
      for (const { at: end } of sudden) {
        const inWindow = sudden.filter(({ at }) => at > end - windowMs && at <= end);
        expect(inWindow.length).toBeLessThanOrEqual(6);
      }
    }),
    { numRuns: chaosRuns(20) },
  );
});
