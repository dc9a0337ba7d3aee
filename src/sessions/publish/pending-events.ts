import type { AutopilotEvent } from '../../platform/bus.ts';
import { END_KINDS, type Fact, type FactKind } from '../facts.ts';
import type { AddFactResult, SessionStore } from '../store.ts';
import { type SessionId, type SessionSummary, setFact } from '../summary.ts';
import { sessionEnded, sessionStarted } from './session-events.ts';

/** Told once of a session: when the first fact of one of these kinds is known. */
export interface LifecycleEvent {
  kinds: readonly FactKind[];
  event(summary: SessionSummary): AutopilotEvent;
}

const STARTED: LifecycleEvent = { kinds: ['started'], event: sessionStarted };
const ENDED: LifecycleEvent = { kinds: END_KINDS, event: sessionEnded };

const announcementOf = (kind: FactKind): LifecycleEvent | undefined =>
  [STARTED, ENDED].find(({ kinds }) => kinds.includes(kind));

/** What a fact did, and what is to be told before its event is kept. */
export interface FactEffect {
  effect: 'changed' | 'unchanged';
  owes?: LifecycleEvent;
  /** The session as it is now, as far as it was needed. */
  summary?: SessionSummary;
  /** This very event was recorded to the end before. */
  done?: true;
}

type Store = Pick<SessionStore, 'get' | 'hasEvent'>;

/**
 * What follows from the outcome of adding a fact. An event is kept only after what it owes was told, so
 * that a kept event owes nothing. Who owes is whoever's fact came first; if another event's fact takes
 * its place before it was told, that one inherits the debt:
 *
 *     first of its kinds              owes
 *     took the place of a kept one    owes nothing
 *     took another's place            owes: that one crashed, or is under way and may yet
 *     lost, and is kept               was delivered before: nothing is left to do
 *     lost to a kept one              owes nothing
 *     lost to another, or to itself   owes: an attempt crashed after its first write
 *
 * So nothing is lost at any crash, and what is told twice has the same id; and that only if a crash,
 * or another delivery at the same time, came between. Reads only where the fact was not the first.
 */
export async function effectOfFact(
  store: Store,
  id: SessionId,
  { kind, fact, outcome }: { kind: FactKind; fact: Fact; outcome: AddFactResult },
): Promise<FactEffect> {
  const owes = announcementOf(kind);
  if (outcome.stored) {
    const { before } = outcome;
    const changed = { effect: 'changed' as const, summary: setFact(before, id, kind, fact) };
    if (!owes) return changed;
    const first = !owes.kinds.some((one) => before?.[one]);
    return first || (await isOwed(store, id, before?.[kind])) ? { ...changed, owes } : changed;
  }
  const unchanged = { effect: 'unchanged' as const };
  if (!owes) return unchanged;
  if (await store.hasEvent(refOf(id, fact))) return { ...unchanged, done: true };
  const [summary] = await store.get([id]);
  return summary && (await isOwed(store, id, summary[kind]))
    ? { ...unchanged, summary, owes }
    : unchanged;
}

/** Whether the event whose fact this is may not have told what it owed. */
async function isOwed(store: Store, id: SessionId, holder: Fact | undefined): Promise<boolean> {
  return holder !== undefined && !(await store.hasEvent(refOf(id, holder)));
}

const refOf = ({ channelArn, streamId }: SessionId, { at, id }: Fact) => ({
  ...{ channelArn, streamId },
  ...{ time: at, id },
});

/**
 * What a session's events did not come to tell: each retry failed (no bus for hours, say), and they
 * wait as dead letters. To be told at the latest when the session's books are closed.
 *
 * @param kept the ids of the session's kept events
 */
export function unpublishedEvents(
  summary: SessionSummary,
  kept: ReadonlySet<string>,
): AutopilotEvent[] {
  return [STARTED, ENDED].flatMap(({ kinds, event }) => {
    const facts = kinds.flatMap((kind) => summary[kind] ?? []);
    return facts.some(({ id }) => !kept.has(id)) ? [event(summary)] : [];
  });
}
