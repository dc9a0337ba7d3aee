import { LIST_STREAMS_SHARE, quotaShare } from '../src/ivs/settings.ts';
import { dynamoCursorStore } from '../src/platform/cursor.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { sessionSettings } from '../src/sessions/settings.ts';
import { sampleViewers } from '../src/sessions/viewers/sample-viewers.ts';
import { openIvsRuns } from '../src/wiring/ivs-run.ts';
import { sessionStores } from '../src/wiring/session-stores.ts';
import { stageBus, stageTable } from '../src/wiring/stage.ts';

const { env } = process;
const { retentionDays } = sessionSettings(env);
const table = stageTable(env);
const ivsRun = openIvsRuns(table, quotaShare(env), {
  ListStreams: LIST_STREAMS_SHARE.sampleViewers,
});
const sampling = {
  ...{ retentionDays, bus: stageBus(env) },
  ...sessionStores(table),
  cursors: dynamoCursorStore(table),
};

/** Records the number of viewers of every live stream, and returns how many streams it counted. */
export const handler = lambdaHandler('sampleViewers', (_event, invocation) =>
  sampleViewers({ ...sampling, ...ivsRun(invocation) }),
);
