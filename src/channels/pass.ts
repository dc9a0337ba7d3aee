import type { InvocationIvs } from '../ivs/client.ts';
import type { Clock } from '../platform/clock.ts';
import type { LeaseStore } from '../platform/lease-store.ts';
import type { Observability } from '../platform/observability.ts';
import type { AuditLog } from './audit.ts';
import type { DueChannel } from './due-channel-queue.ts';
import type { SessionReader } from './latest-sessions.ts';
import type { TagKeys } from './policy.ts';
import type { ChannelStore } from './store.ts';

/** What a pass over due channels needs. */
export interface PassDeps extends Observability {
  ivs: InvocationIvs;
  channels: ChannelStore;
  sessions: SessionReader;
  audit: AuditLog;
  leases: LeaseStore;
  clock: Clock;
  /** The keys of the tags that this stage obeys. */
  tagKeys: TagKeys;
  /** Identifies this invocation as the holder of the lease. */
  holder: string;
  /** When Lambda ends the invocation, ms since the epoch. */
  deadline: number;
  /** How many channels are handled at the same time (`workersFor`); without it, one after the other. */
  workers?: number;
}

/**
 * How a channel is counted that its handler did not finish. `failed`: the handler threw an error.
 * `throttled`: the snapshot expired while the request waited for its turn.
 */
export type UnfinishedOutcome = 'failed' | 'throttled';

/** The result of one pass: how many channels were due, and how many ended with each outcome. */
export interface PassSummary<Outcome extends string> {
  /** `busy`: another function held the lease. `partial`: the next run continues. */
  outcome: 'done' | 'partial' | 'busy' | 'off';
  due: number;
  counts: Partial<Record<Outcome | UnfinishedOutcome, number>>;
}

/** Handles one due channel. @returns the outcome to count; undefined if there is none yet */
export type HandleDueChannel<Outcome extends string> = (
  due: DueChannel,
) => Promise<Outcome | undefined>;
