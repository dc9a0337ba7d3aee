import { channelPk } from '../platform/table.ts';
import {
  type ChannelRecord,
  type ChannelRecordChanges,
  EVIDENCE_KINDS,
  type Evidence,
  type EvidenceKind,
  type KnownKey,
} from './record.ts';

/** Attributes of the channel record's item; null removes an attribute. */
export type Attributes = Record<string, unknown>;

/** The members that are stored as they are, under their own name. */
const PLAIN_MEMBERS = [
  'cleanupDueAt',
  'rotationDueAt',
  'lastCleanupDecision',
  'lastRotationDecision',
  'historyCheckedAt',
  'neverLive',
  'pendingRotation',
  'pendingAnnouncement',
  'handledEnd',
  'onEndSince',
  'ageRule',
  'expiresAt',
] as const;

/** The names of the two attributes that hold each kind of evidence. */
const EVIDENCE_ATTRIBUTES = EVIDENCE_KINDS.map((kind) => ({ kind, ...evidenceAttributes(kind) }));

/** The names of the two attributes that hold one kind of evidence. */
export function evidenceAttributes(kind: EvidenceKind): { at: string; stream: string } {
  return { at: `${kind}At`, stream: `${kind}Stream` };
}

/** Changes of a record as attributes. The key's members are attributes of their own, easy to find. */
export function attributesOf(changes: ChannelRecordChanges): Attributes {
  const { key, ...rest } = changes;
  return { ...rest, ...(key !== undefined && keyAttributes(key)) };
}

function keyAttributes(key: KnownKey | null): Attributes {
  if (!key) return { keyArn: null, keySeenAt: null, keyCreated: null };
  return { keyArn: key.arn, keySeenAt: key.since, keyCreated: key.created };
}

/** The record in an item. Only `dynamoChannelStore` writes such items, so the members are not checked. */
export function toRecord(item: Attributes): ChannelRecord {
  const record: Record<string, unknown> = {
    channelArn: String(item.pk).slice(channelPk('').length),
  };
  for (const name of PLAIN_MEMBERS) if (item[name] !== undefined) record[name] = item[name];
  for (const { kind, at, stream } of EVIDENCE_ATTRIBUTES) {
    const evidence = evidenceOf(item[at], item[stream]);
    if (evidence) record[kind] = evidence;
  }
  if (typeof item.keyArn === 'string') {
    record.key = { arn: item.keyArn, since: item.keySeenAt, created: item.keyCreated };
  }
  return record as unknown as ChannelRecord;
}

function evidenceOf(at: unknown, streamId: unknown): Evidence | undefined {
  return typeof at === 'string' && typeof streamId === 'string' ? { at, streamId } : undefined;
}
