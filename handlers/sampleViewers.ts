import { randomUUID } from 'node:crypto';
import { openIvs } from '../src/ivs/client.ts';
import { LIST_STREAMS_SHARE, quotaShare } from '../src/ivs/settings.ts';
import { eventBridgeBus } from '../src/platform/bus.ts';
import { systemClock as clock } from '../src/platform/clock.ts';
import { dynamoCursorStore } from '../src/platform/cursor.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoLeaseStore } from '../src/platform/lease.ts';
import { openTable } from '../src/platform/table.ts';
import { dynamoSessionStore } from '../src/sessions/dynamo-store.ts';
import { sessionSettings } from '../src/sessions/settings.ts';
import { dynamoViewerStore } from '../src/sessions/viewers/dynamo-store.ts';
import { sampleViewers } from '../src/sessions/viewers/sample-viewers.ts';

const { tableName, busName, retentionDays } = sessionSettings(process.env);
const share = quotaShare(process.env);
const ivs = openIvs(share, { ListStreams: LIST_STREAMS_SHARE.sampleViewers });
const table = openTable(tableName);
const fixed = {
  ...{ clock, retentionDays, bus: eventBridgeBus(busName) },
  store: dynamoSessionStore(table),
  viewers: dynamoViewerStore(table),
  cursors: dynamoCursorStore(table),
  leases: dynamoLeaseStore(table),
};

/** Counts the viewers of every live stream; answers how many it saw. */
export const handler = lambdaHandler('sampleViewers', (_event, { log, metrics, deadline }) =>
  sampleViewers({
    ...{ ...fixed, log, metrics, deadline },
    ivs: ivs.during({ clock, log, metrics, deadline }),
    holder: randomUUID(),
  }),
);
