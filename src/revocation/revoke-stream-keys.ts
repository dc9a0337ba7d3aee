import type { AccountRegion } from '../ivs/accept.ts';
import { isoTime } from '../platform/clock.ts';
import { reportInvalidRequests } from '../platform/invalid-requests.ts';
import { answerFor, type RevocationAnswer } from './answer.ts';
import { type Attempt, attemptAll } from './attempt.ts';
import { type RevocationRequest, readRequest } from './request.ts';
import type { AdvanceDeps } from './revocation-run.ts';

export interface RevokeDeps extends AdvanceDeps {
  accountRegion: AccountRegion;
  /** Who asks, in words. */
  caller?: string;
  /** Makes the id of a revocation whose request has none: a UUID. */
  newId(): string;
}

/** What a pass did: how many revocations are still open, and how many it has completed. */
export interface RevocationPass {
  open: number;
  done: number;
}

/** How often a pass tries again while a revocation waits, ms. */
const POLL_MS = 2_000;
/** A pass starts no new attempt this long before the invocation ends, ms. */
const STOP_BEFORE_END_MS = 15_000;

/**
 * Revokes stream keys that have leaked. A request for a channel starts a revocation, or continues the one
 * that is open, as far as possible now. The schedule continues all open revocations; if there are none, it
 * makes no IVS request.
 *
 * @param raw `{channelArn, revocationId?, protected?}`; `{}` or the schedule's event for a pass
 * @throws InputError that names the wrong field; it is logged and counted here
 */
export async function revokeStreamKeys(
  raw: unknown,
  deps: RevokeDeps,
): Promise<RevocationAnswer | RevocationPass> {
  const request = await reportInvalidRequests(deps, () => readRequest(raw, deps.accountRegion));
  return request ? revoke(request, deps) : runPass(deps);
}

async function revoke(request: RevocationRequest, deps: RevokeDeps): Promise<RevocationAnswer> {
  const { channelArn, revocationId = deps.newId() } = request;
  const revocation = await deps.revocations.begin({
    ...{ channelArn, id: revocationId, requestedAt: isoTime(deps.clock.now()) },
    allowProtected: request.protected ?? false,
    ...(deps.caller !== undefined && { requestedBy: deps.caller }),
  });
  const { id, requestedAt, requestedBy, doneAt } = revocation;
  deps.log.info('revocation requested', { channelArn, id, at: requestedAt, by: requestedBy });
  if (doneAt !== undefined) return answerFor(revocation);
  const attempts = await attemptAll([revocation], deps);
  if (!attempts) return answerFor(revocation, { waitingFor: 'turn' });
  const attempt = attempts.get(channelArn) ?? {};
  return answerFor(attempt.revocation ?? revocation, attempt);
}

/** Tries until no revocation is open or waits, or until the time is used up. */
async function runPass(deps: RevokeDeps): Promise<RevocationPass> {
  const { revocations, clock, deadline } = deps;
  const summary = { open: 0, done: 0 };
  for (;;) {
    const open = await revocations.listOpen();
    summary.open = open.length;
    if (open.length === 0) return summary;
    const attempts = await attemptAll(open, deps);
    const done = [...(attempts?.values() ?? [])].filter(isDone).length;
    summary.done += done;
    summary.open -= done;
    // A revocation that failed is left to the next run, so that it takes no more time from the others.
    const waits = !attempts || [...attempts.values()].some(({ waitingFor }) => waitingFor);
    const isLate = clock.now() > deadline - STOP_BEFORE_END_MS;
    if (summary.open === 0 || !waits || isLate) return summary;
    await clock.sleep(POLL_MS);
  }
}

const isDone = ({ revocation }: Attempt): boolean => revocation?.doneAt !== undefined;
