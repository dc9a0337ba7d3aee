import { leasablePermits } from '../../../src/metadata/pace/account-limits.ts';
import { AccountPacer } from '../../../src/metadata/pace/account-pacer.ts';
import { dynamoLeaseStore } from '../../../src/metadata/pace/dynamo-lease-store.ts';
import type { LeaseStore } from '../../../src/metadata/pace/lease-store.ts';
import { RateLease } from '../../../src/metadata/pace/rate-lease.ts';
import type { Clock } from '../../../src/platform/clock.ts';
import { memoryTable } from '../../support/memory-table/memory-table.ts';

export const PERMITS = leasablePermits(31);

/** A store of leases in a table of its own. */
export const tableLeases = (permits = PERMITS): LeaseStore =>
  dynamoLeaseStore(memoryTable().table, permits);

let leases = 0;

interface AccountOptions {
  clock: Clock;
  /** Default: a table of its own. */
  store?: LeaseStore;
  permits?: number;
  random?: () => number;
}

/** The pacer of one instance. */
export function accountPacer({
  clock,
  permits = PERMITS,
  store = tableLeases(permits),
  random = () => 0.5,
}: AccountOptions): AccountPacer {
  const lease = new RateLease({ store, permits, newId: () => `lease${leases++}` });
  return new AccountPacer({ lease, clock, random });
}
