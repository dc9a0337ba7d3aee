import { randomUUID } from 'node:crypto';
import { dynamoAuditLog } from '../channels/audit.ts';
import { type PassDeps, workersFor } from '../channels/due-pass.ts';
import { dynamoChannelStore } from '../channels/dynamo-store.ts';
import { openIvs } from '../ivs/client.ts';
import { systemClock } from '../platform/clock.ts';
import type { Invocation } from '../platform/lambda.ts';
import { dynamoLeaseStore } from '../platform/lease.ts';
import { openTable, type Table } from '../platform/table.ts';
import { dynamoSessionStore } from '../sessions/dynamo-store.ts';

/** What the passes work with, over the real table and IVS; made once per Lambda instance. */
export interface Passes {
  table: Table;
  during(invocation: Invocation): PassDeps;
}

/** @param share how much of each of IVS's call rates may be used, over 0 and up to 1 */
export function openPasses(tableName: string, share: number): Passes {
  const table = openTable(tableName);
  const ivs = openIvs(share);
  const clock = systemClock;
  const workers = workersFor(share);
  const stores = {
    channels: dynamoChannelStore(table),
    sessions: dynamoSessionStore(table),
    audit: dynamoAuditLog(table),
    leases: dynamoLeaseStore(table),
  };
  return {
    table,
    during: ({ log, metrics, deadline }) => ({
      ...{ ...stores, clock, log, metrics, deadline, workers },
      ivs: ivs.during({ clock, log, metrics, deadline }),
      holder: randomUUID(),
    }),
  };
}
