import type { Bus, OwnEvent } from '../../src/platform/bus.ts';

/** A bus that keeps what it was told. */
export function memoryBus(): Bus & { events: OwnEvent[] } {
  const events: OwnEvent[] = [];
  return {
    events,
    async put(told) {
      events.push(...told);
    },
  };
}
