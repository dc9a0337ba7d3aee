import type { Clock } from '../../platform/clock.ts';
import type { Observability } from '../../platform/observability.ts';
import type { ClassifiedEvent } from '../event-meaning.ts';
import type { Facts } from '../facts.ts';
import { type Recorder, recordRepairs } from '../record-event.ts';
import type { SessionId } from '../session-id.ts';

/** What is needed to repair a session. */
export interface RepairContext extends Recorder, Observability {
  clock: Clock;
}

/**
 * What a repair did, for the log: opened a session that IVS lists as live, closed one that IVS no
 * longer lists, completed an ended one, or found one that was not known.
 */
export type RepairKind = 'opened' | 'closed' | 'completed' | 'found';

/**
 * Records events that EventBridge did not deliver, and publishes a Session Repaired. An event that
 * is delivered later replaces its repair. Throws what the bus and the store throw; the next pass
 * repairs again.
 *
 * @param session with what was known of it when `missing` was derived
 * @returns whether any event was added
 */
export async function repairSession(
  kind: RepairKind,
  session: SessionId & Facts,
  missing: ClassifiedEvent[],
  context: RepairContext,
): Promise<boolean> {
  if (missing.length === 0) return false;
  const added = (await recordRepairs(context, session, missing)).map(({ name }) => name);
  if (added.length === 0) return false;
  const { channelArn, streamId } = session;
  context.log.warn('session repaired', { what: kind, channelArn, streamId, added });
  context.metrics.add('SessionsRepaired');
  return true;
}
