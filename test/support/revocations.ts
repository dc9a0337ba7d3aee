import { REVOCATION_PK, revocationKey } from '../../src/platform/table.ts';
import { dynamoRevocationStore } from '../../src/revocation/dynamo-store.ts';
import type { Revocation } from '../../src/revocation/revocation.ts';
import { ItemMap } from './item-map.ts';
import { memoryTable } from './memory-table/memory-table.ts';

/** The stored revocations, with the revocations by channel ARN. */
export function memoryRevocationStore(memory = memoryTable()) {
  const all = new ItemMap<Revocation>(memory, {
    entryOf({ pk, sk, expiresAt, ...revocation }) {
      return pk === REVOCATION_PK ? [String(sk), revocation as unknown as Revocation] : undefined;
    },
    keyOf: revocationKey,
  });
  return { ...dynamoRevocationStore(memory.table), memory, all };
}
