import type { AccountRegion } from '../ivs/accept.ts';
import { reportInvalidRequests } from '../platform/invalid-requests.ts';
import { type AccountAnswer, accountBreaches } from './queries/account.ts';
import type { QueryContext } from './queries/context.ts';
import { failedSessions } from './queries/failed.ts';
import { listSessions, type SessionsAnswer } from './queries/list.ts';
import { oneSession, type SessionAnswer } from './queries/one.ts';
import { sessionsInRange } from './queries/range.ts';
import { type TotalsAnswer, totalSessions } from './queries/totals.ts';
import { type ViewersAnswer, viewersOfDay } from './queries/viewers.ts';
import { readRequest, type SessionRequest } from './request.ts';
import { LIVE } from './summary.ts';

export type GetSessionsAnswer =
  | SessionsAnswer
  | SessionAnswer
  | TotalsAnswer
  | AccountAnswer
  | ViewersAnswer
  | HomeAnswer;

/** This answer has one page only. */
export interface HomeAnswer extends AccountRegion {
  nextToken?: never;
}

/**
 * Answers a query about sessions.
 *
 * | input | answer |
 * |---|---|
 * | `{channelArn}` | the sessions of a channel, newest first |
 * | `{live: true}` | the sessions that are live, newest first |
 * | `{channelArn, streamId}` | one session with its timeline |
 * | `{totals: true, day}`, `{totals: true, channelArn}` | sums over sessions |
 * | `{from, to, channelArn?}` | the sessions that overlap a time range, oldest first |
 * | `{failed: true, from, to, channelArn?}` | the failed ones among them, newest first |
 * | `{viewers: true, day}` | the viewers of the account over a day |
 * | `{account: true}` | the limit breaches of the account that name no channel |
 * | `{home: true}` | the region and account of this function |
 *
 * @param input one of these; for the next page, the same with the `nextToken` of the previous answer
 * @throws InputError that names the wrong field; it is logged and counted here
 */
export async function getSessions(
  input: unknown,
  context: QueryContext,
): Promise<GetSessionsAnswer> {
  return reportInvalidRequests(context, () =>
    answer(readRequest(input, context.accountRegion), context),
  );
}

async function answer(
  { query, nextToken }: SessionRequest,
  context: QueryContext,
): Promise<GetSessionsAnswer> {
  switch (query.kind) {
    case 'one':
      return oneSession(query, nextToken, context);
    case 'channel':
      return listSessions({ channelArn: query.channelArn }, nextToken, context);
    case 'live':
      return listSessions({ phase: LIVE }, nextToken, context);
    case 'totals':
      return totalSessions(query, nextToken, context);
    case 'range':
      return sessionsInRange(query, nextToken, context);
    case 'failed':
      return failedSessions(query, nextToken, context);
    case 'viewers':
      return viewersOfDay(query, context);
    case 'account':
      return accountBreaches(query, nextToken, context);
    case 'home':
      return context.accountRegion;
  }
}
