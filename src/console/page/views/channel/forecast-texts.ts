import type { Explanation } from '../../../../explain/explanation.ts';
import type { NextAction } from '../../../../explain/forecast.ts';

const ACTIONS: Record<NextAction, string> = {
  'delete-channel': 'Channel is deleted',
  'rotate-key': 'Key is replaced',
  'create-key': 'Key is created',
  'note-key': 'Key is noted',
};

/** What will happen, in a few words. */
export interface ForecastTexts {
  what: string;
  /** When, if it is a time: ISO 8601. */
  at?: string;
  /** When, if it is not a time that is known, or besides it. */
  when?: string;
  /** When, if the stream ended now; ISO 8601. */
  ifEndedNow?: string;
  tone: 'warn' | 'bad' | 'quiet';
}

type AnyForecast = Explanation['cleanup'] | Explanation['rotation'];

/** @param now ms since the epoch @param waits for an operator's approval */
export function forecastTexts(forecast: AnyForecast, now: number, waits: boolean): ForecastTexts {
  const { action, mode, dueAt } = forecast;
  if (action === undefined)
    return { what: 'Nothing', when: 'unless its tags change', tone: 'quiet' };
  const what = ACTIONS[action];
  if (mode !== 'apply')
    return { what: `Nothing: mode is ${mode}`, when: `${what} in mode apply`, tone: 'quiet' };
  const tone = action === 'delete-channel' ? ('bad' as const) : ('warn' as const);
  if (waits) return { what, when: 'after an approval', tone };
  if (dueAt === undefined) return { what, ...afterStream(forecast), tone: 'warn' };
  if (Date.parse(dueAt) > now) return { what, at: dueAt, when: 'unless a stream starts', tone };
  return { what, ...latest(forecast), tone };
}

/** It is not due before a stream has ended. */
function afterStream({ overdueSince, dueIfEndedNow }: AnyForecast) {
  const when = overdueSince === undefined ? 'after a stream' : 'after the stream; overdue';
  return { when, ...(dueIfEndedNow !== undefined && { ifEndedNow: dueIfEndedNow }) };
}

/** It is due now, and happens at the next look. */
function latest({ limitedUntil, nextLookAt }: AnyForecast): Pick<ForecastTexts, 'at' | 'when'> {
  if (limitedUntil !== undefined) return { at: limitedUntil, when: 'at the latest' };
  return nextLookAt === undefined ? { when: 'within minutes' } : { when: 'within a minute' };
}
