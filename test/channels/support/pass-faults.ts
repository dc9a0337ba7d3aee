import { setImmediate } from 'node:timers/promises';
import { SnapshotExpiredError } from '../../../src/ivs/errors.ts';
import type { Clock } from '../../../src/platform/clock.ts';
import { OutOfTimeError } from '../../../src/platform/errors.ts';
import type { PassDependencies } from '../../support/autopilot.ts';
import type { FakeClock } from '../../support/clock.ts';
import { type DependencyCall, type FaultKind, injectFaults } from '../../support/faults.ts';

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
  /** When Lambda ends the run, ms since the epoch. */
  deadline: number;
}

/** No request is sent later than this before the deadline, as in src/ivs/paced.ts. */
const RESERVE_MS = 5_500;
const DELETIONS = new Set(['deleteChannel', 'deleteStreamKey']);

/**
 * Advances the clock for one caller that waits. Before that, all other callers run until they wait
 * themselves, because their answers do not take that long.
 */
export async function passTime(clock: FakeClock, ms: number): Promise<void> {
  await setImmediate();
  clock.advance(ms);
}

/** The dependencies of a pass, with faults, and with the deadlines that the real IVS client keeps. */
export function withFaults(
  dependencies: PassDependencies,
  conditions: PassConditions,
): PassDependencies {
  const { faults, meanwhile, clock } = conditions;
  return injectFaults(dependencies, async (number, call) => {
    await meanwhile(number);
    const fault = faults.find(({ call: at }) => at === number || at === call.method);
    if (fault?.kind === 'throttle') await passTime(clock, fault.ms);
    if (call.dependency === 'ivs') expectInTime(call, conditions);
    return fault?.kind === 'throttle' ? undefined : fault?.kind;
  });
}

/** @throws what the real IVS client throws if the run or the snapshot is too old for the request */
function expectInTime(
  { method, args: [, notAfter] }: DependencyCall,
  { clock, deadline }: { clock: Pick<Clock, 'now'>; deadline: number },
): void {
  if (method === 'waitForQuotaWindow') return;
  if (clock.now() > deadline - RESERVE_MS) throw new OutOfTimeError(`no time left for ${method}`);
  const isExpired = DELETIONS.has(method) && typeof notAfter === 'number' && clock.now() > notAfter;
  if (isExpired) throw new SnapshotExpiredError(method);
}
