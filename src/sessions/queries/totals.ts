import * as z from 'zod/mini';
import { iterateSessions, type VisitedSession } from '../iterate/iterate-sessions.ts';
import type { SessionQuery } from '../request.ts';
import { addUp, NOTHING, type Sums, type Totals, totalsOf } from '../totals/sums.ts';
import {
  isNearDeadline,
  listedSessionAt,
  pageTokens,
  positionOf,
  type QueryContext,
  sessionPositionSchema,
} from './context.ts';
import { byId, keyOf } from './full-view.ts';

export interface TotalsAnswer {
  /** With a `nextToken`: what has been added up so far. */
  totals: Totals;
  /** The time did not suffice: ask the same again with this, and it goes on. */
  nextToken?: string;
}

type TotalsQuestion = Extract<SessionQuery, { kind: 'totals' }>;

const progressSchema = z.object({
  place: sessionPositionSchema,
  sums: z.object({
    sessions: z.number(),
    live: z.number(),
    failed: z.number(),
    watchableMs: z.number(),
    peak: z.optional(z.object({ viewers: z.number(), at: z.string() })),
  }),
});

/** Sums over a channel's sessions, or a day's: as many as the time allows, the rest by the `nextToken`. */
export async function totalSessions(
  question: TotalsQuestion,
  nextToken: string | undefined,
  context: QueryContext,
): Promise<TotalsAnswer> {
  const tokens = pageTokens(question, progressSchema);
  const progress = tokens.read(nextToken);
  const now = context.clock.now();
  let sums: Sums = progress ? { ...NOTHING, ...sumsOf(progress.sums) } : NOTHING;
  const after = progress && listedSessionAt(progress.place);
  for await (const stops of iterateSessions(context.store, question, after, now)) {
    sums = await addStops(sums, stops, question, context, now);
    const place = stops.at(-1)?.position;
    if (place && isNearDeadline(context))
      return { totals: totalsOf(sums), nextToken: tokens.make({ place: positionOf(place), sums }) };
  }
  return { totals: totalsOf(sums) };
}

/** An absent member is not there at all. */
function sumsOf({ peak, ...sums }: z.infer<typeof progressSchema>['sums']): Sums {
  return { ...sums, ...(peak && { peak }) };
}

async function addStops(
  before: Sums,
  stops: VisitedSession[],
  { range }: TotalsQuestion,
  { viewers }: QueryContext,
  now: number,
): Promise<Sums> {
  const summaries = stops.flatMap(({ summary }) => summary ?? []);
  const records = byId(await viewers.get(summaries));
  return summaries.reduce(
    (sums, summary) => addUp(sums, summary, records.get(keyOf(summary)), range, now),
    before,
  );
}
