import { runLeasedPass } from '../channels/run-due-pass.ts';
import { type CleanupDeps, CleanupRun } from './cleanup-run.ts';
import type { CleanupOutcome, CleanupSummary } from './outcome.ts';

/**
 * Runs one pass over the channels that are marked for deletion.
 *
 *     delete the channels that an operator has approved
 *     -> are few others marked?  yes: check each one, and delete it if it may be deleted
 *     -> no: check all of them, so that those that are kept are not due any more
 *        -> are still too many left?  yes: stop cleanup, delete none
 *
 * The channels that were deleted within the rolling window of the limit count too, and so do those that
 * the survey has yet to mark. While it marks them, cleanup waits, so that it stops with all of them.
 *
 * The check of one channel: BatchGetChannel for up to 50 channels reads the tags, and the table has the
 * streams. The channel is kept, or deleted (`ChannelDeletion`): audit record -> event `Channel Deletion`
 * -> final check of tags, newest session and record -> DeleteChannel -> the record is removed. If a run is
 * interrupted at any step, the next run finds the channel either still there, and decides again, or gone,
 * which counts as success.
 *
 * @throws errors of DynamoDB; an error of one channel is counted and does not end the pass
 */
export async function deleteDueChannels(deps: CleanupDeps): Promise<CleanupSummary> {
  const { mode } = deps.settings;
  if (mode === 'off') return { outcome: 'off', due: 0, counts: {} };
  const run = new CleanupRun(deps);
  const summary = await runLeasedPass<CleanupOutcome>('cleanup', deps, (pass) =>
    mode === 'plan' ? run.plan(pass) : run.apply(pass),
  );
  return { ...summary, ...stoppedOf(run), ...waitingOf(run) };
}

function stoppedOf({ stopped }: CleanupRun): Pick<CleanupSummary, 'stopped'> {
  if (!stopped) return {};
  const { id, channels, allowed, deleted } = stopped;
  return { stopped: { id, channels, allowed, deleted } };
}

function waitingOf({ waiting }: CleanupRun): Pick<CleanupSummary, 'waiting'> {
  if (!waiting) return {};
  const { allowed, made: deleted, count } = waiting;
  return { waiting: { unmarked: count.unmarked, allowed, deleted } };
}
