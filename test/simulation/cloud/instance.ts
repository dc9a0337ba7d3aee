import type { Clock } from '../../../src/platform/clock.ts';
import type { Timeline } from '../time/timeline.ts';
import type { Troubles } from '../trouble/troubles.ts';

export interface InstanceOptions {
  /** The function's name in serverless.yml. */
  name: string;
  timeline: Timeline;
  troubles: Troubles;
}

/**
 * The process of one Lambda instance, as its code sees it: everything that the code waits for ends in here. A
 * killed instance never goes on. An instance without an invocation is frozen: it goes on with the next one.
 */
export class Instance {
  /** The function's name in serverless.yml. */
  readonly name: string;
  /** The wall clock of this instance. It may differ from the true time. */
  readonly clock: Clock;
  readonly #options: InstanceOptions;
  #isAlive = true;
  #isFrozen = true;
  #waitingForThaw: (() => void)[] = [];
  #onKill: (reason: string) => void = () => undefined;

  constructor(options: InstanceOptions) {
    this.#options = options;
    this.name = options.name;
    const { timeline, troubles } = options;
    const skew = troubles.clockSkew();
    this.clock = {
      // As with Date.now(), times have whole ms.
      now: () => Math.floor(timeline.now() + skew),
      sleep: (ms) => this.wait(() => (ms > 0 ? timeline.sleep(ms) : Promise.resolve())),
    };
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** An invocation begins. @param onKill called if the instance ends before the invocation */
  thaw(onKill: (reason: string) => void): void {
    this.#isFrozen = false;
    this.#onKill = onKill;
    for (const goOn of this.#waitingForThaw.splice(0)) goOn();
  }

  /** The invocation has ended. */
  freeze(): void {
    this.#isFrozen = true;
    this.#onKill = () => undefined;
  }

  kill(reason: string): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.#waitingForThaw = [];
    this.#onKill(reason);
  }

  /** Does work outside of the process, such as a request. The code goes on when the work is done. */
  wait<Result>(work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (!this.#mayGoOn()) return;
      work().then(
        (result) => this.#goOn(resolve, result),
        (error) => this.#goOn(reject, error),
      );
    });
  }

  #goOn<Value>(then: (value: Value) => void, value: Value): void {
    if (this.#isFrozen && this.#isAlive) this.#waitingForThaw.push(() => this.#goOn(then, value));
    else if (this.#mayGoOn()) then(value);
  }

  /** Whether the code goes on at this point. If not, it never does. */
  #mayGoOn(): boolean {
    const { troubles } = this.#options;
    if (!this.#isAlive) return false;
    if (troubles.strikes('instance killed', () => this.name)) {
      this.kill('Runtime exited with error: signal: killed');
      return false;
    }
    return !troubles.strikes('instance stuck', () => this.name);
  }
}
