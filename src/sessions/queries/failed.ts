import type { SessionQuery } from '../request.ts';
import { deriveState } from '../view.ts';
import type { QueryContext } from './context.ts';
import { iteratedPage } from './iterated-page.ts';
import type { SessionsAnswer } from './list.ts';

const PAGE_SIZE = 50;
/** No index has the state, so a page reads sessions that did not fail, too: about a second for so many. */
const MAX_VISITS = 1_000;

/** The failed sessions that overlap a time range, newest first. A page may be short, or empty. */
export const failedSessions = (
  query: Extract<SessionQuery, { kind: 'failed' }>,
  nextToken: string | undefined,
  context: QueryContext,
): Promise<SessionsAnswer> =>
  iteratedPage(
    {
      query,
      selection: { ...query, ended: true, order: 'newest-first' },
      isWanted: (summary) => deriveState(summary) === 'failed',
      ...{ pageSize: PAGE_SIZE, maxVisits: MAX_VISITS },
    },
    nextToken,
    context,
  );
