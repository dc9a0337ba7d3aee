import { isDeepStrictEqual } from 'node:util';
import type { AuditEntry, AuditLog, AuditOutcome } from '../../src/channels/audit.ts';
import {
  type ChannelRecord,
  DUE_AT,
  EVIDENCE_KINDS,
  isNewerEvidence,
} from '../../src/channels/record.ts';
import type { ChannelStore } from '../../src/channels/store.ts';

const PAGE_SIZE = 50;

/** Channel records in memory. They pass the same tests as those in the table. */
export function memoryChannelStore() {
  const records = new Map<string, ChannelRecord>();
  const recordOf = (channelArn: string) => records.get(channelArn) ?? { channelArn };
  const write = (record: ChannelRecord) => {
    records.set(record.channelArn, structuredClone(record));
    return true;
  };
  const store: ChannelStore = {
    async addEvidence(channelArn, kind, evidence) {
      const record = recordOf(channelArn);
      if (!isNewerEvidence(evidence, record[kind])) return false;
      const due = { cleanupDueAt: evidence.at, rotationDueAt: evidence.at };
      return write({ ...record, [kind]: evidence, ...(kind === 'lastEnd' && due) });
    },
    async markDue(channelArn, kind, dueAt) {
      const record = recordOf(channelArn);
      const current = record[DUE_AT[kind]];
      if (current !== undefined && current <= dueAt) return false;
      return write({ ...record, [DUE_AT[kind]]: dueAt });
    },
    async recordHistoryCheck(channelArn, historyCheckedAt) {
      write({ ...recordOf(channelArn), historyCheckedAt });
    },
    async update(seen, changes, precondition = 'evidence') {
      const record = records.get(seen.channelArn);
      if (!record || (precondition !== 'always' && !sameEvidence(record, seen))) return false;
      if (precondition === 'rotation' && !isDeepStrictEqual(keyFacts(record), keyFacts(seen)))
        return false;
      const changed = Object.entries({ ...record, ...changes }).filter(
        ([, value]) => value !== null && value !== undefined,
      );
      return write(Object.fromEntries(changed) as unknown as ChannelRecord);
    },
    async get(channelArns) {
      return structuredClone(channelArns.flatMap((arn) => records.get(arn) ?? []));
    },
    async listDue(kind, now, next = '') {
      const keys: string[] = [];
      for (const record of records.values()) {
        const dueAt = record[DUE_AT[kind]];
        const key = `${dueAt} ${record.channelArn}`;
        if (dueAt !== undefined && dueAt <= now && key > next) keys.push(key);
      }
      const page = keys.sort().slice(0, PAGE_SIZE);
      const last = page.at(-1);
      return {
        channelArns: page.map((key) => key.slice(key.indexOf(' ') + 1)),
        ...(last && keys.length > PAGE_SIZE && { next: last }),
      };
    },
    async remove(channelArn) {
      records.delete(channelArn);
    },
  };
  return { ...store, records };
}

const keyFacts = ({ pendingRotation, key }: ChannelRecord) => [pendingRotation?.at, key?.arn];

function sameEvidence(a: ChannelRecord, b: ChannelRecord): boolean {
  return EVIDENCE_KINDS.every(
    (kind) => a[kind]?.at === b[kind]?.at && a[kind]?.streamId === b[kind]?.streamId,
  );
}

export interface MemoryAuditEntry extends AuditEntry {
  at: number;
  result?: Record<string, unknown>;
}

/** The audit log in memory. */
export function memoryAuditLog() {
  const entries: MemoryAuditEntry[] = [];
  const log: AuditLog = {
    async write(entry, now) {
      entries.push({ ...structuredClone(entry), at: now });
      return { channelArn: entry.channelArn, action: entry.action, at: String(entries.length - 1) };
    },
    async recordOutcome(key, outcome: AuditOutcome, result) {
      const entry = entries[Number(key.at)];
      if (entry) Object.assign(entry, { outcome }, result && { result });
    },
  };
  return { ...log, entries };
}
