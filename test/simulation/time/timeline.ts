import type { Clock } from '../../../src/platform/clock.ts';
import type { Cancel, SimClock } from '../../../src/simulator/index.ts';
import { Heap } from './heap.ts';

/** Something that happens at a time, ms since the epoch. */
interface Moment {
  at: number;
  /** The place among the moments of the same time. */
  turn: number;
  run: (() => void) | undefined;
}

type Due = Moment & { run: () => void };
const isDue = (moment: Moment): moment is Due => moment.run !== undefined;

/** The one clock of a simulation. A year passes as fast as its moments can be computed. */
export interface Timeline extends Clock, SimClock {
  /** Lets everything happen until `end`, ms since the epoch. */
  run(end: number): Promise<void>;
  /** The number of moments that have happened. */
  readonly moments: number;
}

/**
 * Deterministic for the same seed. Of the moments of one time, `random` decides which comes first: so all
 * that runs at once is interleaved at each wait, in every order that could occur. The time stands still until
 * nobody has anything left to do but wait. Nobody may wait for anything but this timeline.
 *
 * @param random numbers from 0 up to 1
 */
export function createTimeline(start: number, random: () => number): Timeline {
  const ahead = new Heap<Moment>(isBefore);
  let now = start;
  let moments = 0;
  const add = (ms: number, run: () => void): Moment => {
    const moment = { at: now + Math.max(0, ms), turn: random(), run };
    ahead.push(moment);
    return moment;
  };
  /** The next moment that is not cancelled. */
  const takeUntil = (end: number): Due | undefined => {
    for (let next = ahead.first; next && next.at <= end; next = ahead.first) {
      ahead.pop();
      if (isDue(next)) return next;
    }
    return undefined;
  };
  return {
    now: () => now,
    get moments() {
      return moments;
    },
    sleep: (ms) => new Promise((wake) => add(ms, wake)),
    after(ms, run): Cancel {
      const moment = add(ms, run);
      return () => {
        moment.run = undefined;
      };
    },
    run: (end) =>
      new Promise((resolve, reject) => {
        const step = () => {
          const next = takeUntil(end);
          if (!next) {
            now = Math.max(now, end);
            return resolve();
          }
          now = next.at;
          moments += 1;
          try {
            next.run();
          } catch (error) {
            return reject(error);
          }
          stepLater();
        };
        const stepLater = whenOthersWait(step);
        // Without it, a long run would leave the messages to this process unread, such as those of a test runner.
        setImmediate(stepLater);
      }),
  };
}

const DONE = Promise.resolve();

/**
 * @returns what calls `step` when every promise that can go on has done so: Node runs the queue of `nextTick` only when
 *   the queue of promises is empty. This is several times as fast as `setImmediate`, which also looks for input.
 */
function whenOthersWait(step: () => void): () => void {
  // A tick that is requested by a tick would run before the promises.
  const requestTick = () => process.nextTick(step);
  return () => void DONE.then(requestTick);
}

const isBefore = (a: Moment, b: Moment): boolean =>
  a.at < b.at || (a.at === b.at && a.turn < b.turn);
