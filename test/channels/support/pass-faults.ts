import { setImmediate } from 'node:timers/promises';
import type { PassDependencies } from '../../support/autopilot.ts';
import type { FakeClock } from '../../support/clock.ts';
import { type FaultKind, injectFaults } from '../../support/faults.ts';

/**
 * A fault of one call, counted from 0 over all dependencies of a pass, or of every call of a method.
 * `throttle`: the call waits for this time, as if IVS had throttled it again and again.
 */
export type PassFault = { call: number | string } & (
  | { kind: FaultKind }
  | { kind: 'throttle'; ms: number }
);

export interface PassConditions {
  faults: readonly PassFault[];
  /** Runs before each call: what happens on the channels does not wait for the pass. */
  meanwhile(call: number): Promise<void>;
  clock: FakeClock;
}

/**
 * Advances the clock for one caller that waits. Before that, all other callers run until they wait
 * themselves, because their answers do not take that long.
 */
export async function passTime(clock: FakeClock, ms: number): Promise<void> {
  await setImmediate();
  clock.advance(ms);
}

/** The dependencies of a pass, with faults. */
export function withFaults(
  dependencies: PassDependencies,
  { faults, meanwhile, clock }: PassConditions,
): PassDependencies {
  return injectFaults(dependencies, async (number, call) => {
    await meanwhile(number);
    const fault = faults.find(({ call: at }) => at === number || at === call.method);
    if (fault?.kind === 'throttle') await passTime(clock, fault.ms);
    return fault?.kind === 'throttle' ? undefined : fault?.kind;
  });
}
