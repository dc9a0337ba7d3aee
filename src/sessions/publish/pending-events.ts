import type { AutopilotEvent } from '../../platform/bus.ts';
import { END_KINDS, type Fact, type FactKind, type Facts } from '../facts.ts';
import type { SessionId } from '../session-id.ts';
import type { AddFactResult, SessionStore } from '../store.ts';
import { type SessionSummary, setFact } from '../summary.ts';
import { sessionEnded, sessionStarted } from './session-events.ts';

/**
 * An event that is published once for a session: when the first fact of one of these kinds is
 * known.
 */
export interface LifecycleEvent {
  kinds: readonly FactKind[];
  create(summary: SessionSummary): AutopilotEvent;
}

const STARTED: LifecycleEvent = { kinds: ['started'], create: sessionStarted };
const ENDED: LifecycleEvent = { kinds: END_KINDS, create: sessionEnded };

const lifecycleEventOf = (kind: FactKind): LifecycleEvent | undefined =>
  [STARTED, ENDED].find(({ kinds }) => kinds.includes(kind));

/**
 * Whether a fact of this kind, which is not known, can have no pending event: another fact of the kinds of its event is
 * known, so that the other one publishes.
 */
export function cannotBePending(kind: FactKind, known: Facts): boolean {
  const others = lifecycleEventOf(kind)?.kinds.filter((one) => one !== kind) ?? [];
  return !known[kind] && others.some((one) => known[one]);
}

/** What adding a fact did to the summary, and what is left to do for its event. */
export interface FactEffect {
  summaryEffect: 'changed' | 'unchanged';
  /** To be published before the event is stored. */
  pendingEvent?: LifecycleEvent;
  /** The session as it is now; set if there is a pending event or the summary changed. */
  summary?: SessionSummary;
  /** The same event was recorded completely before: there is nothing left to do. */
  alreadyStored?: true;
}

type PendingEventStore = Pick<SessionStore, 'get' | 'hasEvent'>;

/**
 * What follows from the result of adding a fact.
 *
 * An event is stored only after its pending event was published, so a stored event has nothing
 * pending. The event whose fact came first has to publish. If another event's fact replaces that
 * fact before it was published, the other event has to publish:
 *
 *     first fact of these kinds             pending
 *     replaced the fact of a stored event   nothing pending
 *     replaced another fact                 pending: its event crashed, or is still being recorded
 *     refused; this event is stored         delivered before: nothing left to do
 *     refused, for a stored event's fact    nothing pending
 *     refused, for another fact or itself   pending: an earlier attempt crashed after its first write
 *
 * So no crash loses an event. An event is published twice only after a crash, or if two deliveries
 * are recorded at the same time; both times it has the same id. Reads the store only if the fact
 * was not the first of its kinds.
 *
 * A repair that cannot have a pending event is stored before its fact is added (`recordRepairs`).
 */
export async function effectOfFact(
  store: PendingEventStore,
  id: SessionId,
  added: { kind: FactKind; fact: Fact; result: AddFactResult },
): Promise<FactEffect> {
  const { kind, fact, result } = added;
  const event = lifecycleEventOf(kind);
  if (result.stored) {
    const { before } = result;
    const summary = setFact(before, id, kind, fact);
    const changed = { summaryEffect: 'changed', summary } as const;
    const pending = event && (await isPendingAfterChange(store, id, kind, event, before));
    return pending ? { ...changed, pendingEvent: event } : changed;
  }
  return event ? effectOfRefusedFact(store, id, kind, fact, event) : { summaryEffect: 'unchanged' };
}

async function isPendingAfterChange(
  store: PendingEventStore,
  id: SessionId,
  kind: FactKind,
  { kinds }: LifecycleEvent,
  before: SessionSummary | undefined,
): Promise<boolean> {
  const isFirst = !kinds.some((one) => before?.[one]);
  return isFirst || (await isUnstored(store, id, before?.[kind]));
}

async function effectOfRefusedFact(
  store: PendingEventStore,
  id: SessionId,
  kind: FactKind,
  fact: Fact,
  event: LifecycleEvent,
): Promise<FactEffect> {
  const unchanged = { summaryEffect: 'unchanged' } as const;
  if (await store.hasEvent(refOf(id, fact))) return { ...unchanged, alreadyStored: true };
  const [summary] = await store.get([id]);
  return summary && (await isUnstored(store, id, summary[kind]))
    ? { ...unchanged, summary, pendingEvent: event }
    : unchanged;
}

/**
 * Whether the event of this fact is not stored: then its pending event may not have been published.
 */
async function isUnstored(
  store: PendingEventStore,
  id: SessionId,
  fact: Fact | undefined,
): Promise<boolean> {
  return fact !== undefined && !(await store.hasEvent(refOf(id, fact)));
}

const refOf = ({ channelArn, streamId }: SessionId, { at, id }: Fact) => ({
  ...{ channelArn, streamId },
  ...{ time: at, id },
});

/**
 * The events that may not have been published, because every retry of an IVS event failed (for
 * example while the bus was unavailable for hours) and the IVS event is in the dead-letter queue.
 * They are published when the session is finalized.
 *
 * @param storedIds the ids of the session's stored events
 */
export function unpublishedEvents(
  summary: SessionSummary,
  storedIds: ReadonlySet<string>,
): AutopilotEvent[] {
  return [STARTED, ENDED].flatMap(({ kinds, create }) => {
    const facts = kinds.flatMap((kind) => summary[kind] ?? []);
    return facts.some(({ id }) => !storedIds.has(id)) ? [create(summary)] : [];
  });
}
