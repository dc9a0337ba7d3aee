/** Something that is known to have happened to a stream. */
export interface Evidence {
  /** The event's own time, ISO 8601 UTC with milliseconds; such strings sort by time. */
  at: string;
  streamId: string;
}

export interface KnownKey {
  arn: string;
  /** When we created it, else when we first saw it. ISO 8601. */
  since: string;
  created: boolean;
}

/** A rotation that was begun: the old key may be deleted, the new one is not recorded yet. */
export interface PendingRotation {
  keyArn: string;
  /** The old key's tags, for the new one. */
  tags: Record<string, string>;
  /** When the intent was written, ISO 8601: the new key is younger. */
  at: string;
  /** The end of the stream after which it rotates. */
  end?: Evidence;
  /** Why it was begun. */
  reason?: string;
}

/** A key that was made, and of which nobody has been told yet. Never its value. */
export interface KeyAnnouncement {
  keyArn: string;
  /** The key whose place it takes; absent for a channel's first. */
  oldKeyArn?: string;
  reason: string;
  /** When it was made, ISO 8601. */
  at: string;
  /** That publishing failed is in the audit already. */
  failed?: true;
}

/** A channel that was tagged for deletion without a stream, all the while. ISO 8601. */
export interface NeverLive {
  since: string;
  /** When that was last seen. */
  seenAt: string;
}

/** What cleanup and rotation know of a channel: one item of the table. */
export interface ChannelRecord {
  channelArn: string;
  /** The newest start of which an event told, and the newest end. */
  lastStart?: Evidence;
  lastEnd?: Evidence;
  /** An end that no event told of, but IVS does. */
  confirmedEnd?: Evidence;
  /** When the channel is to be looked at next. Absent: not marked. ISO 8601. */
  cleanupDueAt?: string;
  rotationDueAt?: string;
  /** What the last audit record said, so that the same is not written again. */
  lastCleanupDecision?: string;
  lastRotationDecision?: string;
  /** When IVS was last asked for sessions of a channel that no event told of. */
  historyCheckedAt?: string;
  /** That it asks for its deletion and no stream of it is known; see never-live.ts. */
  neverLive?: NeverLive;
  key?: KnownKey;
  pendingRotation?: PendingRotation;
  pendingAnnouncement?: KeyAnnouncement;
  /** The end that the last rotation was for: no stream rotates twice. */
  handledEnd?: Evidence;
  /** When `rotate-key: on-end` was first seen. */
  onEndSince?: string;
}

/** What a channel can be due for. */
export type DueKind = 'cleanup' | 'rotation';
export const DUE_AT = { cleanup: 'cleanupDueAt', rotation: 'rotationDueAt' } as const;

export type EvidenceKind = 'lastStart' | 'lastEnd' | 'confirmedEnd';
export const EVIDENCE_KINDS: readonly EvidenceKind[] = ['lastStart', 'lastEnd', 'confirmedEnd'];

/** Members that passes change; null takes a member away. */
export type ChannelRecordChanges = {
  [K in Exclude<keyof ChannelRecord, 'channelArn' | EvidenceKind>]?: ChannelRecord[K] | null;
};

/** Whether something was begun that is finished whatever mode and tags say by now. */
export function hasPendingWork({ pendingRotation, pendingAnnouncement }: ChannelRecord): boolean {
  return pendingRotation !== undefined || pendingAnnouncement !== undefined;
}

/** Whether `next` takes the place of `known`: the later time, and of one time the greater stream id. */
export function isNewerEvidence(next: Evidence, known: Evidence | undefined): boolean {
  if (!known) return true;
  return next.at > known.at || (next.at === known.at && next.streamId > known.streamId);
}
