import { homeOf } from '../src/ivs/accept.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { textSetting } from '../src/platform/settings.ts';
import { openTable } from '../src/platform/table.ts';
import { dynamoSessionStore } from '../src/sessions/dynamo-store.ts';
import { getSessions } from '../src/sessions/get-sessions.ts';
import { answerHttp, asHttpRequest, inputOf } from '../src/sessions/http.ts';

const store = dynamoSessionStore(openTable(textSetting(process.env, 'TABLE_NAME')));
const region = process.env.AWS_REGION;

/** Direct invoke (bad input is thrown, as InputError), or HTTP API with the same members in the query string. */
export const handler = lambdaHandler('getSessions', async (event, invocation) => {
  const context = { ...invocation, store, home: homeOf(region, invocation.account) };
  const http = asHttpRequest(event);
  return http ? answerHttp(() => getSessions(inputOf(http), context)) : getSessions(event, context);
});
