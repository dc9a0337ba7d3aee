import { dynamoAuditLog } from '../channels/audit.ts';
import { dynamoChannelStore } from '../channels/dynamo-store.ts';
import type { PassDeps } from '../channels/pass.ts';
import { workersFor } from '../channels/workers.ts';
import type { Invocation } from '../platform/lambda.ts';
import type { Environment } from '../platform/settings.ts';
import type { Table } from '../platform/table.ts';
import { dynamoSessionStore } from '../sessions/dynamo-store.ts';
import { type IvsRunAws, openIvsRuns } from './ivs-run.ts';
import { stageTagKeys } from './stage.ts';

/**
 * Makes what cleanup, rotation and revocation have in common. Call this once per Lambda instance, and
 * the returned function once per invocation.
 *
 * @param share how much of each IVS call rate may be used, above 0 and up to 1
 * @throws SettingError for a wrong `TAG_PREFIX`
 */
export function openPasses(
  env: Environment,
  aws: IvsRunAws,
  table: Table,
  share: number,
): (invocation: Invocation) => PassDeps {
  const ivsRun = openIvsRuns(aws, table, share);
  const workers = workersFor(share);
  const shared = {
    channels: dynamoChannelStore(table, aws.clock),
    sessions: dynamoSessionStore(table, aws.clock),
    audit: dynamoAuditLog(table),
    tagKeys: stageTagKeys(env),
  };
  return (invocation) => ({ ...shared, workers, ...ivsRun(invocation) });
}
