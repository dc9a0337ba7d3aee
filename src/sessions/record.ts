import type { IvsEvent } from '../ivs/events.ts';
import { expiresAfter } from '../platform/table.ts';
import { factOf, meaningOf } from './facts.ts';
import type { SessionStore } from './store.ts';

/** Writes events and summaries. */
export interface Recorder {
  store: SessionStore;
  /** For how long events, and summaries after their session's end, are kept. */
  retentionDays: number;
}

/** What an event did to its session's summary; `none`: it says nothing of a session. */
export type Effect = 'changed' | 'unchanged' | 'none';

/**
 * Records an event: first the event itself, then what it says of its session. Two writes at most
 * and no read, however long the session. Both are idempotent, so a crash between them and a retry
 * end the same.
 *
 * @param repaired the event did not come; IVS was asked and it follows from the answer
 */
export async function recordEvent(
  { store, retentionDays }: Recorder,
  event: IvsEvent,
  { repaired = false } = {},
): Promise<Effect> {
  const expiresAt = expiresAfter(Date.parse(event.time), retentionDays);
  await store.putEvent({ event, expiresAt, repaired });
  const { channelArn, streamId, detailType, name } = event;
  const meaning = meaningOf(detailType, name);
  if (channelArn === undefined || streamId === undefined) return 'none';
  if (meaning === undefined || meaning === 'none') return 'none';
  const fact = factOf(event, meaning, { retentionDays, repaired });
  return (await store.addFact({ channelArn, streamId }, meaning, fact)) ? 'changed' : 'unchanged';
}
