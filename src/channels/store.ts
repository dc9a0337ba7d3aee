import type {
  ChannelRecord,
  ChannelRecordChanges,
  DueKind,
  Evidence,
  EvidenceKind,
} from './record.ts';

export interface DuePage {
  channelArns: string[];
  /** Where the next page begins; absent on the last page. */
  next?: string;
}

/**
 * What must not have changed since the record was read, or the write is refused.
 *
 * - `evidence`: the starts and ends of streams
 * - `rotation`: the evidence, the known key and the pending rotation
 * - `always`: the record only has to exist
 */
export type WritePrecondition = 'evidence' | 'rotation' | 'always';

/**
 * The channel records. `dynamoChannelStore` keeps them in the table. Each method is one write or one
 * read. No write loses another one: evidence is only replaced by newer evidence, and a conclusion from
 * evidence is written only while that evidence has not changed.
 */
export interface ChannelStore {
  /**
   * Adds evidence. An end (`lastEnd`) also marks the channel as due for cleanup and rotation at its own
   * time. The passes then read the tags and decide whether and when to act.
   *
   * @returns false if the record has newer evidence of this kind
   */
  addEvidence(channelArn: string, kind: EvidenceKind, evidence: Evidence): Promise<boolean>;
  /**
   * Marks a channel as due at `dueAt` (ISO 8601). Creates the record if there is none.
   *
   * @returns false if the channel is already due at that time or earlier
   */
  markDue(channelArn: string, kind: DueKind, dueAt: string): Promise<boolean>;
  /** Records that IVS was asked for the channel's sessions. Creates the record if there is none. */
  recordHistoryCheck(channelArn: string, checkedAt: string): Promise<void>;
  /**
   * Changes a record.
   *
   * @param seen the record as it was read
   * @param precondition default `evidence`
   * @returns false if the precondition does not hold, so that nothing was written
   */
  update(
    seen: ChannelRecord,
    changes: ChannelRecordChanges,
    precondition?: WritePrecondition,
  ): Promise<boolean>;
  /** Reads records consistently, in any order. Channels without a record are left out. */
  get(channelArns: string[]): Promise<ChannelRecord[]>;
  /** Lists the channels due at `now` (ISO 8601), the longest due first. The index may be slightly old. */
  listDue(kind: DueKind, now: string, next?: string): Promise<DuePage>;
  remove(channelArn: string): Promise<void>;
}
