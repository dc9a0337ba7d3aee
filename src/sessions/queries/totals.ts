import * as z from 'zod/mini';
import { iterateSessions, type VisitedSession } from '../iterate/iterate-sessions.ts';
import type { SessionQuery } from '../request.ts';
import { sessionLookup } from '../session-id.ts';
import { addToSums, type Sums, type Totals, totalsOf, ZERO_SUMS } from '../totals/sums.ts';
import { isNearDeadline, type QueryContext } from './context.ts';
import { listedSessionAt, pageTokens, positionOf, sessionPositionSchema } from './page-position.ts';

export interface TotalsAnswer {
  /** If there is a `nextToken`: the sums over the sessions that were read so far. */
  totals: Totals;
  /**
   * The time was not sufficient for all sessions: send the same query with this token to continue.
   */
  nextToken?: string;
}

type SessionTotalsQuery = Extract<SessionQuery, { kind: 'totals' }>;

const progressSchema = z.object({
  position: sessionPositionSchema,
  sums: z.object({
    sessions: z.number(),
    live: z.number(),
    failed: z.number(),
    watchableMs: z.number(),
    peak: z.optional(z.object({ viewers: z.number(), at: z.string() })),
  }),
});

/**
 * Sums over the sessions of a channel or of a day. If the time is not sufficient, `nextToken`
 * continues.
 */
export async function totalSessions(
  query: SessionTotalsQuery,
  nextToken: string | undefined,
  context: QueryContext,
): Promise<TotalsAnswer> {
  const tokens = pageTokens(query, progressSchema);
  const progress = tokens.read(nextToken);
  const now = context.clock.now();
  let sums: Sums = progress ? sumsOf(progress.sums) : ZERO_SUMS;
  const after = progress && listedSessionAt(progress.position);
  for await (const batch of iterateSessions(context.store, query, after, now)) {
    sums = await addBatch(sums, batch, query, context, now);
    const last = batch.at(-1)?.position;
    if (!last || !isNearDeadline(context)) continue;
    const position = positionOf(last);
    return { totals: totalsOf(sums), nextToken: tokens.make({ position, sums }) };
  }
  return { totals: totalsOf(sums) };
}

/** `peak: undefined` becomes an absent member. */
function sumsOf({ peak, ...sums }: z.infer<typeof progressSchema>['sums']): Sums {
  return { ...sums, ...(peak && { peak }) };
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
