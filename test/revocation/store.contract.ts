import { describe, expect, test } from 'vitest';
import type { Table } from '../../src/platform/table.ts';
import { dynamoRevocationStore } from '../../src/revocation/dynamo-store.ts';
import type { Revocation } from '../../src/revocation/revocation.ts';
import { RevocationEndedError } from '../../src/revocation/store.ts';

let count = 0;
const T = (second: number) => new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString();
const revocation = (id: string, channelArn = `channel/${++count}`): Revocation => ({
  ...{ channelArn, id, requestedAt: T(1), allowProtected: false },
});

/** The tests of stored revocations. @param table may hold items of other tests */
export function revocationStoreContract(table: () => Table): void {
  describe('revocation store', () => {
    const make = () => dynamoRevocationStore(table());

    test('a channel has at most one open revocation', async () => {
      const [store, first] = [make(), revocation('r-1')];
      expect(await store.isOpen(first.channelArn)).toBe(false);
      expect(await store.begin(first)).toEqual(first);
      expect(await store.begin(revocation('r-2', first.channelArn))).toEqual(first);
      expect(await store.isOpen(first.channelArn)).toBe(true);
      expect(await store.get(first.channelArn)).toEqual(first);
      expect(await store.listOpen()).toContainEqual(first);
    });

    test('progress can be saved until the revocation is done', async () => {
      const [store, first] = [make(), revocation('r-1')];
      await store.begin(first);
      const later = { ...first, oldKeys: [{ arn: 'key', tags: { a: 'b' } }], deletedAt: T(2) };
      await store.save(later);
      expect(await store.begin(first)).toEqual(later);
      const done: Revocation = { ...later, outcome: 'revoked', doneAt: T(3) };
      await store.save(done);
      expect(await store.isOpen(first.channelArn)).toBe(false);
      expect(await store.listOpen()).not.toContainEqual(expect.objectContaining(first));
      await expect(store.save(later)).rejects.toThrow(RevocationEndedError);
      expect(await store.get(first.channelArn)).toEqual(done);
    });

    test('a revocation that is done does not start again, but one with another id starts', async () => {
      const [store, first] = [make(), revocation('r-1')];
      await store.begin(first);
      const done: Revocation = { ...first, outcome: 'gone', doneAt: T(3) };
      await store.save(done);
      expect(await store.begin(first)).toEqual(done);
      const second = revocation('r-2', first.channelArn);
      expect(await store.begin(second)).toEqual(second);
      await expect(store.save(first)).rejects.toThrow(RevocationEndedError);
    });
  });
}
