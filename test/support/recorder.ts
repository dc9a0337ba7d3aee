import type { Recorder } from '../../src/sessions/record-event.ts';
import type { SessionStore } from '../../src/sessions/store.ts';
import { memoryBus } from './bus.ts';
import { fakeClock } from './clock.ts';

/** A recorder that writes to `store`, with a bus in memory and the clock of the tests' events. */
export function recorderOf<S extends SessionStore>(store: S) {
  const recorder = { store, bus: memoryBus(), clock: fakeClock(), retentionDays: 90 };
  return recorder satisfies Recorder;
}
