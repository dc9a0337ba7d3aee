import type { Step } from '../timeline/steps.ts';
import type { ReplayStack, ReplayTools } from './stack.ts';

/** How often the progress is said, ms. */
const NOTE_EVERY_MS = 2_000;
/** The longest wait of a timer of Node.js is longer than this. */
const LONGEST_SLEEP_MS = 60_000;

/**
 * Does each step at its time: the time from the first step, divided by `speed`.
 *
 * @returns how many steps were done; fewer than all if the operator has ended the program
 */
export async function playSteps(
  steps: readonly Step[],
  speed: number,
  tools: ReplayTools,
): Promise<number> {
  const { stack, now, note } = tools;
  const [startedAt, firstAt] = [now(), steps[0]?.at ?? 0];
  const wait = waiterOf(tools);
  let saidAt = startedAt;
  for (const [done, step] of steps.entries()) {
    if (!(await wait(startedAt + (step.at - firstAt) / speed))) return done;
    await doStep(step, stack);
    if (now() - saidAt < NOTE_EVERY_MS) continue;
    saidAt = now();
    note(`${done + 1} of ${steps.length} steps, at ${new Date(step.at).toISOString()}`);
  }
  return steps.length;
}

/** Returns a function that waits until a time. Its result is false if the operator has ended the program. */
function waiterOf({ now, sleep, interrupted }: ReplayTools): (until: number) => Promise<boolean> {
  let isOver = false;
  const over = interrupted?.then(() => {
    isOver = true;
  });
  return async (until) => {
    // Lets the interruption be noticed also while nothing has to wait.
    await Promise.race([Promise.resolve(), ...(over ? [over] : [])]);
    for (let left = until - now(); left > 0 && !isOver; left = until - now())
      await Promise.race([sleep(Math.min(left, LONGEST_SLEEP_MS)), ...(over ? [over] : [])]);
    return !isOver;
  };
}

async function doStep(step: Step, stack: ReplayStack): Promise<void> {
  switch (step.kind) {
    case 'channel':
      return stack.putChannel(step.channel);
    case 'session':
      return stack.putSession(step.session);
    case 'event':
      return stack.deliver(step.event);
    case 'lost':
      return undefined;
  }
}
