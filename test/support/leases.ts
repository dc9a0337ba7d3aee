import { type CursorStore, dynamoCursorStore } from '../../src/platform/cursor.ts';
import { dynamoLeaseStore } from '../../src/platform/dynamo-lease-store.ts';
import type { LeaseStore } from '../../src/platform/lease-store.ts';
import { memoryTable } from './memory-table/memory-table.ts';

/** Leases in a table in memory. */
export function memoryLeaseStore(memory = memoryTable()): LeaseStore & { clear(): void } {
  const clear = () => {
    for (const { pk, sk } of memory.items()) {
      if (sk === 'LEASE') memory.delete({ pk: String(pk), sk });
    }
  };
  return { ...dynamoLeaseStore(memory.table), clear };
}

/** Cursors in a table in memory. */
export const memoryCursorStore = (memory = memoryTable()): CursorStore =>
  dynamoCursorStore(memory.table);
