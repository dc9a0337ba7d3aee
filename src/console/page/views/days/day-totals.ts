import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { TotalsAnswer } from '../../../../sessions/queries/totals.ts';
import type { Totals } from '../../../../sessions/totals/sums.ts';
import { addressOf } from '../../../protocol/topics.ts';
import { lastUtcDays } from '../../format/time.ts';
import { ask } from '../../state/actions.ts';
import { utcToday } from '../../state/now.ts';
import { useTopic } from '../../state/topics.ts';

/** A day in UTC. `totals` is absent until it is known. */
export interface Day {
  day: string;
  totals?: Totals | undefined;
}

/** Days that are over change rarely: each is asked for once while the page is open. */
const known = new Map<string, Totals>();

/**
 * The totals of the last days, today first. Today's are watched; those of the other days come one after the other.
 *
 * @param count of days, with today
 */
export function useDays(count: number): { days: Day[]; problem: string | undefined } {
  const today = utcToday.value;
  const newest = useTopic('totals', today);
  const loaded = useSignal(0);
  const problem = useSignal<string | undefined>(undefined);
  const all = lastUtcDays(Date.parse(today), count);
  useEffect(() => {
    let isCurrent = true;
    const load = async (): Promise<void> => {
      for (const day of all.slice(1)) {
        if (!isCurrent) return;
        if (known.has(day)) continue;
        known.set(day, await askTotals(day));
        loaded.value++;
      }
    };
    load().catch((error: unknown) => {
      problem.value = error instanceof Error ? error.message : String(error);
    });
    return () => {
      isCurrent = false;
    };
  }, [today, count]);
  // The days that are known are read again when one more is.
  void loaded.value;
  const totalsOf = (day: string) => (day === today ? newest.answer?.totals : known.get(day));
  return {
    days: all.map((day) => ({ day, totals: totalsOf(day) })),
    problem: newest.problem ?? problem.value,
  };
}

/** A day with very many sessions is counted in several steps. */
async function askTotals(day: string): Promise<Totals> {
  const address = addressOf('totals', day);
  let answer = await ask<TotalsAnswer>(address);
  while (answer.nextToken !== undefined) answer = await ask(address, answer.nextToken);
  return answer.totals;
}
