import type { SessionQuery } from '../request.ts';
import type { QueryContext } from './context.ts';
import { iteratedPage } from './iterated-page.ts';
import type { SessionsAnswer } from './list.ts';

const PAGE_SIZE = 500;

/** The sessions that overlap a time range, oldest first, in pages of about 500 sessions. */
export const sessionsInRange = (
  query: Extract<SessionQuery, { kind: 'range' }>,
  nextToken: string | undefined,
  context: QueryContext,
): Promise<SessionsAnswer> =>
  iteratedPage({ query, selection: query, pageSize: PAGE_SIZE }, nextToken, context);
