import type { IvsEvent } from '../ivs/events.ts';
import type { Bus } from '../platform/bus.ts';
import { type Clock, isoTime } from '../platform/clock.ts';
import { changesState, factOf, meaningOf } from './facts.ts';
import { type ImplausibleTime, implausibleTime } from './implausible-time.ts';
import { effectOfFact, type FactEffect, type LifecycleEvent } from './publish/pending-events.ts';
import { sessionRepaired } from './publish/session-events.ts';
import { retainUntil } from './retention.ts';
import type { SessionStore } from './store.ts';
import type { StoredEvent } from './stored-event.ts';
import type { SessionId } from './summary.ts';

/** Writes events and summaries, and tells of them. */
export interface Recorder {
  store: SessionStore;
  /** Where starts and ends of sessions are told. */
  bus: Bus;
  /** Says when an event was received. No session's state comes from it: only what is odd about a time. */
  clock: Pick<Clock, 'now'>;
  /** For how long events, and summaries after their session's end, are kept. */
  retentionDays: number;
}

/** What an event did to its session's summary; `none`: it says nothing of a session. */
export type SummaryEffect = FactEffect['effect'] | 'none';

export interface RecordResult {
  summary: SummaryEffect;
  /** Its time can't be right. */
  odd?: ImplausibleTime;
}

/**
 * Records an event as it came:
 *
 *     add its fact to the summary -> tell of it, if it is a start or an end -> keep the event
 *
 * Two writes and no read, however long the session; some reads where it is not the first to say what
 * it says. A crash anywhere and a retry end the same as no crash, and tell what was to be told.
 *
 * The summary is right after the first step, whatever becomes of the bus. An event that can't be told
 * is retried by Lambda, then waits as a dead letter; until that is redriven, the session's time line
 * lacks it. What it was to tell is told when the session's books are closed (`untold`).
 *
 * @throws what the table throws; BusError, or what EventBridge's client throws
 */
export async function recordEvent(recorder: Recorder, event: IvsEvent): Promise<RecordResult> {
  const { store, bus, clock } = recorder;
  const kept = toKeep(recorder, event, false, clock.now());
  const { effect, done, owes, summary } = await offer(store, kept);
  if (owes && summary) await bus.publish([owes.event(summary)]);
  if (!done) await store.putEvent(kept);
  return { summary: effect, ...(kept.odd && { odd: kept.odd }) };
}

/**
 * Records events that did not come, as a look at IVS told them. In the same order, but tells all in one
 * go, with a Session Repaired; one that comes yet takes its repair's place. If the run is cut off before
 * that is told, the start and the end of the session are told when its books are closed.
 *
 * @param missing events of this session
 * @returns those that were added: what has become known meanwhile adds nothing
 */
export async function recordRepairs(
  recorder: Recorder,
  id: SessionId,
  missing: IvsEvent[],
): Promise<IvsEvent[]> {
  const { store, bus, clock } = recorder;
  const added: IvsEvent[] = [];
  const owed = new Set<LifecycleEvent>();
  const unkept: StoredEvent[] = [];
  for (const event of missing) {
    const kept = toKeep(recorder, event, true, clock.now());
    const { effect, owes, done } = await offer(store, kept);
    if (owes) owed.add(owes);
    if (!done) unkept.push(kept);
    const known = effect === 'unchanged' && changesState(meaningOf(event.detailType, event.name));
    if (!known || owes) added.push(event);
  }
  const [summary] = added.length > 0 ? await store.get([id]) : [];
  if (summary) {
    const repaired = sessionRepaired(summary, added, isoTime(clock.now()));
    await bus.publish([...[...owed].map(({ event }) => event(summary)), repaired]);
  }
  for (const kept of unkept) await store.putEvent(kept);
  return added;
}

function toKeep(
  { retentionDays }: Recorder,
  event: IvsEvent,
  repaired: boolean,
  receivedAt: number,
): StoredEvent {
  // IVS itself is asked for repairs, as late as may be: their times are its own.
  const odd = repaired ? undefined : implausibleTime(event.time, receivedAt);
  const expiresAt = retainUntil(event.time, receivedAt, retentionDays);
  return { event, expiresAt, repaired, ...(odd && { odd }) };
}

interface Offer extends Omit<FactEffect, 'effect'> {
  effect: SummaryEffect;
}

/** Adds what an event says of its session to the summary. */
async function offer(store: SessionStore, kept: StoredEvent): Promise<Offer> {
  const { channelArn, streamId, detailType, name } = kept.event;
  const kind = meaningOf(detailType, name);
  if (channelArn === undefined || streamId === undefined) return { effect: 'none' };
  if (kind === undefined || kind === 'none') return { effect: 'none' };
  const id = { channelArn, streamId };
  const fact = factOf(kept, kind);
  const outcome = await store.addFact(id, kind, fact);
  return effectOfFact(store, id, { kind, fact, outcome });
}
