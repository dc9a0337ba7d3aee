import { expect, test } from 'vitest';
import type { Explanation } from '../../src/explain/explanation.ts';
import { HOUR, MINUTE } from '../support/autopilot.ts';
import { chaosRuns } from '../support/chaos-runs.ts';
import { type EncoderStep, tryEncoder } from '../support/encoders.ts';
import { explaining } from '../support/explaining.ts';
import * as fc from '../support/fast-check.ts';

// The passes act exactly when the explanation says, to the millisecond.

const RUNS = chaosRuns(300);
const DAY = 24 * HOUR;

const value = (...keywords: string[]) =>
  fc.constantFrom(undefined, '1s', '90s', '7m', '2h', '3d', '10 m', ...keywords, ...keywords);
const tags = fc.record({
  'autopilot:auto-delete': value('true', 'True'),
  'autopilot:rotate-key': value('on-end', 'never', 'on-End'),
  'autopilot:protect': fc.constantFrom(...Array(8).fill(undefined), 'true', 'false'),
});
const step = fc.oneof(
  fc.constantFrom(
    'stream',
    'stream',
    'stream',
    'connect',
    'start',
    'disconnect',
    'deliver',
    'lose',
    'survey',
    'pass',
  ),
  fc.constantFrom(0, 1, 999, 20_000, 4 * MINUTE, 6 * MINUTE, HOUR, 2 * DAY),
);
type World = ReturnType<typeof explaining>;

async function takeStep(world: World, arn: string, what: string | number): Promise<void> {
  if (typeof what === 'number') world.clock.advance(what);
  else if (what === 'deliver') await world.deliver();
  else if (what === 'lose') world.loseEvents();
  else if (what === 'survey') await world.survey();
  else if (what === 'pass') await passes(world);
  else if (what === 'stream') stream(world, arn);
  else tryEncoder(world, arn, what as EncoderStep);
}

/** A stream whose events have not arrived yet. */
function stream(world: World, arn: string): void {
  tryEncoder(world, arn, 'connect');
  tryEncoder(world, arn, 'start');
  world.clock.advance(90_500);
  tryEncoder(world, arn, 'disconnect');
}

async function passes(world: World): Promise<void> {
  await world.rotate();
  await world.cleanup();
}

const CHANGES = {
  cleanup: ['DeleteChannel'],
  rotation: ['DeleteStreamKey', 'CreateStreamKey'],
} as const;

/** Lets time pass, with a survey and a pass at each stop. @returns when the first change was made */
async function waitFor(world: World, kind: keyof typeof CHANGES, stops: number[]) {
  const done = () =>
    world.changes.filter(({ operation: did }) => CHANGES[kind].some((one) => one === did));
  const began = done().length;
  for (const stop of stops) {
    if (stop < world.clock.now()) continue;
    world.clock.advance(stop - world.clock.now());
    await world.survey();
    await (kind === 'cleanup' ? world.cleanup() : world.rotate());
    if (done().length > began) return world.clock.now();
  }
  return undefined;
}

const upTo = (now: number, moment: number) => [now, moment - DAY, moment - MINUTE, moment - 1];

test.each(['cleanup', 'rotation'] as const)('%s acts when the explanation says', async (kind) => {
  const seen: Record<string, number> = {};
  const count = (forecast: string) => {
    seen[forecast] = (seen[forecast] ?? 0) + 1;
  };
  await fc.assert(
    fc.asyncProperty(
      tags,
      fc.array(step, { minLength: 1, maxLength: 12 }),
      fc.constantFrom('endTime' as const, 'untimed' as const, 'hidden' as const),
      async (wanted, steps, unstartedSessions) => {
        const world = explaining({ ivs: { unstartedSessions } });
        const arn = await world.createChannel();
        await world.tag(arn, wanted);
        for (const what of steps) await takeStep(world, arn, what);
        if (!world.exists(arn)) return;
        // A session that is still starting ends by itself, so its explanation is not for long.
        tryEncoder(world, arn, 'start');
        world.loseEvents();
        const { [kind]: forecast } = await world.explain(arn);
        await check(world, kind, forecast, count);
      },
    ),
    { numRuns: RUNS },
  );
  console.log(`explained ${kind}: ${RUNS} runs`, seen);
  for (const forecast of ['never', 'due', 'due, unnoticed', 'after its stream']) {
    expect(seen[forecast], forecast).toBeGreaterThan(RUNS / 100);
  }
});

async function check(
  world: World,
  kind: 'cleanup' | 'rotation',
  { action, dueAt, dueIfEndedNow, unnoticed }: Explanation['cleanup' | 'rotation'],
  count: (forecast: string) => void,
) {
  const now = world.clock.now();
  const until = (stops: number[]) => waitFor(world, kind, stops);
  if (dueAt === undefined && dueIfEndedNow === undefined) {
    count('never');
    expect(action).toBeUndefined();
    return expect(await until([...upTo(now, now + 30 * DAY)]), 'done at').toBeUndefined();
  }
  if (dueAt === undefined) {
    count('after its stream');
    const moment = Date.parse(dueIfEndedNow ?? '');
    return expect(await until(upTo(now, moment)), 'done at').toBeUndefined();
  }
  const due = Date.parse(dueAt);
  if (due > now) expect(await until(upTo(now, due)), 'done before').toBeUndefined();
  count(unnoticed ? 'due, unnoticed' : 'due');
  if (!unnoticed) expect(await until([due]), 'done at').toBe(due);
}
