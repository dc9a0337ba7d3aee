import type { ReplayTools } from './stack.ts';

/** Waits until a time. Its result is false if the operator has ended the program. */
export type Wait = (until: number) => Promise<boolean>;

/** The longest wait of a timer of Node.js is longer than this. */
const LONGEST_SLEEP_MS = 60_000;

export function waiterOf({ now, sleep, interrupted }: ReplayTools): Wait {
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
