import { dynamoCursorStore } from '../../platform/cursor.ts';
import type { UseCase } from '../../platform/lambda.ts';
import type { Environment } from '../../platform/settings.ts';
import { type GetSessionsAnswer, getSessions } from '../../sessions/get-sessions.ts';
import { answerHttp, asHttpRequest, type HttpApiResponse, inputOf } from '../../sessions/http.ts';
import type { Aws } from '../aws.ts';
import { sessionStores } from '../session-stores.ts';
import { stageAccountRegion, stageTable } from '../stage.ts';

/** Opens `getSessions`: once per Lambda instance. @throws SettingError that names the variable */
export function openGetSessions(
  env: Environment,
  aws: Pick<Aws, 'clock' | 'documents'>,
): UseCase<GetSessionsAnswer | HttpApiResponse> {
  const { clock } = aws;
  const table = stageTable(env, aws);
  const stores = { ...sessionStores(table, clock), cursors: dynamoCursorStore(table) };
  return async (event, invocation) => {
    const accountRegion = stageAccountRegion(env, invocation);
    const context = { ...invocation, ...stores, accountRegion, clock };
    const http = asHttpRequest(event);
    return http
      ? answerHttp(() => getSessions(inputOf(http), context))
      : getSessions(event, context);
  };
}
