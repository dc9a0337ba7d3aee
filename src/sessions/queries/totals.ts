import * as z from 'zod/mini';
import type { Question } from '../request.ts';
import { addUp, NOTHING, type Sums, type Totals, totalsOf } from '../totals/sums.ts';
import { type Stop, walk } from '../iterate/iterate-sessions.ts';
import { type AskContext, isLate, listedAt, placeOf, placeSchema, tokensOf } from './context.ts';
import { byId, keyOf } from './full-view.ts';

export interface TotalsAnswer {
  /** With a `nextToken`: what has been added up so far. */
  totals: Totals;
  /** The time did not suffice: ask the same again with this, and it goes on. */
  nextToken?: string;
}

type TotalsQuestion = Extract<Question, { kind: 'totals' }>;

const progressSchema = z.object({
  place: placeSchema,
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
  context: AskContext,
): Promise<TotalsAnswer> {
  const tokens = tokensOf(question, progressSchema);
  const progress = tokens.read(nextToken);
  const now = context.clock.now();
  let sums: Sums = progress ? { ...NOTHING, ...sumsOf(progress.sums) } : NOTHING;
  const after = progress && listedAt(progress.place);
  for await (const stops of walk(context.store, question, after, now)) {
    sums = await addStops(sums, stops, question, context, now);
    const place = stops.at(-1)?.place;
    if (place && isLate(context))
      return { totals: totalsOf(sums), nextToken: tokens.make({ place: placeOf(place), sums }) };
  }
  return { totals: totalsOf(sums) };
}

/** An absent member is not there at all. */
function sumsOf({ peak, ...sums }: z.infer<typeof progressSchema>['sums']): Sums {
  return { ...sums, ...(peak && { peak }) };
}

async function addStops(
  before: Sums,
  stops: Stop[],
  { range }: TotalsQuestion,
  { viewers }: AskContext,
  now: number,
): Promise<Sums> {
  const summaries = stops.flatMap(({ summary }) => summary ?? []);
  const records = byId(await viewers.get(summaries));
  return summaries.reduce(
    (sums, summary) => addUp(sums, summary, records.get(keyOf(summary)), range, now),
    before,
  );
}
