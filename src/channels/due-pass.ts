import type { Channel } from '../ivs/api.ts';
import type { InvocationIvs } from '../ivs/client.ts';
import { LookExpiredError } from '../ivs/errors.ts';
import { type Clock, isoTime } from '../platform/clock.ts';
import { errorMessage, errorName, OutOfTimeError } from '../platform/errors.ts';
import { type LeaseStore, type Turn, withLease } from '../platform/lease.ts';
import type { Observability } from '../platform/observability.ts';
import type { AuditLog } from './audit.ts';
import { type Look, lookAtAll } from './look.ts';
import { type ChannelRecord, DUE_AT, type DueKind } from './record.ts';
import type { SessionReader } from './sessions.ts';
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
}

/** What one pass did: how many channels were due, and how many came to each end. */
export interface PassSummary {
  /** `busy`: another scheduled function had the turn. `partial`: the next run goes on. */
  outcome: 'done' | 'partial' | 'busy' | 'off';
  due: number;
  counts: Record<string, number>;
}

/** A due channel, as it was read and looked at. */
export interface DueItem {
  record: ChannelRecord;
  /** Absent: it is gone. */
  channel?: Channel;
}

/** Handles one due channel. @returns what came of it, one word, to be counted */
export type HandleDue = (item: DueItem) => Promise<string>;

/** A channel that failed is tried again after this time, so that it can't keep others from their turn. */
const FAILED_RECHECK_MS = 5 * 60_000;
/** One in the middle of a rotation may be without a key: the next run goes on with it. */
const BEGUN_RECHECK_MS = 30_000;

/**
 * One pass over what is due. With nothing due it takes no lease and makes no IVS request.
 *
 *     query the index -> wait for the turn -> per page of 50: read the records, look at the channels,
 *     handle one after the other -> let IVS's rolling second pass -> give the turn back
 *
 * It stops when the time or the turn is over; what is left stays due. A channel that fails is counted,
 * logged and put off.
 */
export async function runDuePass(
  kind: DueKind,
  deps: PassDeps,
  handle: HandleDue,
): Promise<PassSummary> {
  const summary: PassSummary = { outcome: 'done', due: 0, counts: {} };
  const { channelArns } = await deps.channels.due(kind, isoTime(deps.clock.now()));
  if (channelArns.length === 0) return summary;
  const { leases: store, holder, clock, log, deadline } = deps;
  const settled = () => deps.ivs.settled();
  const leased = await withLease({ store, holder, clock, log, deadline, settled }, (turn) =>
    new DuePass(kind, deps, handle, turn, summary).run(),
  );
  if (!leased.ran) summary.outcome = 'busy';
  return summary;
}

class DuePass {
  constructor(
    private readonly kind: DueKind,
    private readonly deps: PassDeps,
    private readonly handle: HandleDue,
    private readonly turn: Turn,
    private readonly summary: PassSummary,
  ) {}

  async run(): Promise<void> {
    const { channels, clock, log } = this.deps;
    const now = isoTime(clock.now());
    try {
      let next: string | undefined;
      do {
        const page = await channels.due(this.kind, now, next);
        if (!(await this.handlePage(page.channelArns, now))) return this.stop();
        next = page.next;
      } while (next !== undefined);
    } catch (error) {
      if (!(error instanceof OutOfTimeError)) throw error;
      log.info('the time is over; the next run goes on', { pass: this.kind });
      this.stop();
    }
  }

  /** @returns false if the turn is over */
  private async handlePage(channelArns: string[], now: string): Promise<boolean> {
    // The index may lag behind: only what the record itself says is due counts.
    const records = (await this.deps.channels.get(channelArns)).filter(
      (record) => (record[DUE_AT[this.kind]] ?? '~') <= now,
    );
    if (records.length === 0) return true;
    const arns = records.map(({ channelArn }) => channelArn);
    const looks = await lookAtAll(this.deps.ivs, arns);
    for (const record of records) {
      if (await this.turn.over()) return false;
      await this.handleOne(record, looks.get(record.channelArn) ?? {});
    }
    return true;
  }

  private async handleOne(record: ChannelRecord, look: Look): Promise<void> {
    this.summary.due++;
    try {
      if ('error' in look) throw look.error;
      this.count(await this.handle({ record, ...look }));
    } catch (error) {
      if (error instanceof OutOfTimeError) throw error;
      if (error instanceof LookExpiredError) return this.count('throttled');
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
    const begun = this.kind === 'rotation' && now.rotating !== undefined;
    const later = isoTime(clock.now() + (begun ? BEGUN_RECHECK_MS : FAILED_RECHECK_MS));
    await channels.amend(record, { [DUE_AT[this.kind]]: later });
  }

  private count(word: string): void {
    this.summary.counts[word] = (this.summary.counts[word] ?? 0) + 1;
  }

  private stop(): void {
    this.summary.outcome = 'partial';
  }
}
