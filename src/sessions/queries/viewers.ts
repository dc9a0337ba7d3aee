import type { SessionQuery } from '../request.ts';
import { type DayViewers, dayViewers } from '../viewers/day/day.ts';
import type { QueryContext } from './context.ts';

/** This answer has one page only. */
export interface ViewersAnswer {
  viewers: DayViewers;
  nextToken?: never;
}

/** The viewers of the account over a day. One read. */
export async function viewersOfDay(
  { day }: Extract<SessionQuery, { kind: 'viewers' }>,
  { viewerDays }: Pick<QueryContext, 'viewerDays'>,
): Promise<ViewersAnswer> {
  return { viewers: dayViewers(day, await viewerDays.get(day)) };
}
