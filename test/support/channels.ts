import { type AuditEntry, type AuditRecordKey, dynamoAuditLog } from '../../src/channels/audit.ts';
import { dynamoChannelStore } from '../../src/channels/dynamo-store.ts';
import { attributesOf, evidenceAttributes, toRecord } from '../../src/channels/item.ts';
import { type ChannelRecord, EVIDENCE_KINDS } from '../../src/channels/record.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { channelKey, channelPk } from '../../src/platform/table.ts';
import { fakeClock } from './clock.ts';
import { ItemMap } from './item-map.ts';
import { memoryTable } from './memory-table/memory-table.ts';

/** The stored channel records, with the records by channel ARN. */
export function memoryChannelStore(memory = memoryTable(), clock: Clock = fakeClock()) {
  const records = new ItemMap<ChannelRecord>(memory, {
    entryOf(item) {
      const record = item.sk === 'CHANNEL' ? toRecord(item) : undefined;
      return record && [record.channelArn, record];
    },
    keyOf: channelKey,
    attributesOf: itemAttributes,
  });
  return { ...dynamoChannelStore(memory.table, clock), memory, records };
}

/** The attributes of a record as `dynamoChannelStore` writes them. */
function itemAttributes(record: ChannelRecord): object {
  const { channelArn: _, lastStart, lastEnd, confirmedEnd, ...changes } = record;
  const evidence = { lastStart, lastEnd, confirmedEnd };
  const attributes = EVIDENCE_KINDS.map((kind) => {
    const names = evidenceAttributes(kind);
    return { [names.at]: evidence[kind]?.at, [names.stream]: evidence[kind]?.streamId };
  });
  return Object.assign({}, ...attributes, {
    ...attributesOf(changes),
    cleanupDue: record.cleanupDueAt && 'CLEANUP',
    rotationDue: record.rotationDueAt && 'ROTATION',
  });
}

export interface MemoryAuditEntry extends AuditEntry {
  /** ms since the epoch */
  at: number;
  result?: Record<string, unknown>;
}

/** The stored audit, with its records in the order in which they were written. */
export function memoryAuditLog(memory = memoryTable()) {
  const log = dynamoAuditLog(memory.table);
  const written = new Map<string, AuditRecordKey>();
  return {
    ...log,
    memory,
    async write(...given: Parameters<typeof log.write>) {
      const key = await log.write(...given);
      written.set(JSON.stringify(key), key);
      return key;
    },
    get entries(): MemoryAuditEntry[] {
      return [...written.values()].flatMap(({ channelArn, at, action }) => {
        const item = memory.get({ pk: channelPk(channelArn), sk: `AUDIT#${at}#${action}` });
        const { pk, sk, expiresAt, ...entry } = item ?? {};
        return item ? [{ ...entry, at: Date.parse(at) } as unknown as MemoryAuditEntry] : [];
      });
    },
  };
}
