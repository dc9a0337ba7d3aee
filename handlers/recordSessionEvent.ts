import { systemClock as clock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { withRetryQueue } from '../src/platform/retry-queue.ts';
import { dynamoSessionStore } from '../src/sessions/dynamo-store.ts';
import { recordSessionEvent } from '../src/sessions/record-session-event.ts';
import { sessionSettings } from '../src/sessions/settings.ts';
import { stageAccountRegion, stageBus, stageTable } from '../src/wiring/stage.ts';

const { env } = process;
const { retentionDays } = sessionSettings(env);
const store = dynamoSessionStore(stageTable(env));
const recorder = { store, bus: stageBus(env), clock, retentionDays };

/**
 * Records one IVS event. Returns whether it was recorded and, if it was not, which field was wrong. Events
 * that failed come again from the retry queue.
 */
export const handler = lambdaHandler(
  'recordSessionEvent',
  withRetryQueue((event, invocation) => {
    const accountRegion = stageAccountRegion(env, invocation);
    return recordSessionEvent(event, { ...invocation, ...recorder, accountRegion });
  }),
);
