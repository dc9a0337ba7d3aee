import { withLease } from '../platform/lease.ts';
import { DueList } from './due-list.ts';
import { DuePass } from './due-pass.ts';
import type { HandleDueChannel, PassDeps, PassSummary } from './pass.ts';
import type { DueKind } from './record.ts';

/**
 * Runs one pass that handles every due channel once. If no channel is due, it takes no lease and makes
 * no IVS request.
 *
 *     query the index -> acquire the lease -> handle the channels
 *     -> wait until IVS's rolling second has passed -> release the lease
 */
export async function runDuePass<Outcome extends string>(
  kind: DueKind,
  deps: PassDeps,
  handle: HandleDueChannel<Outcome>,
): Promise<PassSummary<Outcome>> {
  return runLeasedPass<Outcome>(kind, deps, (pass) => pass.run(handle));
}

/** As `runDuePass`, but `work` decides how often and in which order the pass goes over the channels. */
export async function runLeasedPass<Outcome extends string>(
  kind: DueKind,
  deps: PassDeps,
  work: (pass: DuePass<Outcome>) => Promise<unknown>,
): Promise<PassSummary<Outcome>> {
  const summary: PassSummary<Outcome> = { outcome: 'done', due: 0, counts: {} };
  const { channels, leases: store, holder, clock, log, deadline } = deps;
  const listDue = () => new DueList({ kind, channels, clock });
  const due = listDue();
  if ((await due.page()).channelArns.length === 0) return summary;
  const beforeRelease = () => deps.ivs.waitForQuotaWindow();
  const leased = await withLease({ store, holder, clock, log, deadline, beforeRelease }, (lease) =>
    work(new DuePass(due.isFresh ? due : listDue(), deps, lease, summary)),
  );
  if (!leased.ran) summary.outcome = 'busy';
  return summary;
}
