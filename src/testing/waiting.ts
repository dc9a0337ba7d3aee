import type { Activity } from './activity.ts';
import { type Duration, formatDuration, readDuration } from './clock/duration.ts';
import { realNow } from './clock/real-time.ts';
import type { TestClock } from './clock/test-clock.ts';
import type { Deliveries } from './deliveries.ts';
import { describeHappenings } from './describe-happenings.ts';
import { ExpectationError } from './errors.ts';
import type { Journal } from './journal.ts';

/**
 * With a clock that runs by itself: longest wait in ms unless the test says otherwise. jest and vitest end a test
 * after 5 s, and then nobody reads what was waited for.
 */
const REAL_WAIT_MS = 4_000;
/** With the controlled clock: how far it is moved at most unless the test says otherwise. */
const CONTROLLED_WAIT_MS = 120_000;
/** With the controlled clock: how long code under test has in real time to do its part. */
const REACTION_MS = 1_000;

export interface Expectation {
  /** What is expected, after `expected`: `2 requests of StopStream`. */
  what: string;
  isMet(): boolean;
  /** What is there instead, after `but`: `received 1`. Default: `it did not happen`. */
  instead?(): string;
  /** @returns why it can no longer be met; undefined while it can */
  obstacle?(): string | undefined;
  /** How long to wait at most by the clock of the simulator. */
  within?: Duration | undefined;
  /** Whether the controlled clock is moved meanwhile. Without that, `within` is real time. Default true. */
  movesClock?: boolean;
}

interface WaitingDependencies {
  clock: TestClock;
  activity: Activity;
  deliveries: Deliveries;
  journal: Journal;
}

/** Waits for what a test expects, and says what happened instead. */
export class Waiting {
  readonly #dependencies: WaitingDependencies;

  constructor(dependencies: WaitingDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Waits until the expectation is met. The controlled clock is moved from one timer to the next meanwhile. A clock
   * that runs by itself is not moved.
   *
   * @throws ExpectationError that says what happened instead; the error of a handler of events
   */
  async until(expectation: Expectation): Promise<void> {
    const { clock, deliveries, journal } = this.#dependencies;
    const { within } = expectation;
    const withinMs = within === undefined ? undefined : readDuration('within', within);
    const since = { clock: clock.now(), real: realNow(), withinMs };
    const happenings = journal.follow();
    do {
      await deliveries.settle();
      if (expectation.isMet()) return;
      const obstacle = expectation.obstacle?.();
      if (obstacle !== undefined) throw failure(expectation, obstacle);
    } while (await this.#proceed(expectation, since));
    const waited = this.#waited(expectation, clock.now() - since.clock, realNow() - since.real);
    const instead = expectation.instead?.() ?? 'it did not happen';
    const story = describeHappenings(happenings(), since.clock);
    throw failure(expectation, `${instead} within ${waited}.\n${story}`);
  }

  /** Moves the clock to the next timer, or waits for something to happen. @returns false when the time is over */
  async #proceed(
    { movesClock = true }: Expectation,
    { withinMs, ...since }: { clock: number; real: number; withinMs: number | undefined },
  ): Promise<boolean> {
    const { clock, activity } = this.#dependencies;
    if (clock.runsByItself) {
      const remaining = since.clock + (withinMs ?? REAL_WAIT_MS) - clock.now();
      return remaining > 0 && activity.next(remaining);
    }
    const end = since.clock + (withinMs ?? CONTROLLED_WAIT_MS);
    if (movesClock && clock.step(end)) return true;
    const reactionMs = movesClock ? REACTION_MS : (withinMs ?? REACTION_MS);
    const remaining = since.real + reactionMs - realNow();
    if (remaining > 0 && (await activity.next(remaining))) return true;
    if (movesClock) clock.moveTo(end);
    return false;
  }

  #waited({ movesClock = true }: Expectation, clockMs: number, realMs: number): string {
    const real = `${formatDuration(Math.round(realMs))} of real time`;
    if (this.#dependencies.clock.runsByItself || !movesClock) return real;
    return `${formatDuration(clockMs)} by the clock of the simulator and ${real}`;
  }
}

const failure = ({ what }: Expectation, instead: string): ExpectationError =>
  new ExpectationError(`expected ${what}, but ${instead}`);
