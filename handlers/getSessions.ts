import { systemClock as clock } from '../src/platform/clock.ts';
import { dynamoCursorStore } from '../src/platform/cursor.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { getSessions } from '../src/sessions/get-sessions.ts';
import { answerHttp, asHttpRequest, inputOf } from '../src/sessions/http.ts';
import { sessionStores } from '../src/wiring/session-stores.ts';
import { stageAccountRegion, stageTable } from '../src/wiring/stage.ts';

const { env } = process;
const table = stageTable(env);
const stores = { ...sessionStores(table), cursors: dynamoCursorStore(table) };

/**
 * Reads sessions. Callers invoke it directly, or over the HTTP API with the same members in the query
 * string. A direct call with invalid input fails with an InputError.
 */
export const handler = lambdaHandler('getSessions', async (event, invocation) => {
  const accountRegion = stageAccountRegion(env, invocation);
  const context = { ...invocation, ...stores, accountRegion, clock };
  const http = asHttpRequest(event);
  return http ? answerHttp(() => getSessions(inputOf(http), context)) : getSessions(event, context);
});
