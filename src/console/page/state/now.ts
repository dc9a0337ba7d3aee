import { signal } from '@preact/signals';

const TICK_MS = 1_000;

/** The time, ms since the epoch. It changes once a second, so that durations count on. */
export const now = signal(Date.now());

export function startClock(): void {
  setInterval(() => {
    if (!document.hidden) now.value = Date.now();
  }, TICK_MS);
}
