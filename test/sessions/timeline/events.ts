import type { RecordedEvent } from '../../../src/sessions/timeline/event.ts';
import { type EventParts, parsedEvent } from '../../support/ivs-events.ts';

/** The time `s` seconds after 18:00, ISO 8601. */
export const second = (s: number): string =>
  new Date(Date.UTC(2026, 10, 21, 18) + s * 1_000).toISOString();

/** An event as it is read from the store. */
export function sessionEvent(
  s: number,
  parts: EventParts & Pick<RecordedEvent, 'repaired' | 'odd'>,
): RecordedEvent {
  const { repaired, odd, ...rest } = parts;
  const { id, time, detailType, name, detail } = parsedEvent({ time: second(s), ...rest });
  return {
    ...{ id, time, detailType, name, detail },
    ...(repaired && { repaired }),
    ...(odd && { odd }),
  };
}

const HEALTH = 'IVS Stream Health Change';
type Flags = Pick<RecordedEvent, 'repaired' | 'odd'>;
export const starts = (s: number, more: Flags = {}) =>
  sessionEvent(s, { detailType: HEALTH, name: 'Starvation Start', ...more });
export const ends = (s: number, more: Flags = {}) =>
  sessionEvent(s, { detailType: HEALTH, name: 'Starvation End', ...more });
