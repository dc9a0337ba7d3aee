import type { PassDeps } from '../channels/pass.ts';
import type { ChannelRecord } from '../channels/record.ts';
import type { Bus } from '../platform/bus.ts';
import { isoTime } from '../platform/clock.ts';
import { errorMessage } from '../platform/errors.ts';
import type { CleanupStop, CleanupStopStore } from './cleanup-stop.ts';
import { cleanupStopped } from './events.ts';
import { type PendingDeletion, setId } from './limits.ts';
import { type CleanupFacts, CleanupReport, decisionText } from './report.ts';

/** A channel that would have been deleted. */
export interface Held {
  record: ChannelRecord;
  looked: CleanupFacts;
  end: string;
}

export interface DeletionLimiterDeps
  extends Pick<PassDeps, 'audit' | 'channels' | 'clock' | 'deadline'> {
  log: PassDeps['log'];
  metrics: PassDeps['metrics'];
  bus: Bus;
  stops: CleanupStopStore;
}

/** While it has stopped, what is due is counted again this often, ms: tags may have been mended. */
const RECOUNT_MS = 10 * 60_000;
/** After that a set which nobody has approved is told anew, ms. */
const STOP_LASTS_MS = 7 * 86_400_000;
/** Audit records written at the same time. */
const AT_ONCE = 20;
/** What is not written by then before the deadline is written when it is counted again, ms. */
const ROOM_MS = 10_000;

/** Stops cleanup, and knows what an operator has let through. */
export class DeletionLimiter {
  constructor(private readonly deps: DeletionLimiterDeps) {}

  /** The channels of all approved sets, and for which end. */
  async approved(): Promise<Map<string, string>> {
    const { stops, clock } = this.deps;
    const ends = new Map<string, string>();
    for (const { id } of await stops.approvals(clock.now())) {
      for await (const { channelArn, end } of membersOf(stops, id)) ends.set(channelArn, end);
    }
    return ends;
  }

  /** @returns the stop that stands, and need not be counted again yet */
  async currentStop(): Promise<CleanupStop | undefined> {
    const { stops, clock } = this.deps;
    const now = clock.now();
    const stop = await stops.pending(now);
    if (!stop || stop.recountAt <= isoTime(now)) return undefined;
    if (!stop.published) {
      const { members } = await stops.members(stop.id);
      await this.tell(stop, members);
    }
    this.raise(stop);
    return stop;
  }

  /**
   * Stops; or, where it has stopped already, goes on with the set as it was then: what is shown to an
   * operator must not change while it is read.
   */
  async stop(held: readonly Held[], allowed: number): Promise<CleanupStop> {
    const { stops, clock } = this.deps;
    const now = clock.now();
    const recountAt = isoTime(now + RECOUNT_MS);
    const members = held.map(({ record: { channelArn }, end }) => ({ channelArn, end }));
    let stop = await stops.pending(now);
    if (stop) await stops.update(stop.id, { recountAt });
    else {
      stop = {
        ...{ id: setId(members), at: isoTime(now), channels: held.length, allowed, recountAt },
        ...{ expiresAt: isoTime(now + STOP_LASTS_MS), published: false },
      };
      await stops.save(stop, members);
      await this.tell(stop, members);
    }
    this.raise(stop);
    await this.audit(held, stop);
    return stop;
  }

  /** Ends the stop, if there is one: no longer too many are due. */
  async clear(): Promise<void> {
    const { stops, clock, log } = this.deps;
    const stop = await stops.pending(clock.now());
    if (!stop) return;
    await stops.clear(stop.id);
    log.info('cleanup goes on: no longer too many channels are due', { set: stop.id });
  }

  /** The metric that the alarm watches, at every run while it stands. */
  private raise({ id, channels, allowed, at }: CleanupStop): void {
    this.deps.metrics.add('CleanupStopped', channels);
    const fields = { set: id, due: channels, allowed, since: at };
    this.deps.log.warn('cleanup has stopped: too many channels are due; approve the set', fields);
  }

  /** A bus that can't be reached lifts no stop: it is told at the next run. */
  private async tell(stop: CleanupStop, members: readonly PendingDeletion[]): Promise<void> {
    const { bus, stops, log } = this.deps;
    try {
      await bus.publish([cleanupStopped(stop, members)]);
    } catch (error) {
      log.error('that cleanup has stopped could not be told', { reason: errorMessage(error) });
      return;
    }
    await stops.update(stop.id, { published: true });
  }

  private async audit(held: readonly Held[], stop: CleanupStop): Promise<void> {
    const { clock, deadline } = this.deps;
    for (let i = 0; i < held.length && clock.now() < deadline - ROOM_MS; i += AT_ONCE) {
      await Promise.all(held.slice(i, i + AT_ONCE).map((each) => this.auditOne(each, stop)));
    }
  }

  private async auditOne(
    { record, looked }: Held,
    { id, channels, allowed }: CleanupStop,
  ): Promise<void> {
    const { audit, clock, channels: records } = this.deps;
    const report = new CleanupReport(record.channelArn, this.deps);
    report.count('limit-reached');
    const lastCleanupDecision = decisionText('limit-reached');
    if (record.lastCleanupDecision === lastCleanupDecision) return;
    const entry = report.entry('limit-reached', looked, { set: id, due: channels, allowed });
    await audit.write({ ...entry, outcome: 'kept' }, clock.now());
    await records.update(record, { lastCleanupDecision });
  }
}

/** The channels of a set, page by page. */
async function* membersOf(stops: CleanupStopStore, id: string): AsyncGenerator<PendingDeletion> {
  let next: number | undefined;
  do {
    const page = await stops.members(id, next);
    yield* page.members;
    next = page.next;
  } while (next !== undefined);
}
