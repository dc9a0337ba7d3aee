import type { Step } from '../timeline/steps.ts';
import type { ReplayStack, ReplayTools } from './stack.ts';
import type { Wait } from './waiter.ts';

/** How often the progress is said, ms. */
const NOTE_EVERY_MS = 2_000;

export interface Played {
  /** How many steps were done; fewer than all if the operator has ended the program, or if a step failed. */
  done: number;
  /** Why a step failed. */
  failure?: { error: unknown };
}

/** Does each step at its time: the time from the first step, divided by `speed`. A step that fails is the last one. */
export async function playSteps(
  steps: readonly Step[],
  speed: number,
  { stack, now, note }: ReplayTools,
  wait: Wait,
): Promise<Played> {
  const [startedAt, firstAt] = [now(), steps[0]?.at ?? 0];
  let saidAt = startedAt;
  for (const [done, step] of steps.entries()) {
    if (!(await wait(startedAt + (step.at - firstAt) / speed))) return { done };
    try {
      await doStep(step, stack);
    } catch (error) {
      return { done, failure: { error } };
    }
    if (now() - saidAt < NOTE_EVERY_MS) continue;
    saidAt = now();
    note(`${done + 1} of ${steps.length} steps, at ${new Date(step.at).toISOString()}`);
  }
  return { done: steps.length };
}

async function doStep(step: Step, stack: ReplayStack): Promise<void> {
  switch (step.kind) {
    case 'channel':
      return stack.putChannel(step.channel);
    case 'session':
      return stack.putSession(step.body());
    case 'event':
      return stack.deliver(step.event);
    case 'lost':
      return undefined;
  }
}
