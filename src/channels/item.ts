import { channelPk } from '../platform/table.ts';
import {
  type ChannelRecord,
  type ChannelRecordChanges,
  EVIDENCE_KINDS,
  type Evidence,
  type KnownKey,
} from './record.ts';

/** Attributes of the channel record's item; null takes one away. */
export type Attributes = Record<string, unknown>;

/** The members that are stored under their own name, as they are. */
const PLAIN = [
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
] as const;

/** Changes of a record as attributes. The key's facts lie flat, as an operator looks for them. */
export function attributesOf(changes: ChannelRecordChanges): Attributes {
  const { key, ...rest } = changes;
  return { ...rest, ...(key !== undefined && keyAttributes(key)) };
}

function keyAttributes(key: KnownKey | null): Attributes {
  if (!key) return { keyArn: null, keySeenAt: null, keyCreated: null };
  return { keyArn: key.arn, keySeenAt: key.since, keyCreated: key.created };
}

/** Reads the item back; only this module and its store write it. */
export function toRecord(item: Attributes): ChannelRecord {
  const record: Record<string, unknown> = {
    channelArn: String(item.pk).slice(channelPk('').length),
  };
  for (const name of PLAIN) if (item[name] !== undefined) record[name] = item[name];
  for (const kind of EVIDENCE_KINDS) {
    const evidence = evidenceOf(item[`${kind}At`], item[`${kind}Stream`]);
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
