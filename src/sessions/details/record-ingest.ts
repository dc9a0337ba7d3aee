import type { InvocationIvs } from '../../ivs/client.ts';
import type { Clock } from '../../platform/clock.ts';
import { OutOfTimeError } from '../../platform/errors.ts';
import { type HeldLease, withLease } from '../../platform/lease.ts';
import type { LeaseStore } from '../../platform/lease-store.ts';
import type { Log } from '../../platform/observability.ts';
import { expiresAfter } from '../../platform/table.ts';
import type { LiveStream } from '../live-streams.ts';
import { sessionLookup } from '../session-id.ts';
import { detailsOf } from './from-stream-session.ts';
import type { KnownIngest } from './known-ingest.ts';
import type { DetailStore } from './store.ts';

/** What is needed to record what encoders send. */
export interface IngestContext {
  ivs: Pick<InvocationIvs, 'getStreamSession' | 'waitForQuotaWindow'>;
  details: Pick<DetailStore, 'get' | 'putLive'>;
  knownIngest: KnownIngest;
  leases: LeaseStore;
  /** Identifies this invocation as the holder of the lease. */
  holder: string;
  clock: Clock;
  log: Log;
  /** When Lambda stops the invocation, ms since the epoch. */
  deadline: number;
  retentionDays: number;
}

/**
 * IVS is asked about streams that have been live for at least so long and at most so long. Later the
 * ingest becomes known when the session is finalized.
 */
const AGE_MS = { min: 5_000, max: 15 * 60_000 };
/** Two functions that hold the lease release it after 20 s if another one waits. */
const WAIT_MS = 25_000;
/** The passes that delete channels and replace keys are more urgent. */
const HOLD_MS = 5_000;

/** Whether IVS should be asked what the encoder of a stream sends, if it is not known. */
export const isYoung = ({ startTime }: LiveStream, now: number): boolean => {
  const age = now - startTime.getTime();
  return age >= AGE_MS.min && age <= AGE_MS.max;
};

/**
 * Records what the encoders of young streams send, and the configuration of their channels. Sends one
 * GetStreamSession request for each stream of which this is not known, within the quota that the scheduled
 * functions share. What the time does not suffice for is left to the next run.
 *
 * @param young streams for which `isYoung`
 * @param guard runs the work for one stream; a failure should not prevent the work for others
 * @returns for how many streams it became known
 */
export async function recordIngest(
  young: readonly LiveStream[],
  context: IngestContext,
  guard: (stream: LiveStream, work: () => Promise<void>) => Promise<void>,
): Promise<number> {
  const { details, knownIngest, ivs, leases: store, holder, clock, log, deadline } = context;
  const recorded = sessionLookup(await details.get(young.filter((one) => !knownIngest.has(one))));
  const isKnown = (one: LiveStream) => knownIngest.has(one) || recorded(one)?.ingest !== undefined;
  const [known, unknown] = [young.filter(isKnown), young.filter((one) => !isKnown(one))];
  knownIngest.keep(known);
  if (unknown.length === 0) return 0;
  const beforeRelease = () => ivs.waitForQuotaWindow();
  const lease = { store, holder, clock, log, deadline, beforeRelease };
  const leased = await withLease({ ...lease, waitMs: WAIT_MS, holdMs: HOLD_MS }, (held) =>
    recordEach(unknown, held, context, guard),
  );
  return leased.ran ? leased.result : 0;
}

async function recordEach(
  unknown: readonly LiveStream[],
  lease: HeldLease,
  context: IngestContext,
  guard: (stream: LiveStream, work: () => Promise<void>) => Promise<void>,
): Promise<number> {
  let recorded = 0;
  try {
    for (const stream of unknown) {
      if (await lease.shouldRelease()) return recorded;
      await guard(stream, async () => {
        if (!(await recordOne(stream, context))) return;
        context.knownIngest.add(stream);
        recorded++;
      });
    }
  } catch (error) {
    if (!(error instanceof OutOfTimeError)) throw error;
  }
  return recorded;
}

/** @returns false if IVS does not know it yet, or the session has been finalized in the meantime */
async function recordOne(
  { channelArn, streamId }: LiveStream,
  { ivs, details, clock, retentionDays }: IngestContext,
): Promise<boolean> {
  const found = detailsOf(await ivs.getStreamSession(channelArn, streamId));
  if (!found.ingest) return false;
  const expiresAt = expiresAfter(clock.now(), retentionDays);
  return details.putLive({ channelArn, streamId, ...found }, expiresAt);
}
