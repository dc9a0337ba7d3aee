import type { ChangeAllowance } from '../channels/change-budget.ts';
import type { PassDeps } from '../channels/pass.ts';
import type { ChannelRecord } from '../channels/record.ts';
import type { Bus } from '../platform/bus.ts';
import { isoTime } from '../platform/clock.ts';
import { errorMessage } from '../platform/errors.ts';
import type { CleanupStop, CleanupStopStore } from './cleanup-stop.ts';
import { cleanupStopped } from './events.ts';
import { type PendingDeletion, setId } from './limits.ts';
import { type CleanupFacts, CleanupReport, decisionText } from './report.ts';

/** A channel that would have been deleted, but for the limit. */
export interface BlockedDeletion {
  record: ChannelRecord;
  facts: CleanupFacts;
  /** The end for which it would have been deleted (`endOf`). */
  end: string;
  /** The channel's name; may be empty. */
  name: string;
}

/** The deletion of a channel that an operator has approved. */
export interface ApprovedDeletion {
  /** The end for which it was approved (`endOf`). */
  end: string;
  /** For the audit: the approved set, and who approved it. */
  evidence: { approvedSet: string; by?: string };
}

const pendingDeletion = ({ record, end, name }: BlockedDeletion): PendingDeletion => ({
  channelArn: record.channelArn,
  end,
  ...(name !== '' && { name }),
});

export interface DeletionLimiterDeps
  extends Pick<
    PassDeps,
    'audit' | 'channels' | 'clock' | 'deadline' | 'log' | 'metrics' | 'tagKeys'
  > {
  bus: Bus;
  stops: CleanupStopStore;
}

/** While cleanup is stopped, the due channels are counted this often, ms: tags may have been corrected. */
const RECOUNT_MS = 10 * 60_000;
/** A stop ends after this time without approval, ms. Cleanup then stops with a new set, if it must. */
const STOP_VALID_MS = 7 * 86_400_000;
/** How many audit records are written at the same time. */
const AUDIT_WRITES = 20;
/**
 * No audit record is written in this time before the deadline, ms. The missing ones are written after
 * the next count.
 */
const AUDIT_RESERVE_MS = 10_000;

/** Stops cleanup if too many channels are due, and knows which channels an operator has approved. */
export class DeletionLimiter {
  readonly #deps: DeletionLimiterDeps;

  constructor(deps: DeletionLimiterDeps) {
    this.#deps = deps;
  }

  /** @returns the channels of all approved sets, and for each the end for which it was approved, and by whom */
  async approved(): Promise<Map<string, ApprovedDeletion>> {
    const { stops, clock } = this.#deps;
    const approved = new Map<string, ApprovedDeletion>();
    for (const { id: approvedSet, by } of await stops.approvals(clock.now())) {
      for await (const { channelArn, end } of membersOf(stops, approvedSet))
        approved.set(channelArn, {
          end,
          evidence: { approvedSet, ...(by !== undefined && { by }) },
        });
    }
    return approved;
  }

  /** @returns the current stop; undefined if there is none, or if it is time to count again */
  async currentStop(): Promise<CleanupStop | undefined> {
    const { stops, clock } = this.#deps;
    const now = clock.now();
    const stop = await stops.pending(now);
    if (!stop || stop.recountAt <= isoTime(now)) return undefined;
    if (!stop.published) {
      const { members } = await stops.members(stop.id);
      await this.#publish(stop, members);
    }
    this.#reportStop(stop);
    return stop;
  }

  /** Whether a set waits for approval, also if it is time to count again. */
  async isStopped(): Promise<boolean> {
    const { stops, clock } = this.#deps;
    return (await stops.pending(clock.now())) !== undefined;
  }

