import type { IvsEvent } from '../../ivs/events.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Observability } from '../../platform/observability.ts';
import { type Recorder, recordRepairs } from '../record-event.ts';
import type { SessionId } from '../summary.ts';

export interface RepairContext extends Recorder, Observability {
  clock: Clock;
}

/**
 * Records what did not come, as if it had, and tells of it: an event that comes yet takes the repair's
 * place. Throws what the bus and the table throw; the next look goes on then.
 *
 * @returns whether anything was added
 */
export async function repairSession(
  what: 'opened' | 'closed' | 'completed' | 'found',
  id: SessionId,
  missing: IvsEvent[],
  tools: RepairContext,
): Promise<boolean> {
  if (missing.length === 0) return false;
  const added = (await recordRepairs(tools, id, missing)).map(({ name }) => name);
  if (added.length === 0) return false;
  const { channelArn, streamId } = id;
  tools.log.warn('session repaired', { what, channelArn, streamId, added });
  tools.metrics.add('SessionsRepaired');
  return true;
}
