import { randomUUID } from 'node:crypto';
import { dynamoChannelCountStore } from '../src/channels/channel-count.ts';
import { dynamoChannelStore } from '../src/channels/dynamo-store.ts';
import { cleanupRules } from '../src/cleanup/settings.ts';
import { openIvs } from '../src/ivs/client.ts';
import { LIST_STREAMS_SHARE, quotaShare } from '../src/ivs/settings.ts';
import { eventBridgeBus } from '../src/platform/bus.ts';
import { systemClock as clock } from '../src/platform/clock.ts';
import { dynamoCursorStore } from '../src/platform/cursor.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoLeaseStore } from '../src/platform/lease.ts';
import { openTable } from '../src/platform/table.ts';
import { reconcile } from '../src/reconcile/reconcile.ts';
import { readReconcileRequest } from '../src/reconcile/request.ts';
import { auditSettings } from '../src/reconcile/settings.ts';
import { rotationSettings } from '../src/rotation/settings.ts';
import { dynamoDetailStore } from '../src/sessions/details/dynamo-store.ts';
import { dynamoSessionStore } from '../src/sessions/dynamo-store.ts';
import { sessionSettings } from '../src/sessions/settings.ts';
import { dynamoViewerStore } from '../src/sessions/viewers/dynamo-store.ts';

const { tableName, busName, retentionDays } = sessionSettings(process.env);
const rules = cleanupRules(process.env);
const { auditIntervalMs } = auditSettings(process.env);
const { endGraceMs, mode: rotationMode } = rotationSettings(process.env);
const share = quotaShare(process.env);
const ivs = openIvs(share, { ListStreams: LIST_STREAMS_SHARE.reconcile });
const table = openTable(tableName);
const bus = eventBridgeBus(busName);
const stores = {
  store: dynamoSessionStore(table),
  details: dynamoDetailStore(table),
  viewers: dynamoViewerStore(table),
  channels: dynamoChannelStore(table),
  cursors: dynamoCursorStore(table),
  channelCounts: dynamoChannelCountStore(table),
  leases: dynamoLeaseStore(table),
};

/** One pass of comparing sessions and channels with IVS; `{audit: true}`: of all histories, too. Answers what differed. */
export const handler = lambdaHandler('reconcile', async (event, { log, metrics, deadline }) =>
  reconcile({
    ...readReconcileRequest(event, { log, metrics }),
    ...{ ...stores, bus, clock, log, metrics, deadline, retentionDays, auditIntervalMs },
    ivs: ivs.during({ clock, log, metrics, deadline }),
    holder: randomUUID(),
    survey: { ...rules, endGraceMs, rotationOff: rotationMode === 'off' },
  }),
);
