import type { AutopilotEvent, Bus } from '../../src/platform/bus.ts';

/** A bus that keeps what it was told. */
export function memoryBus(): Bus & { events: AutopilotEvent[] } {
  const events: AutopilotEvent[] = [];
  return {
    events,
    async publish(told) {
      events.push(...told);
    },
  };
}
