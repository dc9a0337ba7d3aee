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
function interceptCalls(
  dependencies: PassDependencies,
  handle: (call: DependencyCall) => Promise<unknown>,
): PassDependencies {
  const intercept = <T extends object>(dependency: string, target: T): T => {
    const proxy: T = new Proxy(target, {
      get(_, key) {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== 'function') return member;
        const method = String(key);
        return async (...args: unknown[]) => {
          const call = { dependency, method, args, send: () => member.apply(target, args) };
          const answer = await handle(call);
          // The requests that follow must be intercepted too.
          if (answer === target) return proxy;
          return method === 'reserve' ? intercept(dependency, answer as T) : answer;
        };
      },
    });
    return proxy;
  };
  const intercepted = Object.entries(dependencies).map(([dependency, target]: [string, object]) => [
    dependency,
    intercept(dependency, target),
  ]);
  return Object.fromEntries(intercepted) as PassDependencies;
}

/**
 * Makes calls fail. After a crash, every further call fails.
 *
 * @param faultOf whether and how a call fails; calls are counted from 0 over all dependencies
 */
export function injectFaults(
  dependencies: PassDependencies,
  faultOf: (number: number, call: DependencyCall) => Promise<FaultKind | undefined>,
): PassDependencies {
  let calls = 0;
  let crashed = false;
  return interceptCalls(dependencies, async (call) => {
    if (crashed) throw new Crash();
    const kind = await faultOf(calls++, call);
    if (kind === undefined) return call.send();
    crashed = kind.startsWith('crash');
    if (kind === 'crash-before') throw new Crash();
    if (kind === 'refuse') throw new Error(`${call.method} was refused`);
    await call.send();
    throw crashed ? new Crash() : new Error(`${call.method}: the connection broke`);
  });
}

/** The dependencies of a pass, with one fault. @param meanwhile runs before each call */
export function faulty(
  dependencies: PassDependencies,
  fault: Fault | undefined,
  meanwhile: (call: number) => void | Promise<void> = () => undefined,
): PassDependencies {
  return injectFaults(dependencies, async (number) => {
    await meanwhile(number);
    return number === fault?.call ? fault.kind : undefined;
  });
}
