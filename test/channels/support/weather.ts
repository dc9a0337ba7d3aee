import { setImmediate } from 'node:timers/promises';
import { SnapshotExpiredError } from '../../../src/ivs/errors.ts';
import type { Clock } from '../../../src/platform/clock.ts';
import { OutOfTimeError } from '../../../src/platform/errors.ts';
import type { PassDependencies } from '../../support/autopilot.ts';
import type { FakeClock } from '../../support/clock.ts';
import { Crash } from '../../support/faults.ts';

/**
 * What goes wrong at one call of a pass: counted from 0 over everything that it talks to, or every call
 * of a name.
 */
export type Trouble = { call: number | string } & (
  | {
      /**
       * `crash-before` and `crash-after` the call was done: the run dies. `cut`: the call was done, the
       * answer is lost. `refuse`: it fails and nothing was done. Runs go on after the last two.
       */
      kind: 'crash-before' | 'crash-after' | 'cut' | 'refuse';
    }
  /** The call waits for so long, as when IVS throttles it again and again. */
  | { kind: 'throttle'; ms: number }
);

export interface Weather {
  troubles: readonly Trouble[];
  /** Runs before each call: the world does not wait. */
  meanwhile(call: number): Promise<void>;
  clock: FakeClock;
  /** When Lambda cuts the run, ms since the epoch. */
  deadline: number;
}

/** No request starts later than this before the deadline, as in src/ivs/paced.ts. */
const ROOM_MS = 5_500;
const DELETIONS = new Set(['deleteChannel', 'deleteStreamKey']);

/**
 * Lets time pass for one who waits. All others first come to where they wait themselves: no answer that
 * was given takes that long to arrive.
 */
export async function passTime(clock: FakeClock, ms: number): Promise<void> {
  await setImmediate();
  clock.advance(ms);
}

type Call = (...args: unknown[]) => Promise<unknown>;

/** What a pass talks to, in bad weather. */
export function inWeather(inner: PassDependencies, weather: Weather): PassDependencies {
  const { troubles, meanwhile, clock } = weather;
  let calls = 0;
  let dead = false;

  async function hit(name: string, call: Call, before: () => void): Promise<unknown> {
    if (dead) throw new Crash();
    const number = calls++;
    await meanwhile(number);
    const trouble = troubles.find(({ call: at }) => at === number || at === name);
    if (trouble?.kind === 'throttle') await passTime(clock, trouble.ms);
    before();
    if (!trouble || trouble.kind === 'throttle') return call();
    dead = trouble.kind.startsWith('crash');
    if (trouble.kind === 'crash-before') throw new Crash();
    if (trouble.kind === 'refuse') throw new Error(`${name} was refused`);
    await call();
    throw dead ? new Crash() : new Error(`${name}: the connection broke`);
  }

  const wrap = <T extends object>(target: T, before: (name: string, args: unknown[]) => void): T =>
    new Proxy(target, {
      get(_, key) {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== 'function') return member;
        const name = String(key);
        return (...args: unknown[]) =>
          hit(
            name,
            () => member.apply(target, args),
            () => before(name, args),
          );
      },
    });

  const wrapped = Object.entries(inner).map(([part, target]: [string, object]) => [
    part,
    wrap(target, part === 'ivs' ? (name, args) => inTime(name, args, weather) : () => undefined),
  ]);
  return Object.fromEntries(wrapped) as PassDependencies;
}

/** What the paced client refuses to send: too late for the run, or for the look that it rests on. */
function inTime(
  name: string,
  [, notAfter]: unknown[],
  { clock, deadline }: { clock: Pick<Clock, 'now'>; deadline: number },
): void {
  if (name === 'waitForQuotaWindow') return;
  if (clock.now() > deadline - ROOM_MS) throw new OutOfTimeError(`no time left for ${name}`);
  const expired = DELETIONS.has(name) && typeof notAfter === 'number' && clock.now() > notAfter;
  if (expired) throw new SnapshotExpiredError(name);
}
