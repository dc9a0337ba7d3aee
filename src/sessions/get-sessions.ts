import type { AccountRegion } from '../ivs/accept.ts';
import { InputError } from '../platform/errors.ts';
import { type AccountAnswer, accountBreaches } from './queries/account.ts';
import type { QueryContext } from './queries/context.ts';
import { listSessions, type SessionsAnswer } from './queries/list.ts';
import { oneSession, type SessionAnswer } from './queries/one.ts';
import { sessionsInRange } from './queries/range.ts';
import { type TotalsAnswer, totalSessions } from './queries/totals.ts';
import { readRequest, type SessionRequest } from './request.ts';
import { LIVE } from './summary.ts';

export type GetSessionsAnswer =
  | SessionsAnswer
  | SessionAnswer
  | TotalsAnswer
  | AccountAnswer
  | HomeAnswer;

/** Never paged. */
export interface HomeAnswer extends AccountRegion {
  nextToken?: never;
}

/**
 * Answers a question about sessions.
 *
 * @param input one of these, with the `nextToken` of the answer before for the next page:
 *   `{channelArn}`, `{live: true}`: a channel's sessions, those that are live; newest first
 *   `{channelArn, streamId}`: one session with its time line
 *   `{totals: true, day}`, `{totals: true, channelArn}`: sums
 *   `{from, to, channelArn?}`: the sessions that overlap a time range, oldest first
 *   `{account: true}`: the account's own limit breaches
 *   `{home: true}`: the region and account that this function is in
 * @throws InputError that names the field which is wrong; logged and counted here
 */
export async function getSessions(
  input: unknown,
  context: QueryContext,
): Promise<GetSessionsAnswer> {
  try {
    return await answer(readRequest(input, context.accountRegion), context);
  } catch (error) {
    if (error instanceof InputError) {
      context.log.warn('request refused', { field: error.field, reason: error.message });
      context.metrics.add('InvalidRequests');
    }
    throw error;
  }
}

async function answer(
  { query: question, nextToken }: SessionRequest,
  context: QueryContext,
): Promise<GetSessionsAnswer> {
  switch (question.kind) {
    case 'one':
      return oneSession(question, nextToken, context);
    case 'channel':
      return listSessions({ channelArn: question.channelArn }, nextToken, context);
    case 'live':
      return listSessions({ phase: LIVE }, nextToken, context);
    case 'totals':
      return totalSessions(question, nextToken, context);
    case 'range':
      return sessionsInRange(question, nextToken, context);
    case 'account':
      return accountBreaches(question, nextToken, context);
    case 'home':
      return context.accountRegion;
  }
}
