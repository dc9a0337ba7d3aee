import type { StackPlan } from '../../src/local/config/plan.ts';
import type { Violation } from './invariants/invariant.ts';
import type { Observer, ObserverTools } from './invariants/observer.ts';
import type { StoryLine } from './story/story.ts';
import type { TroubleKind } from './trouble/kinds.ts';
import { World } from './world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The world rests, and is checked at rest, once in so many days. */
const DAYS_BETWEEN_RESTS = 5;

/** One simulation. The same run always has the same story. */
export interface Run {
  seed: number;
  /** At least 1. The last eight hours of each five days, or of the whole run, are quiet. */
  days: number;
  /** The number of channels that people try to have. */
  channels: number;
  /** Only these owners of channels, by number; default all. */
  owners?: readonly number[];
  /** Troubles that never happen. */
  without?: readonly TroubleKind[];
  /** There is as much trouble in every hour as otherwise in a stormy one. */
  stormy?: boolean;
  /** Every service is slow, all the time. */
  slow?: boolean;
  /** So many hours after the start, the stack is installed: until then, no event arrives, and no schedule fires. */
  installAfter?: number;
  /** The functions have this share of the time that serverless.yml gives them: from 0.3 to 1. Default 1. */
  timeShare?: number;
  /** People do things so many times as often as usual: from 1 to 20. Default 1. */
  pace?: number;
}

export interface Report {
  run: Run;
  violation?: Violation;
  /** Simulated time, ms. */
  simulatedMs: number;
  /** How often each trouble happened, and each check was made. */
  troubles: Record<string, number>;
  checks: Record<string, number>;
  /** The end of the story: up to the violation, if there is one. */
  lines: readonly StoryLine[];
}

export interface SimulateOptions {
  /** How many lines of the story are kept. Default 10000. */
  lines?: number;
  /** Further observers. */
  observers?: (tools: ObserverTools) => Observer[];
}

export async function simulate(
  run: Run,
  plan: StackPlan,
  options: SimulateOptions = {},
): Promise<Report> {
  const world = new World({ ...run, ...options, without: new Set(run.without), plan });
  const { timeline, checks, story, troubles } = world;
  const start = timeline.now();
  const end = start + run.days * DAY;
  while (timeline.now() < end && !checks.violation) {
    const restEnd = Math.min(end, timeline.now() + DAYS_BETWEEN_RESTS * DAY);
    await world.pass(restEnd - World.QUIET_MS - timeline.now());
    if (!checks.violation) await world.rest();
  }
  const { violation } = checks;
  return {
    run,
    ...(violation && { violation }),
    simulatedMs: timeline.now() - start,
    troubles: troubles.counts,
    checks: checks.counts,
    lines: story.lines.filter(({ at }) => !violation || at <= violation.at),
  };
}
