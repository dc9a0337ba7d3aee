import type { CursorStore } from '../../platform/cursor.ts';
import { errorMessage, errorName, OutOfTimeError } from '../../platform/errors.ts';
import type { HeldLease } from '../../platform/lease.ts';
import type { LiveStreamsById } from '../../sessions/live-streams.ts';
import {
  FIRST_CURSOR,
  type ReconcileCursor,
  type RepairTask,
  repairTasks,
} from './repair-tasks.ts';
import type { IvsRepairContext } from './repairs.ts';

export interface SessionsReconcileContext extends IvsRepairContext {
  cursors: CursorStore;
  /** Asked between two sessions whether it is time to stop. */
  lease: HeldLease;
}

export interface SessionsReport {
  /** Live streams, as IVS listed them. */
  live: number;
  /** Sessions looked at more closely. */
  looked: number;
  /** Sessions that were changed. */
  repaired: number;
  /** Sessions whose look failed; the next pass tries again. */
  failed: number;
  /** False if the time was over before the end: the next pass goes on there. */
  complete: boolean;
}

const CURSOR = 'session-reconcile';

/**
 * Makes the table agree with IVS: opens the sessions that it missed, closes those that are gone, fills
 * in what ended ones lack. At most three requests for each session that disagrees, none for others.
 *
 * Goes on where the last pass stopped for lack of time, which is no error. A session whose look
 * fails is logged and counted, and holds up no other. Throws what the table throws when sessions are listed.
 */
export async function reconcileSessions(
  listing: LiveStreamsById,
  context: SessionsReconcileContext,
): Promise<SessionsReport> {
  const report = { live: listing.size, looked: 0, repaired: 0, failed: 0, complete: false };
  const saved = await context.cursors.load(CURSOR, context.clock.now());
  const stoppedAt = await walk(listing, context, saved ? placeFrom(saved) : FIRST_CURSOR, report);
  report.complete = stoppedAt === undefined;
  if (stoppedAt) await context.cursors.save(CURSOR, JSON.stringify(stoppedAt), context.clock.now());
  else if (saved) await context.cursors.clear(CURSOR);
  context.log.info('sessions compared with IVS', report);
  context.metrics.add('LiveStreams', listing.size);
  return report;
}

/** @returns where the next pass goes on; undefined at the end */
async function walk(
  listing: LiveStreamsById,
  context: SessionsReconcileContext,
  from: ReconcileCursor,
  report: SessionsReport,
): Promise<ReconcileCursor | undefined> {
  let place = from;
  try {
    for await (const task of repairTasks(listing, context, place)) {
      if (await context.lease.shouldRelease()) return place;
      await look(task, report, context);
      place = task.cursor;
    }
    return undefined;
  } catch (error) {
    if (error instanceof OutOfTimeError) return place;
    throw error;
  }
}

async function look(
  { cursor: place, repair }: RepairTask,
  report: SessionsReport,
  { log, metrics }: SessionsReconcileContext,
): Promise<void> {
  try {
    const repaired = await repair();
    report.looked += 1;
    if (repaired) report.repaired += 1;
  } catch (error) {
    if (error instanceof OutOfTimeError) throw error;
    report.failed += 1;
    const { channelArn, streamId } = place.after;
    const fields = { channelArn, streamId, error: errorName(error), reason: errorMessage(error) };
    log.error('session could not be compared with IVS', fields);
    metrics.add('ReconcileFailures');
  }
}

/** Only this module saves places under the cursor's name. */
const placeFrom = (saved: string): ReconcileCursor => JSON.parse(saved) as ReconcileCursor;
