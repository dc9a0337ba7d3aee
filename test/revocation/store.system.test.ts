import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoRevocationStore } from '../../src/revocation/dynamo-store.ts';
import type { Revocation } from '../../src/revocation/revocation.ts';
import { RevocationEndedError, type RevocationStore } from '../../src/revocation/store.ts';
import { memoryRevocationStore } from '../support/revocations.ts';
import { startTable } from '../support/table.ts';

let dynamo: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  dynamo = await startTable();
});
afterAll(() => dynamo.close());

const stores: [string, () => RevocationStore][] = [
  ['in the table', () => dynamoRevocationStore(dynamo.table)],
  ['in memory', memoryRevocationStore],
];

let count = 0;
const T = (second: number) => new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString();
const revocation = (id: string, channelArn = `channel/${++count}`): Revocation => ({
  ...{ channelArn, id, requestedAt: T(1), allowProtected: false },
});

describe.each(stores)('revocation store %s', (_name, make) => {
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
