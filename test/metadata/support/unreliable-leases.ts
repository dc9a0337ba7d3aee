import type { LeaseStore } from '../../../src/metadata/pace/lease-store.ts';
import type { Clock } from '../../../src/platform/clock.ts';

export interface TableFaults {
  /** The share of requests that the table refuses. */
  throttled: number;
  /** The share of requests without an answer. Half of them are done, some seconds later at the latest. */
  lost: number;
}

/** The longest time of a request, ms. */
const SLOWEST_MS = 20;
/** The request timeout of the client. */
const TIMEOUT_MS = 1_000;
/** How late a request that was given up may still be done, ms. */
const LATEST_MS = 3_000;

/** Leases in a table that is slow, throttled, and loses answers. The faults may change at any time. */
export function unreliableLeases(
  leases: LeaseStore,
  faults: TableFaults,
  clock: Clock,
  random: () => number,
): LeaseStore {
  async function send<T>(request: () => Promise<T>): Promise<T> {
    await clock.sleep(random() * SLOWEST_MS);
    if (random() < faults.throttled) throw named('ThrottlingException');
    if (random() >= faults.lost) return request();
    if (random() < 0.5) void clock.sleep(random() * LATEST_MS).then(request);
    await clock.sleep(TIMEOUT_MS);
    throw named('TimeoutError');
  }
  return {
    change: (change) => send(() => leases.change(change)),
    read: () => send(() => leases.read()),
  };
}

const named = (name: string): Error => Object.assign(new Error(name), { name });
