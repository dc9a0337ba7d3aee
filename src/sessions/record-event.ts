import type { AutopilotEvent, Bus } from '../platform/bus.ts';
import { type Clock, isoTime } from '../platform/clock.ts';
import { type ClassifiedEvent, isStateChange } from './event-meaning.ts';
import { type Facts, factOf } from './facts.ts';
import { healthFactOf } from './health-fact.ts';
import { type ImplausibleTime, implausibleTime } from './implausible-time.ts';
import {
  cannotBePending,
  effectOfFact,
  type FactEffect,
  type LifecycleEvent,
} from './publish/pending-events.ts';
import { sessionRepaired } from './publish/session-events.ts';
import { retainUntil } from './retention.ts';
import type { SessionId } from './session-id.ts';
import type { SessionStore } from './store.ts';
import type { StoredEvent } from './stored-event.ts';
import type { SessionSummary } from './summary.ts';

/** What is needed to record events and to publish what follows from them. */
export interface Recorder {
  store: SessionStore;
  /** Where Session Started, Session Ended and Session Repaired are published. */
  bus: Bus;
  /** Gives the time of receipt. It decides only whether an event's time is implausible. */
  clock: Pick<Clock, 'now'>;
  /** How many days events, and summaries after the end of their session, are stored. */
  retentionDays: number;
}

/** What an event did to its session's summary. `none`: the event says nothing about a session. */
export type SummaryEffect = FactEffect['summaryEffect'] | 'none';

export interface RecordResult {
  summary: SummaryEffect;
  /** Set if the event's time is implausible. */
  odd?: ImplausibleTime;
}

/**
 * Records a delivered event:
 *
 *     add its fact to the summary -> publish the start or end that it is -> store the event
 *
 * This takes two writes and no read, however long the session is; only a start or an end of which
 * the summary already holds one needs reads. After a crash at any point, a retry ends in the same
 * state and publishes what was not published.
 *
 * The summary is right after the first step, even if publishing fails. Lambda and the retry queue then
 * repeat the event; until one attempt succeeds, the session's time line lacks it. Its pending event is
 * published at the latest when the session is finalized (`unpublishedEvents`).
 *
 * @throws what the store throws; BusError; errors of EventBridge's client
 */
export async function recordEvent(
  recorder: Recorder,
  event: ClassifiedEvent,
): Promise<RecordResult> {
  const { store, bus, clock } = recorder;
  const stored = toStoredEvent(recorder, event, false, clock.now());
  const effect = await addToSummary(store, stored, event);
  const { pendingEvent, summary } = effect;
  if (pendingEvent && summary) await bus.publish([pendingEvent.create(summary)]);
  if (!effect.alreadyStored) await store.putEvent(stored);
  return { summary: effect.summaryEffect, ...(stored.odd && { odd: stored.odd }) };
}

/**
 * Records events that EventBridge did not deliver, as derived from answers of IVS. The order of the
 * steps is that of `recordEvent`, but all events are published at once, together with a Session
 * Repaired. A delivered event that comes later replaces its repair. After a crash before
 * publishing, Session Started and Session Ended are published when the session is finalized.
 *
 * A second end has nothing to publish. Its repair is stored first: if its event is delivered at the same
 * moment, that finds the repair stored, and does not publish Session Ended again.
 *
 * @param session with what was known of it when the repairs were derived
 * @param missing events of the session
 * @returns the events that were added; an event that became known in the meantime is not among them
 * @throws as `recordEvent`
 */
export async function recordRepairs(
  recorder: Recorder,
  session: SessionId & Facts,
  missing: ClassifiedEvent[],
): Promise<ClassifiedEvent[]> {
  const { store, bus, clock } = recorder;
  const added: ClassifiedEvent[] = [];
  const pendingEvents = new Set<LifecycleEvent>();
  const toStore: StoredEvent[] = [];
  for (const event of missing) {
    const stored = toStoredEvent(recorder, event, true, clock.now());
    const isStoredFirst = isStateChange(event.meaning) && cannotBePending(event.meaning, session);
    if (isStoredFirst) await store.putEvent(stored);
    const effect = await addToSummary(store, stored, event);
    if (effect.pendingEvent) pendingEvents.add(effect.pendingEvent);
    if (!isStoredFirst && !effect.alreadyStored) toStore.push(stored);
    if (!isKnown(event, effect)) added.push(event);
  }
  const [summary] = added.length > 0 ? await store.get([session]) : [];
  if (summary) await bus.publish(repairEvents(summary, pendingEvents, added, clock.now()));
  for (const stored of toStore) await store.putEvent(stored);
  return added;
}

/** Whether the summary held the state change before, and its event has been published. */
const isKnown = ({ meaning }: ClassifiedEvent, effect: AddEffect): boolean =>
  effect.summaryEffect === 'unchanged' && isStateChange(meaning) && !effect.pendingEvent;

function repairEvents(
  summary: SessionSummary,
  pending: ReadonlySet<LifecycleEvent>,
  added: ClassifiedEvent[],
  now: number,
): AutopilotEvent[] {
  const started = [...pending].map((event) => event.create(summary));
  return [...started, sessionRepaired(summary, added, isoTime(now))];
}

function toStoredEvent(
  { retentionDays }: Recorder,
  event: ClassifiedEvent,
  repaired: boolean,
  receivedAt: number,
): StoredEvent {
  // The time of a repair comes from IVS itself, so it is plausible even if it is long ago.
  const odd = repaired ? undefined : implausibleTime(event.time, receivedAt);
  const expiresAt = retainUntil(event.time, receivedAt, retentionDays);
  return {
    ...{ event, expiresAt, repaired },
    ...(!repaired && { receivedAt: isoTime(receivedAt) }),
    ...(odd && { odd }),
  };
}

interface AddEffect extends Omit<FactEffect, 'summaryEffect'> {
  summaryEffect: SummaryEffect;
}

/** Adds the fact that an event is, if any, to the summary of its session. */
async function addToSummary(
  store: SessionStore,
  stored: StoredEvent,
  { channelArn, streamId, meaning }: ClassifiedEvent,
): Promise<AddEffect> {
  if (channelArn === undefined || streamId === undefined) return { summaryEffect: 'none' };
  if (meaning === undefined || meaning === 'none') return { summaryEffect: 'none' };
  const id = { channelArn, streamId };
  const fact = meaning === 'health' ? healthFactOf(stored) : factOf(stored, meaning);
  const result = await store.addFact(id, meaning, fact);
  return effectOfFact(store, id, { kind: meaning, fact, result });
}
