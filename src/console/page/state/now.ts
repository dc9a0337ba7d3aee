import { computed, signal } from '@preact/signals';
import { localDay, utcDay } from '../format/time.ts';

const TICK_MS = 1_000;

/** The time, ms since the epoch. It changes once a second, so that durations count on. */
export const now = signal(Date.now());

/** The day in the local zone. */
export const today = computed(() => localDay(now.value));

/** The day in UTC. */
export const utcToday = computed(() => utcDay(now.value));

export function startClock(): void {
  const tick = (): void => {
    if (!document.hidden) now.value = Date.now();
  };
  setInterval(tick, TICK_MS);
  document.addEventListener('visibilitychange', tick);
}
