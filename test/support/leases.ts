import { type CursorStore, dynamoCursorStore } from '../../src/platform/cursor.ts';
import { dynamoLeaseStore } from '../../src/platform/dynamo-lease-store.ts';
import type { LeaseStore } from '../../src/platform/lease-store.ts';
import { memoryTable } from './memory-table/memory-table.ts';

/** Leases in a table of their own in memory. */
export function memoryLeaseStore(): LeaseStore & { clear(): void } {
  const { table, clear } = memoryTable();
  return { ...dynamoLeaseStore(table), clear };
}

/** Cursors in a table of their own in memory. */
export const memoryCursorStore = (): CursorStore => dynamoCursorStore(memoryTable().table);
