import type { AuditReason } from './audit-reason.ts';

/** The start or the end of a stream. */
export interface Evidence {
  /** The event's own time, ISO 8601 UTC with milliseconds. Such strings sort by time. */
  at: string;
  streamId: string;
}

export interface KnownKey {
  arn: string;
  /** When the autopilot created the key, else when it first saw it. ISO 8601. */
  since: string;
  created: boolean;
}

/** A rotation that has begun: the old key may be deleted, and the new key is not recorded yet. */
export interface PendingRotation {
  /** The old key. Absent if the channel had no key: it gets its first one, or one that somebody deleted. */
  keyArn?: string;
  /** The old key's tags, which the new key will carry. */
  tags: Record<string, string>;
  /** When a run recorded last that it is about to create the new key, ISO 8601. The new key is younger. */
  at: string;
  /** The end of the stream after which the key is rotated. */
  end?: Evidence;
  reason?: AuditReason;
}

/** A new key for which no event has been published yet. Never its value. */
export interface KeyAnnouncement {
  keyArn: string;
  /** The key that the new one replaced; absent if it is the channel's first. */
  oldKeyArn?: string;
  reason: AuditReason;
  /** When the key was created, ISO 8601. */
  at: string;
  /** The audit already says that publishing failed. */
  failed?: true;
}

/** An observation: the channel has been tagged for deletion, without a stream, since then. ISO 8601. */
export interface NeverLive {
  since: string;
  /** When the observation was last saved. */
  seenAt: string;
}

/** An observation: the channel has had a `rotate-key` tag with this age since then. ISO 8601. */
export interface AgeRule {
  ageMs: number;
  since: string;
  /** When the observation was last saved. */
  seenAt: string;
}

/** What cleanup and rotation know about a channel: one item of the table. */
export interface ChannelRecord {
  channelArn: string;
  /** The newest start and the newest end that an event reported. */
  lastStart?: Evidence;
  lastEnd?: Evidence;
  /** The newest end that no event reported, but IVS does. */
  confirmedEnd?: Evidence;
  /** When cleanup or rotation checks the channel next, ISO 8601. Absent: the channel is not marked. */
  cleanupDueAt?: string;
  rotationDueAt?: string;
  /** The last decision in the audit, so that the same decision is not written again. */
  lastCleanupDecision?: string;
  lastRotationDecision?: string;
  /** When IVS was last asked for the sessions of a channel without any event, ISO 8601. */
  historyCheckedAt?: string;
  /** Set while the channel is tagged for deletion and no stream of it is known; see never-live.ts. */
  neverLive?: NeverLive;
  key?: KnownKey;
  pendingRotation?: PendingRotation;
  pendingAnnouncement?: KeyAnnouncement;
  /** The end after which the key was last rotated. The same stream does not rotate it again. */
  handledEnd?: Evidence;
  /** When `rotate-key: on-end` was first seen, ISO 8601. */
  onEndSince?: string;
  /** The age that `rotate-key` asks for; see rotation/age-rule.ts. */
  ageRule?: AgeRule;
  /** When DynamoDB may delete the record, s since the epoch. Each write sets it anew. */
  expiresAt?: number;
}

/** What a channel can be due for. */
export type DueKind = 'cleanup' | 'rotation';
export const DUE_AT = { cleanup: 'cleanupDueAt', rotation: 'rotationDueAt' } as const;

export type EvidenceKind = 'lastStart' | 'lastEnd' | 'confirmedEnd';
export const EVIDENCE_KINDS: readonly EvidenceKind[] = ['lastStart', 'lastEnd', 'confirmedEnd'];

/** Members that `ChannelStore.update` changes; null removes a member. */
export type ChannelRecordChanges = {
  [K in Exclude<keyof ChannelRecord, 'channelArn' | 'expiresAt' | EvidenceKind>]?:
    | ChannelRecord[K]
    | null;
};

/** Whether a rotation or an announcement has begun. It is finished in every mode, whatever the tags say. */
export function hasPendingWork({ pendingRotation, pendingAnnouncement }: ChannelRecord): boolean {
  return pendingRotation !== undefined || pendingAnnouncement !== undefined;
}

/** Whether `next` replaces `known`: it has the later time or, at the same time, the greater stream id. */
export function isNewerEvidence(next: Evidence, known: Evidence | undefined): boolean {
  if (!known) return true;
  return next.at > known.at || (next.at === known.at && next.streamId > known.streamId);
}
