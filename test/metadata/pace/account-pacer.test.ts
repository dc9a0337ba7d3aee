import { describe, expect, test } from 'vitest';
import type { AccountPacer } from '../../../src/metadata/pace/account-pacer.ts';
import type { LeaseStore } from '../../../src/metadata/pace/lease-store.ts';
import type { Clock } from '../../../src/platform/clock.ts';
import { chaosRuns } from '../../support/chaos-runs.ts';
import * as fc from '../../support/fast-check.ts';
import { recordObservability } from '../../support/observability.ts';
import { seededRandom } from '../../support/random.ts';
import { virtualTime } from '../../support/virtual-time.ts';
import { accountPacer, tableLeases } from '../support/account.ts';
import { unreliableLeases } from '../support/unreliable-leases.ts';

interface Scenario {
  seed: number;
  /** How many batches can run at once. */
  slots: number;
  permits: number;
  /** How far a clock may be from the true time, ms. */
  skewMs: number;
  /** The share of requests to the table that are throttled; whose answers are lost. */
  throttled: number;
  lost: number;
  /** The share of requests to IVS without an answer. */
  unanswered: number;
  /** How many instances crash. */
  crashes: number;
}

interface TestInstance {
  pacer: AccountPacer;
  clock: Clock;
  crash(): void;
}

const DURATION_MS = 40_000;
const TIMEOUT_MS = 3_000;
const LATE_MS = 2_000;
const { log } = recordObservability();

/** Slots run batches one after the other, each on any idle instance or on a new one. */
class World {
  readonly time = virtualTime(0);
  /** When IVS counts each request. */
  readonly arrivals: number[] = [];
  readonly #scenario: Scenario;
  readonly #random: () => number;
  readonly #leases: LeaseStore;
  readonly #idle: TestInstance[] = [];
  #crashesLeft: number;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#random = seededRandom(scenario.seed);
    this.#leases = tableLeases(scenario.permits);
    this.#crashesLeft = scenario.crashes;
  }

  async run(): Promise<void> {
    for (let index = 0; index < this.#scenario.slots; index += 1) void this.#slot();
    await this.time.run(DURATION_MS);
  }

  async #slot(): Promise<void> {
    while (this.time.now() < DURATION_MS) {
      const index = Math.floor(this.#random() * (this.#idle.length + 1));
      const [instance = this.#newInstance()] = this.#idle.splice(index, 1);
      const isCrashing = this.#crashesLeft > 0 && this.#random() < 0.1;
      if (isCrashing) this.#crashesLeft -= 1;
      await this.#batch(instance, isCrashing);
      if (isCrashing) instance.crash();
      else this.#idle.push(instance);
      if (this.#random() < 0.2) await this.time.sleep(this.#random() * 5_000);
    }
  }

  /** A new process. After a crash, nothing that it waits for happens. */
  #newInstance(): TestInstance {
    const { skewMs, permits } = this.#scenario;
    const { time } = this;
    const random = this.#random;
    let isAlive = true;
    const whileAlive = async <T>(work: Promise<T>): Promise<T> => {
      const result = await work.then(
        (value) => () => value,
        (error) => () => {
          throw error;
        },
      );
      return isAlive ? result() : new Promise(() => undefined);
    };
    const offset = Math.floor((random() * 2 - 1) * skewMs);
    const clock = {
      now: () => Math.floor(time.now()) + offset,
      sleep: (ms: number) => whileAlive(time.sleep(ms)),
    };
    const leases = unreliableLeases(this.#leases, this.#scenario, time, random);
    const store: LeaseStore = {
      change: (change) => whileAlive(leases.change(change)),
      read: () => whileAlive(leases.read()),
    };
    const crash = () => {
      isAlive = false;
    };
    return { pacer: accountPacer({ clock, random, store, permits }), clock, crash };
  }

  /** @param isCrashing the batch stops in the middle */
  async #batch(instance: TestInstance, isCrashing: boolean): Promise<void> {
    const channels = 1 + Math.floor(this.#random() ** 2 * 10);
    const each = this.#random() < 0.5 ? 1 : 1 + Math.floor(this.#random() * 10);
    const most = isCrashing ? Math.ceil((channels * each) / 2) : channels * each;
    let started = 0;
    const channel = async () => {
      for (let sent = 0; sent < each && started < most; sent += 1) {
        started += 1;
        if (!(await instance.pacer.start(instance.clock.now() + 15_000))) return;
        const ended = this.#request(instance);
        if (isCrashing && started === most) return;
        await ended;
        await this.time.sleep(this.#random() * 100);
      }
    };
    instance.pacer.startBatch(channels * Math.min(5, each), log);
    const all = Promise.all(Array.from({ length: channels }, channel));
    if (isCrashing) await Promise.race([all, this.time.sleep(this.#random() * 2_000)]);
    else await all.then(() => instance.pacer.endBatch());
  }

  async #request({ pacer, clock }: TestInstance): Promise<void> {
    const isAnswered = this.#random() >= this.#scenario.unanswered;
    const takesMs = isAnswered ? this.#random() * 100 : TIMEOUT_MS;
    const lateMs = isAnswered ? 0 : LATE_MS;
    this.arrivals.push(this.time.now() + this.#random() * (takesMs + lateMs));
    await this.time.sleep(takesMs);
    pacer.ended(clock.now() + lateMs);
  }
}

/** @returns the most requests in any rolling second */
function mostInASecond(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [index, time] of sorted.entries()) {
    while ((sorted[first] ?? time) <= time - 1_000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

describe('all instances together never exceed the permits in a rolling second', () => {
  const share = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true }));
  const scenario = fc.record({
    seed: fc.nat(),
    slots: fc.integer({ min: 1, max: 8 }),
    permits: fc.integer({ min: 0, max: 30 }),
    skewMs: fc.constantFrom(0, 1_000),
    throttled: share,
    lost: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.5, noNaN: true })),
    unanswered: fc.constantFrom(0, 0, 0.1),
    crashes: fc.constantFrom(0, 0, 3),
  });

  test('whatever the clocks, the table and the network do, and whoever crashes', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (one) => {
        const world = new World(one);
        await world.run();
        // A crashed instance leaves a request of its own permit behind.
        const most = one.slots + one.permits + one.crashes;
        expect(mostInASecond(world.arrivals)).toBeLessThanOrEqual(most);
      }),
      { numRuns: chaosRuns(12) },
    );
  }, 900_000);
});
