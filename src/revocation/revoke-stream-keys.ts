import { randomUUID } from 'node:crypto';
import type { AccountRegion } from '../ivs/accept.ts';
import { isoTime } from '../platform/clock.ts';
import { errorMessage, errorName, InputError, OutOfTimeError } from '../platform/errors.ts';
import { withLease } from '../platform/lease.ts';
import { type AdvanceDeps, advance, type Progress, type Waiting } from './advance.ts';
import { type RevocationRequest, readRequest } from './request.ts';
import type { Revocation } from './store.ts';

export interface RevokeDeps extends AdvanceDeps {
  accountRegion: AccountRegion;
}

/** How far a revocation has come. Times are ISO 8601; never a key's value. */
export interface RevocationAnswer {
  channelArn: string;
  revocationId: string;
  state: 'open' | 'done';
  /** Once done. `protected`: nothing was done, as the request did not say that a protected channel is meant. */
  outcome?: 'revoked' | 'gone' | 'protected';
  /** The keys that are not valid any more, and since when. */
  deletedKeyArns?: string[];
  keysDeletedAt?: string;
  stoppedStreamIds?: string[];
  /** No stream of the old key is left since then. */
  streamEndedAt?: string;
  /** The new key, and the secret that holds its value, if values are put anywhere. */
  streamKeyArn?: string;
  secretName?: string;
  /** `turn`: another scheduled function was using IVS. */
  waitingFor?: Waiting | 'turn';
  /** What went wrong at this try; the next one goes on. */
  problem?: string;
}

/** What a pass over the open revocations did. */
export interface RevocationPass {
  open: number;
  done: number;
}

type Tried = Partial<Progress> & { problem?: string };

/** How often a pass looks whether what it waits for has come, ms. */
const POLL_MS = 2_000;
/** A pass begins no other round so shortly before the invocation is cut, ms. */
const ROOM_MS = 15_000;

/**
 * Revokes stream keys that leaked. Asked for a channel, it begins, or goes on as far as that goes now,
 * and says how far it has come. On its schedule it goes on with all that are open, and makes no request
 * to IVS if none are.
 *
 * @param raw `{channelArn, revocationId?, protected?}`; `{}` or the schedule's event for a pass
 * @throws InputError that names the field which is wrong
 */
export async function revokeStreamKeys(
  raw: unknown,
  deps: RevokeDeps,
): Promise<RevocationAnswer | RevocationPass> {
  const request = accept(raw, deps);
  return request ? revoke(request, deps) : pass(deps);
}

function accept(
  raw: unknown,
  { accountRegion, log, metrics }: RevokeDeps,
): RevocationRequest | undefined {
  try {
    return readRequest(raw, accountRegion);
  } catch (error) {
    if (error instanceof InputError) {
      log.warn('request refused', { field: error.field, reason: error.message });
      metrics.add('InvalidRequests');
    }
    throw error;
  }
}

async function revoke(request: RevocationRequest, deps: RevokeDeps): Promise<RevocationAnswer> {
  const {
    channelArn,
    revocationId: id = randomUUID(),
    protected: allowProtected = false,
  } = request;
  const at = isoTime(deps.clock.now());
  const revocation = await deps.revocations.begin({ channelArn, id, at, allowProtected });
  deps.log.info('revocation asked for', { channelArn, id: revocation.id, at: revocation.at });
  if (revocation.doneAt !== undefined) return answerOf(revocation, {});
  const tried = await round([revocation], deps);
  if (!tried) return answerOf(revocation, { waitingFor: 'turn' });
  return answerOf(revocation, tried.get(channelArn) ?? {});
}

async function pass(deps: RevokeDeps): Promise<RevocationPass> {
  const { revocations, clock, deadline } = deps;
  const summary = { open: 0, done: 0 };
  for (;;) {
    const open = await revocations.open();
    summary.open = open.length;
    if (open.length === 0) return summary;
    const tried = await round(open, deps);
    const done = [...(tried?.values() ?? [])].filter(isDone).length;
    summary.done += done;
    summary.open -= done;
    // One that failed takes no more turns from the others in this run.
    const waits = tried === undefined || [...tried.values()].some(({ waitingFor }) => waitingFor);
    if (summary.open === 0 || !waits || clock.now() > deadline - ROOM_MS) return summary;
    await clock.sleep(POLL_MS);
  }
}

const isDone = ({ revocation }: Tried): boolean => revocation?.doneAt !== undefined;

/** Takes each as far as it goes, in a turn of its own. @returns undefined if the turn did not come */
async function round(
  open: Revocation[],
  deps: RevokeDeps,
): Promise<Map<string, Tried> | undefined> {
  const { leases: store, holder, clock, log, deadline, ivs } = deps;
  const beforeRelease = () => ivs.waitForQuotaWindow();
  const options = { store, holder, clock, log, deadline, beforeRelease, urgent: true };
  const leased = await withLease(options, async () => {
    const tried = new Map<string, Tried>();
    for (const revocation of open)
      tried.set(revocation.channelArn, await attempt(revocation, deps));
    return tried;
  });
  return leased.ran ? leased.result : undefined;
}

/** One that fails keeps no other waiting. */
async function attempt(known: Revocation, deps: RevokeDeps): Promise<Tried> {
  const { channelArn, id } = known;
  try {
    // Another run may have gone on with it while this one waited for its turn.
    const revocation = await deps.revocations.get(channelArn);
    if (revocation?.id !== id) return {};
    return revocation.doneAt === undefined ? await advance(revocation, deps) : { revocation };
  } catch (error) {
    const problem = `${errorName(error)}: ${errorMessage(error)}`;
    const revocation = await deps.revocations.get(channelArn);
    if (!(error instanceof OutOfTimeError)) {
      deps.log.error('revocation failed; the next run goes on', { channelArn, id, problem });
      deps.metrics.add('ChannelFailed', 1, { dimensions: { pass: 'revocation' } });
    }
    return { ...(revocation && { revocation }), problem };
  }
}

function answerOf(
  known: Revocation,
  {
    revocation = known,
    waitingFor,
    problem,
  }: Omit<Tried, 'waitingFor'> & {
    waitingFor?: Waiting | 'turn';
  },
): RevocationAnswer {
  const { channelArn, id, outcome, oldKeys, deletedAt, stopped, endedAt, newKey, secretName } =
    revocation;
  return {
    ...{ channelArn, revocationId: id, state: revocation.doneAt === undefined ? 'open' : 'done' },
    ...(outcome && { outcome }),
    ...(deletedAt && {
      keysDeletedAt: deletedAt,
      deletedKeyArns: (oldKeys ?? []).map(({ arn }) => arn),
    }),
    ...(stopped && { stoppedStreamIds: stopped.map(({ streamId }) => streamId) }),
    ...(endedAt && { streamEndedAt: endedAt }),
    ...(newKey && { streamKeyArn: newKey.keyArn }),
    ...(secretName && { secretName }),
    ...(waitingFor && { waitingFor }),
    ...(problem && { problem }),
  };
}
