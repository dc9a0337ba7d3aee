import { errorMessage, errorName, OutOfTimeError } from '../platform/errors.ts';
import { withLease } from '../platform/lease.ts';
import { advance } from './advance.ts';
import type { Revocation } from './revocation.ts';
import type { AdvanceDeps, Progress } from './revocation-run.ts';

/** The result of an attempt to advance one revocation. */
export interface Attempt extends Partial<Progress> {
  /** What went wrong; the next attempt continues. */
  problem?: string;
}

/**
 * Advances each of these revocations once, under the lease on the IVS quotas. The claim is urgent, so that
 * another function releases the lease early.
 *
 * @returns the attempts by channel ARN; undefined if the lease was not free in time
 */
export async function attemptAll(
  revocations: readonly Revocation[],
  deps: AdvanceDeps,
): Promise<Map<string, Attempt> | undefined> {
  const { leases: store, holder, clock, log, deadline, ivs } = deps;
  const beforeRelease = () => ivs.waitForQuotaWindow();
  const options = { store, holder, clock, log, deadline, beforeRelease, urgent: true };
  const leased = await withLease(options, async () => {
    const attempts = new Map<string, Attempt>();
    for (const revocation of revocations)
      attempts.set(revocation.channelArn, await attempt(revocation, deps));
    return attempts;
  });
  return leased.ran ? leased.result : undefined;
}

/** Returns a failure as `problem`, so that a revocation that fails does not stop the others. */
async function attempt({ channelArn, id }: Revocation, deps: AdvanceDeps): Promise<Attempt> {
  try {
    // Another run may have continued it while this one waited for the lease.
    const revocation = await deps.revocations.get(channelArn);
    if (revocation?.id !== id) return {};
    return revocation.doneAt === undefined ? await advance(revocation, deps) : { revocation };
  } catch (error) {
    const problem = `${errorName(error)}: ${errorMessage(error)}`;
    const revocation = await deps.revocations.get(channelArn);
    if (!(error instanceof OutOfTimeError)) {
      deps.log.error('revocation failed; the next run continues', { channelArn, id, problem });
      deps.metrics.add('ChannelFailed', 1, { dimensions: { pass: 'revocation' } });
    }
    return { ...(revocation && { revocation }), problem };
  }
}
