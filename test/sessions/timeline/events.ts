import { parseIvsEvent } from '../../../src/ivs/events.ts';
import type { RecordedEvent } from '../../../src/sessions/timeline/event.ts';
import { type EventParts, rawEvent } from '../../support/ivs-events.ts';

/** The time so many seconds into the evening, ISO 8601. */
export const second = (s: number): string =>
  new Date(Date.UTC(2026, 10, 21, 18) + s * 1_000).toISOString();

/** An event as it is read back. */
export function sessionEvent(
  s: number,
  parts: EventParts & Pick<RecordedEvent, 'repaired' | 'odd'>,
): RecordedEvent {
  const { repaired, odd, ...rest } = parts;
  const parsed = parseIvsEvent(rawEvent({ time: second(s), ...rest }));
  if (parsed.kind === 'foreign') throw new Error('not an event of ours');
  const { id, time, detailType, name, detail } = parsed.event;
  return {
    ...{ id, time, detailType, name, detail },
    ...(repaired && { repaired }),
    ...(odd && { odd }),
  };
}

const HEALTH = 'IVS Stream Health Change';
type More = Pick<RecordedEvent, 'repaired' | 'odd'>;
export const starts = (s: number, more: More = {}) =>
  sessionEvent(s, { detailType: HEALTH, name: 'Starvation Start', ...more });
export const ends = (s: number, more: More = {}) =>
  sessionEvent(s, { detailType: HEALTH, name: 'Starvation End', ...more });
