import type { PassDependencies } from './autopilot.ts';

/** The run has crashed: all its later calls fail, too. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

export interface Fault {
  /** The number of the call that fails, counted from 0 over all dependencies of the pass. */
  call: number;
  /**
   * `crash-before`, `crash-after`: the run crashes before or after the call is carried out. `cut`: the
   * call is carried out, but its response is lost. `refuse`: the call fails and does nothing. The run
   * continues after `cut` and `refuse`.
   */
  kind: 'crash-before' | 'crash-after' | 'cut' | 'refuse';
}

type Call = (...args: unknown[]) => Promise<unknown>;

/** Adds a fault to the dependencies of a pass. `meanwhile` runs before each call. */
export function faulty(
  inner: PassDependencies,
  fault: Fault | undefined,
  meanwhile: (call: number) => void | Promise<void> = () => undefined,
): PassDependencies {
  let calls = 0;
  let crashed = false;
  const callWithFault = async (name: string, call: Call): Promise<unknown> => {
    if (crashed) throw new Crash();
    const number = calls++;
    await meanwhile(number);
    if (number !== fault?.call) return call();
    crashed = fault.kind.startsWith('crash');
    if (fault.kind === 'crash-before') throw new Crash();
    if (fault.kind === 'refuse') throw new Error(`${name} was refused`);
    await call();
    throw crashed ? new Crash() : new Error(`${name}: the connection broke`);
  };
  const wrap = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(_, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) =>
          callWithFault(String(name), () => member.apply(target, args));
      },
    });
  return {
    ivs: wrap(inner.ivs),
    channels: wrap(inner.channels),
    sessions: wrap(inner.sessions),
    audit: wrap(inner.audit),
    bus: wrap(inner.bus),
    secrets: wrap(inner.secrets),
    revocations: wrap(inner.revocations),
    stops: wrap(inner.stops),
  };
}
