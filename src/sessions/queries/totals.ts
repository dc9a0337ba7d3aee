import { foreignToken, pageTokens } from '../../platform/page-tokens.ts';
import { iterateSessions, type VisitedSession } from '../iterate/iterate-sessions.ts';
import { sessionLookup } from '../session-id.ts';
import { type SessionTotalsQuery, sumsProgress } from '../totals/progress.ts';
import { addToSums, type Sums, type Totals, totalsOf, ZERO_SUMS } from '../totals/sums.ts';
import { isNearDeadline, type QueryContext } from './context.ts';
import { listedSessionAt, positionOf, sessionPositionSchema } from './page-position.ts';

export interface TotalsAnswer {
  /** If there is a `nextToken`: the sums over the sessions that were read so far. */
  totals: Totals;
  /**
   * The time was not sufficient for all sessions: send the same query with this token to continue.
   */
  nextToken?: string;
}

/**
 * Sums over the sessions of a channel or of a day. If the time is not sufficient, `nextToken`
 * continues.
 *
 * @throws InputError that names `nextToken` if no answer had it, or not within the last day
 */
export async function totalSessions(
  query: SessionTotalsQuery,
  nextToken: string | undefined,
  context: QueryContext,
): Promise<TotalsAnswer> {
  const tokens = pageTokens(query, sessionPositionSchema(query));
  const progress = sumsProgress(context.cursors);
  const now = context.clock.now();
  const position = tokens.read(nextToken);
  const after = position && listedSessionAt(position);
  let sums: Sums | undefined = after ? await progress.load(query, after, now) : ZERO_SUMS;
  if (!sums) throw foreignToken(nextToken);
  for await (const batch of iterateSessions(context.store, query, after, now)) {
    sums = await addBatch(sums, batch, query, context, now);
    const last = batch.at(-1)?.position;
    if (!last || !isNearDeadline(context)) continue;
    await progress.save(query, last, sums, now);
    return { totals: totalsOf(sums), nextToken: tokens.make(positionOf(last)) };
  }
  return { totals: totalsOf(sums) };
}

async function addBatch(
  before: Sums,
  batch: VisitedSession[],
  { range }: SessionTotalsQuery,
  { viewers }: QueryContext,
  now: number,
): Promise<Sums> {
  const summaries = batch.flatMap(({ summary }) => summary ?? []);
  const viewersOf = sessionLookup(await viewers.get(summaries));
  return summaries.reduce(
    (sums, summary) => addToSums(sums, summary, viewersOf(summary), range, now),
    before,
  );
}
