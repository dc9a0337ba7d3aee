import { LIST_STREAMS_SHARE, quotaShare } from '../../ivs/settings.ts';
import type { UseCase } from '../../platform/lambda.ts';
import type { Environment } from '../../platform/settings.ts';
import { KnownIngest } from '../../sessions/details/known-ingest.ts';
import { sessionSettings } from '../../sessions/settings.ts';
import type { SampleReport } from '../../sessions/viewers/sample-context.ts';
import { sampleViewers } from '../../sessions/viewers/sample-viewers.ts';
import type { Aws } from '../aws.ts';
import { type IvsRunAws, openIvsRuns } from '../ivs-run.ts';
import { sessionStores } from '../session-stores.ts';
import { stageBus, stageTable } from '../stage.ts';

/** Opens `sampleViewers`: once per Lambda instance. @throws SettingError that names the variable */
export function openSampleViewers(
  env: Environment,
  aws: IvsRunAws & Pick<Aws, 'documents' | 'eventBridge'>,
): UseCase<SampleReport> {
  const { retentionDays } = sessionSettings(env);
  const table = stageTable(env, aws);
  const ivsRun = openIvsRuns(aws, table, quotaShare(env), {
    ListStreams: LIST_STREAMS_SHARE.sampleViewers,
  });
  const sampling = {
    ...{ retentionDays, bus: stageBus(env, aws), knownIngest: new KnownIngest() },
    ...sessionStores(table, aws.clock),
  };
  return (_event, invocation) => sampleViewers({ ...sampling, ...ivsRun(invocation) });
}