  /**
   * Stops cleanup. If it is stopped already, the set stays as it is, because an operator may be reading
   * it; only the time of the next count changes.
   *
   * @param allowance how many deletions the limits allow
   */
  async stop(
    blocked: readonly BlockedDeletion[],
    allowance: Pick<ChangeAllowance, 'allowed' | 'made'>,
  ): Promise<CleanupStop> {
    const stop = (await this.#prolong()) ?? (await this.#begin(blocked, allowance));
    this.#reportStop(stop);
    await this.#audit(blocked, stop);
    return stop;
  }

  /** Ends the stop, if there is one, because the limits allow what is due now. */
  async clear(): Promise<void> {
    const { stops, clock, log } = this.#deps;
    const stop = await stops.pending(clock.now());
    if (!stop) return;
    await stops.clear(stop.id);
    log.info('cleanup continues: the number of due channels is within the limit', { set: stop.id });
  }

  async #prolong(): Promise<CleanupStop | undefined> {
    const { stops, clock } = this.#deps;
    const now = clock.now();
    const stop = await stops.pending(now);
    if (stop) await stops.update(stop.id, { recountAt: isoTime(now + RECOUNT_MS) });
    return stop;
  }

  async #begin(
    blocked: readonly BlockedDeletion[],
    { allowed, made: deleted }: Pick<ChangeAllowance, 'allowed' | 'made'>,
  ): Promise<CleanupStop> {
    const { stops, clock } = this.#deps;
    const now = clock.now();
    const members = blocked.map(pendingDeletion);
    const stop = {
      ...{ id: setId(members), at: isoTime(now), channels: members.length },
      ...{ allowed, deleted },
      recountAt: isoTime(now + RECOUNT_MS),
      expiresAt: isoTime(now + STOP_VALID_MS),
      published: false,
    };
    await stops.save(stop, members);
    await this.#publish(stop, members);
    return stop;
  }

  /** Adds to the metric that the alarm watches, in each run while cleanup is stopped. */
  #reportStop({ id, channels, allowed, deleted, at }: CleanupStop): void {
    this.#deps.metrics.add('CleanupStopped', channels);
    const fields = { set: id, due: channels, allowed, deleted, since: at };
    this.#deps.log.warn('cleanup is stopped: too many channels are due; approve the set', fields);
  }

  /** If publishing fails, cleanup stays stopped, and the next run publishes the event. */
  async #publish(stop: CleanupStop, members: readonly PendingDeletion[]): Promise<void> {
    const { bus, stops, log } = this.#deps;
    try {
      await bus.publish([cleanupStopped(stop, members)]);
    } catch (error) {
      const reason = errorMessage(error);
      log.error('Cleanup Stopped could not be published; the next run tries again', { reason });
      return;
    }
    await stops.update(stop.id, { published: true });
  }

  async #audit(blocked: readonly BlockedDeletion[], stop: CleanupStop): Promise<void> {
    const { clock, deadline } = this.#deps;
    for (let i = 0; i < blocked.length; i += AUDIT_WRITES) {
      if (clock.now() >= deadline - AUDIT_RESERVE_MS) return;
      const batch = blocked.slice(i, i + AUDIT_WRITES);
      await Promise.all(batch.map((deletion) => this.#auditOne(deletion, stop)));
    }
  }

  async #auditOne({ record, facts }: BlockedDeletion, stop: CleanupStop): Promise<void> {
    const { audit, clock, channels } = this.#deps;
    const report = new CleanupReport(record.channelArn, this.#deps);
    report.count('limit-reached');
    const lastCleanupDecision = decisionText('limit-reached');
    if (record.lastCleanupDecision === lastCleanupDecision) return;
    const { id: set, channels: due, allowed, deleted } = stop;
    const limit = { set, due, allowed, deleted };
    const entry = report.entry('limit-reached', facts, limit);
    await audit.write({ ...entry, outcome: 'kept' }, clock.now());
    await channels.update(record, { lastCleanupDecision });
  }
}

/** All channels of a set, read page by page. */
async function* membersOf(stops: CleanupStopStore, id: string): AsyncGenerator<PendingDeletion> {
  let next: number | undefined;
  do {
    const page = await stops.members(id, next);
    yield* page.members;
    next = page.next;
  } while (next !== undefined);
}
