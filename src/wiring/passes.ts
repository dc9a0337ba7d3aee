import { dynamoAuditLog } from '../channels/audit.ts';
import { dynamoChannelStore } from '../channels/dynamo-store.ts';
import type { PassDeps } from '../channels/pass.ts';
import { workersFor } from '../channels/workers.ts';
import type { Invocation } from '../platform/lambda.ts';
import type { Table } from '../platform/table.ts';
import { dynamoSessionStore } from '../sessions/dynamo-store.ts';
import { type IvsRunAws, openIvsRuns } from './ivs-run.ts';

/**
 * Makes what cleanup, rotation and revocation have in common. Call this once per Lambda instance, and
 * the returned function once per invocation.
 *
 * @param share how much of each IVS call rate may be used, above 0 and up to 1
 */
export function openPasses(
  aws: IvsRunAws,
  table: Table,
  share: number,
): (invocation: Invocation) => PassDeps {
  const ivsRun = openIvsRuns(aws, table, share);
  const workers = workersFor(share);
  const stores = {
    channels: dynamoChannelStore(table, aws.clock),
    sessions: dynamoSessionStore(table, aws.clock),
    audit: dynamoAuditLog(table),
  };
  return (invocation) => ({ ...stores, workers, ...ivsRun(invocation) });
}
