import type { CursorStore } from '../../platform/cursor.ts';
import { errorMessage, errorName, OutOfTimeError } from '../../platform/errors.ts';
import type { HeldLease } from '../../platform/lease.ts';
import type { LiveStreamsById } from '../../sessions/live-streams.ts';
import {
  FIRST_RECONCILE_CURSOR,
  type ReconcileCursor,
  type RepairTask,
  repairTasks,
} from './repair-tasks.ts';
import type { IvsRepairContext } from './repairs.ts';

export interface SessionsReconcileContext extends IvsRepairContext {
  cursors: CursorStore;
  /** The pass stops between two sessions when the lease should be released. */
  lease: HeldLease;
}

export interface SessionsReport {
  /** Live streams that IVS listed. */
  live: number;
  /** Sessions that were compared with IVS. */
  looked: number;
  /** Sessions that were changed. */
  repaired: number;
  /** Sessions that could not be compared; the next pass tries them again. */
  failed: number;
  /** False if the pass stopped before the end; the next pass continues there. */
  complete: boolean;
}

const CURSOR = 'session-reconcile';

/**
 * Makes the table agree with IVS: adds sessions that are missing, ends those that are no longer
 * live, and adds to ended ones what they lack. Sends at most three requests to IVS for each session
 * that differs, and none for others.
 *
 * Continues where the previous pass stopped for lack of time, which is not an error. If a session
 * cannot be compared, this is logged and counted, and the pass continues with the next session.
 *
 * @param live the live streams, as IVS lists them
 * @throws what the table throws when sessions are listed
 */
export async function reconcileSessions(
  live: LiveStreamsById,
  context: SessionsReconcileContext,
): Promise<SessionsReport> {
  const { cursors, clock, log, metrics } = context;
  const report = { live: live.size, looked: 0, repaired: 0, failed: 0, complete: false };
  const saved = await cursors.load(CURSOR, clock.now());
  const stoppedAt = await runTasks(
    live,
    context,
    saved ? parseCursor(saved) : FIRST_RECONCILE_CURSOR,
    report,
  );
  report.complete = stoppedAt === undefined;
  if (stoppedAt) await cursors.save(CURSOR, JSON.stringify(stoppedAt), clock.now());
  else if (saved) await cursors.clear(CURSOR);
  log.info('sessions compared with IVS', report);
  metrics.add('LiveStreams', live.size);
  return report;
}

/** @returns where the next pass continues; undefined at the end */
async function runTasks(
  live: LiveStreamsById,
  context: SessionsReconcileContext,
  from: ReconcileCursor,
  report: SessionsReport,
): Promise<ReconcileCursor | undefined> {
  let cursor = from;
  try {
    for await (const task of repairTasks(live, context, cursor)) {
      if (await context.lease.shouldRelease()) return cursor;
      await runTask(task, report, context);
      cursor = task.cursor;
    }
    return undefined;
  } catch (error) {
    if (error instanceof OutOfTimeError) return cursor;
    throw error;
  }
}

async function runTask(
  { cursor, repair }: RepairTask,
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
    const { channelArn, streamId } = cursor.after;
    const fields = { channelArn, streamId, error: errorName(error), reason: errorMessage(error) };
    log.error('session could not be compared with IVS', fields);
    metrics.add('ReconcileFailures');
  }
}

/** Only this module saves positions under the cursor's name, so a position is not checked. */
const parseCursor = (saved: string): ReconcileCursor => JSON.parse(saved) as ReconcileCursor;
