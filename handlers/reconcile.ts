import { randomUUID } from 'node:crypto';
import { dynamoChannelStore } from '../src/channels/dynamo-store.ts';
import { cleanupSettings } from '../src/cleanup/settings.ts';
import { openIvs } from '../src/ivs/client.ts';
import { quotaShare } from '../src/ivs/settings.ts';
import { eventBridgeBus } from '../src/platform/bus.ts';
import { systemClock as clock } from '../src/platform/clock.ts';
import { dynamoCursorStore } from '../src/platform/cursor.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoLeaseStore } from '../src/platform/lease.ts';
import { openTable } from '../src/platform/table.ts';
import { rotationSettings } from '../src/rotation/settings.ts';
import { dynamoSessionStore } from '../src/sessions/dynamo-store.ts';
import { reconcile } from '../src/sessions/reconcile/reconcile.ts';
import { sessionSettings } from '../src/sessions/settings.ts';

const { tableName, busName, retentionDays } = sessionSettings(process.env);
const { defaultGraceMs } = cleanupSettings(process.env);
const { endGraceMs } = rotationSettings(process.env);
const ivs = openIvs(quotaShare(process.env));
const table = openTable(tableName);
const bus = eventBridgeBus(busName);
const stores = {
  store: dynamoSessionStore(table),
  channels: dynamoChannelStore(table),
  cursors: dynamoCursorStore(table),
  leases: dynamoLeaseStore(table),
};

/** One pass of comparing sessions and channels with IVS; answers what differed. */
export const handler = lambdaHandler('reconcile', (_event, { log, metrics, deadline }) =>
  reconcile({
    ...{ ...stores, bus, clock, log, metrics, deadline, retentionDays },
    ivs: ivs.during({ clock, log, metrics, deadline }),
    holder: randomUUID(),
    survey: { defaultGraceMs, endGraceMs },
  }),
);
