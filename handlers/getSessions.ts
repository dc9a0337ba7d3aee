import { accountRegion } from '../src/ivs/accept.ts';
import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { textSetting } from '../src/platform/settings.ts';
import { openTable } from '../src/platform/table.ts';
import { dynamoDetailStore } from '../src/sessions/details/dynamo-store.ts';
import { dynamoSessionStore } from '../src/sessions/dynamo-store.ts';
import { getSessions } from '../src/sessions/get-sessions.ts';
import { answerHttp, asHttpRequest, inputOf } from '../src/sessions/http.ts';
import { dynamoViewerStore } from '../src/sessions/viewers/dynamo-store.ts';

const table = openTable(textSetting(process.env, 'TABLE_NAME'));
const stores = {
  store: dynamoSessionStore(table),
  details: dynamoDetailStore(table),
  viewers: dynamoViewerStore(table),
};
const region = process.env.AWS_REGION;

/** Direct invoke (bad input is thrown, as InputError), or HTTP API with the same members in the query string. */
export const handler = lambdaHandler('getSessions', async (event, invocation) => {
  const context = {
    ...invocation,
    ...stores,
    accountRegion: accountRegion(region, invocation.account),
    clock: systemClock,
  };
  const http = asHttpRequest(event);
  return http ? answerHttp(() => getSessions(inputOf(http), context)) : getSessions(event, context);
});
