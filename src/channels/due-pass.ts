import type { InvocationIvs } from '../ivs/client.ts';
import { SnapshotExpiredError } from '../ivs/errors.ts';
import { CALLS_PER_SECOND } from '../ivs/pacer.ts';
import { type Clock, isoTime } from '../platform/clock.ts';
import { errorMessage, errorName, OutOfTimeError } from '../platform/errors.ts';
import { type HeldLease, type LeaseStore, withLease } from '../platform/lease.ts';
import type { Observability } from '../platform/observability.ts';
import type { AuditLog } from './audit.ts';
import { type DueChannel, DueChannelQueue, type FetchedDueChannel } from './due-channel-queue.ts';
import type { SessionReader } from './latest-sessions.ts';
import { type ChannelRecord, DUE_AT, type DueKind } from './record.ts';
import { SNAPSHOT_VALID_MS } from './snapshot.ts';
import type { ChannelStore } from './store.ts';

/** What the passes over due channels work with. */
export interface PassDeps extends Observability {
  ivs: InvocationIvs;
  channels: ChannelStore;
  sessions: SessionReader;
  audit: AuditLog;
  leases: LeaseStore;
  clock: Clock;
  /** Names this invocation. */
  holder: string;
  /** When Lambda cuts the invocation, ms since the epoch. */
  deadline: number;
  /** How many channels are worked on at the same time (`workersFor`); without it, one after the other. */
  workers?: number;
}

/** What one pass did: how many channels were due, and how many came to each end. */
export interface PassSummary {
  /** `busy`: another function held the lease. `partial`: the next run goes on. */
  outcome: 'done' | 'partial' | 'busy' | 'off';
  due: number;
  counts: Record<string, number>;
}

export type { DueChannel };

/** Handles one due channel. @returns what came of it, one word, to be counted; undefined: nothing yet */
export type HandleDueChannel = (item: DueChannel) => Promise<string | undefined>;

/** A channel that failed is tried again after this time, so that it can't keep others from their turn. */
const FAILED_RECHECK_MS = 5 * 60_000;
/** One in the middle of a rotation may be without a key: the next run goes on with it. */
const BEGUN_RECHECK_MS = 30_000;

/**
 * How many channels may be worked on at the same time. Each operation of IVS has a quota of its own, so
 * while one channel waits for GetStream, the next may ask for its sessions: enough of them, and no
 * operation idles. Too many, and they queue between a look and what rests on it, until the look has
 * expired. By Little's law a channel is on its way for `workers / rate` seconds: this keeps it to half
 * of LOOK_VALID_MS, whatever the share.
 *
 * @param share of each operation's quota, over 0 and up to 1
 */
export function workersFor(share: number): number {
  return Math.max(1, Math.floor(CALLS_PER_SECOND * share * (SNAPSHOT_VALID_MS / 2_000)));
}

/**
 * One pass over what is due. With nothing due it takes no lease and makes no IVS request.
 *
 *     query the index -> acquire the lease -> work through it -> let IVS's rolling second pass
 *     -> release the lease
 */
export async function runDuePass(
  kind: DueKind,
  deps: PassDeps,
  handle: HandleDueChannel,
): Promise<PassSummary> {
  return runLeasedPass(kind, deps, (pass) => pass.run(handle));
}

/** As `runDuePass`, for a pass that goes over what is due in its own way. */
export async function runLeasedPass(
  kind: DueKind,
  deps: PassDeps,
  work: (pass: DuePass) => Promise<unknown>,
): Promise<PassSummary> {
  const summary: PassSummary = { outcome: 'done', due: 0, counts: {} };
  const { channelArns } = await deps.channels.listDue(kind, isoTime(deps.clock.now()));
  if (channelArns.length === 0) return summary;
  const { leases: store, holder, clock, log, deadline } = deps;
  const beforeRelease = () => deps.ivs.waitForQuotaWindow();
  const leased = await withLease({ store, holder, clock, log, deadline, beforeRelease }, (lease) =>
    work(new DuePass(kind, deps, lease, summary)),
  );
  if (!leased.ran) summary.outcome = 'busy';
  return summary;
}

/**
 * Goes over what is due, several channels at a time, each handled by one worker. It stops when the time
 * or the turn is over: what was begun is finished, what is left stays due. A channel that fails is
 * counted, logged and put off.
 */
export class DuePass {
  private stopped = false;
  /** What was due when the pass began, ISO 8601. */
  readonly now: string;

  constructor(
    private readonly kind: DueKind,
    private readonly deps: PassDeps,
    private readonly lease: HeldLease,
    private readonly summary: PassSummary,
  ) {
    this.now = isoTime(deps.clock.now());
  }

  /**
   * @param wanted which channels to take; without it, all
   * @returns false if the time was used up, or another function waited for the lease, before the end
   */
  async run(handle: HandleDueChannel, wanted?: (channelArn: string) => boolean): Promise<boolean> {
    const { kind, now } = this;
    const { channels, ivs, workers = 1 } = this.deps;
    const options = { kind, now, channels, ivs, low: workers, ...(wanted && { wanted }) };
    const items = new DueChannelQueue(options);
    const work = Array.from({ length: workers }, () => this.work(items, handle));
    for (const done of await Promise.allSettled(work)) {
      if (done.status === 'rejected' && !(done.reason instanceof OutOfTimeError)) throw done.reason;
    }
    return !this.stopped;
  }

  /** Counts what came of channels that were due. */
  count(word: string, channels = 1): void {
    this.summary.due += channels;
    this.summary.counts[word] = (this.summary.counts[word] ?? 0) + channels;
  }

  private async work(items: DueChannelQueue, handle: HandleDueChannel): Promise<void> {
    try {
      for (;;) {
        if (this.stopped) return;
        const item = await items.take();
        if (!item) return;
        if (this.stopped || (await this.lease.shouldRelease())) return this.stop();
        await this.handleOne(item, handle);
        items.release(item);
      }
    } catch (error) {
      this.stop();
      if (error instanceof OutOfTimeError) {
        this.deps.log.info('the time is over; the next run goes on', { pass: this.kind });
      }
      throw error;
    }
  }

  private async handleOne(
    { record, look }: FetchedDueChannel,
    handle: HandleDueChannel,
  ): Promise<void> {
    try {
      if ('error' in look) throw look.error;
      const word = await handle({ record, ...look });
      if (word !== undefined) this.count(word);
    } catch (error) {
      if (error instanceof OutOfTimeError) throw error;
      if (error instanceof SnapshotExpiredError) return this.count('throttled');
      await this.failed(record, error);
    }
  }

  private async failed(record: ChannelRecord, error: unknown): Promise<void> {
    const { log, metrics, channels, clock } = this.deps;
    const { channelArn } = record;
    const [name, message] = [errorName(error), errorMessage(error)];
    log.error('channel failed; put off', {
      pass: this.kind,
      channelArn,
      error: name,
      reason: message,
    });
    metrics.add('ChannelFailed', 1, { dimensions: { pass: this.kind } });
    this.count('failed');
    const [now = record] = await channels.get([channelArn]);
    const begun = this.kind === 'rotation' && now.pendingRotation !== undefined;
    const later = isoTime(clock.now() + (begun ? BEGUN_RECHECK_MS : FAILED_RECHECK_MS));
    await channels.update(record, { [DUE_AT[this.kind]]: later });
  }

  private stop(): void {
    this.stopped = true;
    this.summary.outcome = 'partial';
  }
}
