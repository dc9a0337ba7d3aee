import { pageTokens } from '../../platform/page-tokens.ts';
import type { LimitBreach } from '../details/health.ts';
import { ACCOUNT } from '../event-item.ts';
import type { SessionQuery } from '../request.ts';
import { breachOf } from '../timeline/limit-breach.ts';
import type { QueryContext } from './context.ts';
import { eventPositionOf, eventPositionSchema } from './page-position.ts';

export interface AccountAnswer {
  /** The account's own limit breaches (Concurrent Broadcasts, Concurrent Viewers), newest first. */
  breaches: LimitBreach[];
  /** There may be another page: send the same query with this token. */
  nextToken?: string;
}

const PAGE_SIZE = 100;

/** The limit breaches of the account that name no channel. */
export async function accountBreaches(
  query: Extract<SessionQuery, { kind: 'account' }>,
  nextToken: string | undefined,
  { store }: QueryContext,
): Promise<AccountAnswer> {
  const tokens = pageTokens(query, eventPositionSchema);
  const { events, more } = await store.listEvents(ACCOUNT, PAGE_SIZE, tokens.read(nextToken));
  const last = events.at(-1);
  return {
    breaches: events.map(breachOf),
    ...(more && last && { nextToken: tokens.make(eventPositionOf(last)) }),
  };
}
