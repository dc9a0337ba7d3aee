import { type InvocationIvs, openIvs } from '../ivs/client.ts';
import type { OperationShares } from '../ivs/pacers.ts';
import type { Clock } from '../platform/clock.ts';
import { dynamoLeaseStore } from '../platform/dynamo-lease-store.ts';
import type { Invocation } from '../platform/lambda.ts';
import type { LeaseStore } from '../platform/lease-store.ts';
import type { Observability } from '../platform/observability.ts';
import type { Table } from '../platform/table.ts';
import type { Aws } from './aws.ts';

/** What one invocation of a function needs to call IVS while it holds the lease on the IVS quotas. */
export interface IvsRun extends Observability {
  ivs: InvocationIvs;
  leases: LeaseStore;
  clock: Clock;
  /** Identifies this invocation as the holder of the lease. */
  holder: string;
  /** When Lambda ends the invocation, ms since the epoch. */
  deadline: number;
}

/** What `openIvsRuns` needs. */
export type IvsRunAws = Pick<Aws, 'clock' | 'newId' | 'ivs'>;

/**
 * Makes the pacers of the IVS client. Call this once per Lambda instance, and the returned function once
 * per invocation.
 *
 * @param share how much of each IVS call rate may be used, above 0 and up to 1
 * @param parts for each operation that another function calls at the same time: the part of `share`
 */
export function openIvsRuns(
  { clock, newId, ivs: sdk }: IvsRunAws,
  table: Table,
  share: number,
  parts: OperationShares = {},
): (invocation: Invocation) => IvsRun {
  const ivs = openIvs(sdk, share, parts);
  const leases = dynamoLeaseStore(table);
  return ({ log, metrics, deadline }) => ({
    ...{ leases, clock, log, metrics, deadline },
    ivs: ivs.during({ clock, log, metrics, deadline }),
    holder: newId(),
  });
}
