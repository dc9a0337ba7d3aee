import * as z from 'zod/mini';
import type { LimitBreach } from '../details/health.ts';
import { ACCOUNT } from '../event-item.ts';
import type { Question } from '../request.ts';
import { breachOf } from '../timeline/fold-health.ts';
import { type AskContext, tokensOf } from './context.ts';

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
  question: Extract<Question, { kind: 'account' }>,
  nextToken: string | undefined,
  { store }: AskContext,
): Promise<AccountAnswer> {
  const tokens = tokensOf(question, placeSchema);
  const { events, more } = await store.eventsOf(ACCOUNT, PAGE_SIZE, tokens.read(nextToken));
  const last = events.at(-1);
  return {
    breaches: events.map(breachOf),
    ...(more && last && { nextToken: tokens.make({ time: last.time, id: last.id }) }),
  };
}
