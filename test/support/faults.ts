import type { Between } from './autopilot.ts';

/** The process is dead: nothing that it still tries comes to anything. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

export interface Fault {
  /** Which call it hits, counted from 0 over everything that a pass talks to. */
  call: number;
  /**
   * `crash-before` and `crash-after` the call was done: the run dies. `cut`: the call was done, the answer
   * is lost. `refuse`: it fails and nothing was done. Runs go on after the last two.
   */
  kind: 'crash-before' | 'crash-after' | 'cut' | 'refuse';
}

type Call = (...args: unknown[]) => Promise<unknown>;

/** What a pass talks to, with faults; `meanwhile` runs before each call: the world does not wait. */
export function faulty(
  inner: Between,
  fault: Fault | undefined,
  meanwhile: (call: number) => void | Promise<void> = () => undefined,
): Between {
  let calls = 0;
  let dead = false;
  const hit = async (name: string, call: Call): Promise<unknown> => {
    if (dead) throw new Crash();
    const number = calls++;
    await meanwhile(number);
    if (number !== fault?.call) return call();
    dead = fault.kind.startsWith('crash');
    if (fault.kind === 'crash-before') throw new Crash();
    if (fault.kind === 'refuse') throw new Error(`${name} was refused`);
    await call();
    throw dead ? new Crash() : new Error(`${name}: the connection broke`);
  };
  const wrap = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(_, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => hit(String(name), () => member.apply(target, args));
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
