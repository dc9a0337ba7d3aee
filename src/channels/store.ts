import type {
  ChannelRecord,
  ChannelRecordChanges,
  DueKind,
  Evidence,
  EvidenceKind,
} from './record.ts';

export interface DuePage {
  channelArns: string[];
  /** Goes on behind these; absent on the last page. */
  next?: string;
}

/** What of a record must still be as it was seen. `rotation`: the evidence, the key that is known, and the rotation that was begun. */
export type WritePrecondition = 'evidence' | 'rotation' | 'always';

/**
 * Where channel records are kept. `dynamoChannelStore` keeps them in the table. Every method is one
 * write or one read, and no write loses another's: evidence only ever grows newer, and what a pass
 * concludes from evidence is written only while that evidence stands.
 */
export interface ChannelStore {
  /**
   * Adds evidence. An end also marks the channel as due for cleanup and rotation at its own time:
   * whether and when the tags really ask for it is read by the passes.
   *
   * @returns false if newer evidence of the kind is known
   */
  addEvidence(channelArn: string, kind: EvidenceKind, evidence: Evidence): Promise<boolean>;
  /** Marks as due at `dueAt` (ISO 8601), unless it is due earlier. Makes the record if there is none. */
  markDue(channelArn: string, kind: DueKind, dueAt: string): Promise<boolean>;
  /** Notes that IVS was asked for the channel's history. Makes the record if there is none. */
  recordHistoryCheck(channelArn: string, checkedAt: string): Promise<void>;
  /**
   * Changes a record, if it still exists and (unless `always`) its evidence is that of `seen`.
   *
   * @returns false if it is not
   */
  update(
    seen: ChannelRecord,
    changes: ChannelRecordChanges,
    fence?: WritePrecondition,
  ): Promise<boolean>;
  /** Reads consistently; unknown ones are left out. In no certain order. */
  get(channelArns: string[]): Promise<ChannelRecord[]>;
  /** What is due at `now` (ISO 8601), longest first; from an index, which may lag behind by a moment. */
  listDue(kind: DueKind, now: string, next?: string): Promise<DuePage>;
  remove(channelArn: string): Promise<void>;
}
