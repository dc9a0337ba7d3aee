import { accountRegion } from '../src/ivs/accept.ts';
import { eventBridgeBus } from '../src/platform/bus.ts';
import { systemClock as clock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { openTable } from '../src/platform/table.ts';
import { dynamoSessionStore } from '../src/sessions/dynamo-store.ts';
import { recordSessionEvent } from '../src/sessions/record-session-event.ts';
import { sessionSettings } from '../src/sessions/settings.ts';

const { tableName, busName, retentionDays } = sessionSettings(process.env);
const region = process.env.AWS_REGION;
const store = dynamoSessionStore(openTable(tableName));
const bus = eventBridgeBus(busName);

/** Fires on IVS's own events; answers whether the event was recorded, and if not, which field was wrong. */
export const handler = lambdaHandler('recordSessionEvent', (event, invocation) =>
  recordSessionEvent(event, {
    ...invocation,
    store,
    bus,
    clock,
    retentionDays,
    accountRegion: accountRegion(region, invocation.account),
  }),
);
