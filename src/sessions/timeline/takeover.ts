import { textOf } from '../detail-members.ts';
import type { Takeover } from '../details/health.ts';
import type { RecordedEvent } from './event.ts';

const OUTCOMES: Record<string, Takeover['outcome']> = {
  'Stream Takeover': 'taken-over',
  'Stream Takeover Failure': 'refused',
};

/** @returns undefined for an event that is not about a takeover */
export function takeoverOf({ name, time, detail }: RecordedEvent): Takeover | undefined {
  const outcome = OUTCOMES[name];
  return outcome && { at: time, outcome, ...textOf('code', detail.code) };
}
