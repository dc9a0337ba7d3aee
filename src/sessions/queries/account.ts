import * as z from 'zod/mini';
import type { LimitBreach } from '../details/health.ts';
import { ACCOUNT } from '../event-item.ts';
import type { SessionQuery } from '../request.ts';
import { breachOf } from '../timeline/fold-health.ts';
import { pageTokens, type QueryContext } from './context.ts';

export interface AccountAnswer {
  /** The account's own limit breaches (Concurrent Broadcasts, Concurrent Viewers), newest first. */
  breaches: LimitBreach[];
  /** There may be more: ask the same again, with this. */
  nextToken?: string;
}

const PAGE_SIZE = 100;
const placeSchema = z.object({ time: z.string(), id: z.string() });

/** The limit breaches that have no channel. */
export async function accountBreaches(
  question: Extract<SessionQuery, { kind: 'account' }>,
  nextToken: string | undefined,
  { store }: QueryContext,
): Promise<AccountAnswer> {
  const tokens = pageTokens(question, placeSchema);
  const { events, more } = await store.listEvents(ACCOUNT, PAGE_SIZE, tokens.read(nextToken));
  const last = events.at(-1);
  return {
    breaches: events.map(breachOf),
    ...(more && last && { nextToken: tokens.make({ time: last.time, id: last.id }) }),
  };
}
