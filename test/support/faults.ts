import type { PassDependencies } from './autopilot.ts';

/** The process has crashed. Every call that it still makes fails. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/**
 * How a call fails.
 *
 * - `crash-before`: the run crashes before the call
 * - `crash-after`: the run crashes after the call
 * - `cut`: the call is done, but its answer is lost; the run continues
 * - `refuse`: the call fails and nothing is done; the run continues
 */
export type FaultKind = 'crash-before' | 'crash-after' | 'cut' | 'refuse';

export interface Fault {
  /** Which call fails, counted from 0 over all dependencies of a pass. */
  call: number;
  kind: FaultKind;
}

/** A call of a method of a dependency. */
export interface DependencyCall {
  dependency: string;
  method: string;
  args: unknown[];
  send(): Promise<unknown>;
}

/** The dependencies of a pass, with `handle` in place of each method. */
export function interceptCalls(
  dependencies: PassDependencies,
  handle: (call: DependencyCall) => Promise<unknown>,
): PassDependencies {
  const intercept = <T extends object>(dependency: string, target: T): T =>
    new Proxy(target, {
      get(_, key) {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== 'function') return member;
        const method = String(key);
        return (...args: unknown[]) =>
          handle({ dependency, method, args, send: () => member.apply(target, args) });
      },
    });
  const intercepted = Object.entries(dependencies).map(([dependency, target]: [string, object]) => [
    dependency,
    intercept(dependency, target),
  ]);
  return Object.fromEntries(intercepted) as PassDependencies;
}

/** Sends calls, and lets them fail. After a crash, `expectAlive` throws. */
export function faultInjector() {
  let crashed = false;
  return {
    /** @throws Crash */
    expectAlive(): void {
      if (crashed) throw new Crash();
    },
    async send({ method, send }: DependencyCall, kind: FaultKind | undefined): Promise<unknown> {
      if (kind === undefined) return send();
      crashed = kind.startsWith('crash');
      if (kind === 'crash-before') throw new Crash();
      if (kind === 'refuse') throw new Error(`${method} was refused`);
      await send();
      throw crashed ? new Crash() : new Error(`${method}: the connection broke`);
    },
  };
}

/** The dependencies of a pass, with one fault. @param meanwhile runs before each call, as others do not wait */
export function faulty(
  dependencies: PassDependencies,
  fault: Fault | undefined,
  meanwhile: (call: number) => void | Promise<void> = () => undefined,
): PassDependencies {
  const injector = faultInjector();
  let calls = 0;
  return interceptCalls(dependencies, async (call) => {
    injector.expectAlive();
    const number = calls++;
    await meanwhile(number);
    return injector.send(call, number === fault?.call ? fault.kind : undefined);
  });
}
