import type { IvsEvent } from '../../ivs/events.ts';
import { meaningOf } from '../../sessions/event-meaning.ts';
import { FACT_KINDS } from '../../sessions/facts.ts';
import { compareTexts } from '../incident/texts.ts';

/** One delivery of an event. */
export interface Arrival {
  event: IvsEvent;
  /** When it arrives, ms since the epoch. */
  at: number;
  /** 1 for the first delivery of the event. */
  copy: number;
  /** The faults that changed it. */
  faults: string[];
}

/** The order of arrivals: by time; those of the same time as they happen in a session; then by their ids. */
export function compareArrivals(one: Arrival, other: Arrival): number {
  return (
    one.at - other.at ||
    Date.parse(one.event.time) - Date.parse(other.event.time) ||
    rankOf(one) - rankOf(other) ||
    compareTexts(one.event.id, other.event.id) ||
    compareTexts(one.event.channelArn ?? '', other.event.channelArn ?? '') ||
    one.copy - other.copy
  );
}

const RANKS = ['none', ...FACT_KINDS];

const rankOf = ({ event }: Arrival): number => {
  const meaning = meaningOf(event) ?? 'none';
  return meaning === 'none' ? RANKS.indexOf('seen') : RANKS.indexOf(meaning);
};
