import type { AutopilotEvent, Bus } from '../../src/platform/bus.ts';

/** A bus that keeps the published events. */
export function memoryBus(): Bus & { events: AutopilotEvent[] } {
  const events: AutopilotEvent[] = [];
  return {
    events,
    async publish(published) {
      events.push(...published);
    },
  };
}
