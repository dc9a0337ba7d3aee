import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import { dynamoLeaseStore } from '../../../src/metadata/pace/dynamo-lease-store.ts';
import type { LeaseStore } from '../../../src/metadata/pace/lease-store.ts';
import { CLOCK_MARGIN_MS, LEASE_MS, RateLease } from '../../../src/metadata/pace/rate-lease.ts';
import { metadataRateKey, type Table } from '../../../src/platform/table.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const PERMITS = 10;
/** From the last start with a permit to the end of the lease, ms. */
const TAIL_MS = 6_000;
const FREE_AT = NOW + LEASE_MS + TAIL_MS + CLOCK_MARGIN_MS;

/** What holds for leases in a table, whatever table it is. */
export function rateLeaseContract(openTable: () => Table): void {
  let leases = 0;
  let store: LeaseStore;
  const newLease = (own = store) =>
    new RateLease({ store: own, permits: PERMITS, newId: () => `lease${leases++}` });

  beforeEach(async () => {
    const { documents, name } = openTable();
    await documents.send(new DeleteCommand({ TableName: name, Key: metadataRateKey }));
    store = dynamoLeaseStore(openTable(), PERMITS);
  });

  /** Loses the answer to each change that is made. */
  const forgetful = (): LeaseStore => ({
    read: () => store.read(),
    async change(change) {
      if (await store.change(change)) throw new Error('no answer');
      return undefined;
    },
  });

  describe('leases', () => {
    test('give as many permits as are wanted, then half of what is free', async () => {
      const [one, two, three] = [newLease(), newLease(), newLease()];
      await one.change(4, NOW);
      await two.change(8, NOW);
      await three.change(8, NOW);
      expect([one, two, three].map((lease) => lease.usableAt(NOW))).toEqual([4, 3, 2]);
    });

    test('tell which share of all permits was leased then, by all instances together', async () => {
      const [one, two] = [newLease(), newLease()];
      await one.change(4, NOW);
      expect(one.leasedShare).toBe(0.4);
      await two.change(2, NOW);
      expect([one.leasedShare, two.leasedShare]).toEqual([0.4, 0.6]);
      await two.change(8, NOW + 1);
      expect(two.leasedShare).toBe(0.8);
      await two.change(0, NOW + 2);
      expect(two.leasedShare).toBe(0.4);
    });

    test('grow, shrink and end', async () => {
      const [one, two] = [newLease(), newLease()];
      await one.change(4, NOW);
      await one.change(9, NOW + 1);
      await one.change(2, NOW + 2);
      await two.change(8, NOW + 2);
      expect([one.usableAt(NOW + 2), two.usableAt(NOW + 2)]).toEqual([2, 8]);
      await one.change(0, NOW + 3);
      expect(await store.read()).toHaveProperty('size', 1);
    });

    test('are used for ten seconds, and others take them when they have certainly ended', async () => {
      const [one, two] = [newLease(), newLease()];
      await one.change(PERMITS, NOW);
      expect(one.usableAt(NOW + LEASE_MS - 1)).toBe(PERMITS);
      expect(one.usableAt(NOW + LEASE_MS)).toBe(0);
      await two.change(PERMITS, FREE_AT);
      expect(two.usableAt(FREE_AT)).toBe(0);
      await two.change(PERMITS, FREE_AT + 1);
      expect(two.usableAt(FREE_AT + 1)).toBe(PERMITS / 2);
    });

    test('that others have taken are leased anew', async () => {
      const [one, two] = [newLease(), newLease()];
      await one.change(PERMITS, NOW);
      await two.change(4, FREE_AT + 1);
      await one.change(3, FREE_AT + 2);
      expect([one.usableAt(FREE_AT + 2), two.usableAt(FREE_AT + 2)]).toEqual([3, 4]);
    });

    test('without an answer, an instance uses what is certain, and learns the rest at its next change', async () => {
      let isForgetful = true;
      const lost = forgetful();
      const lease = newLease({
        read: () => store.read(),
        change: (change) => (isForgetful ? lost : store).change(change),
      });
      await expect(lease.change(3, NOW)).rejects.toThrow('no answer');
      expect(lease.usableAt(NOW)).toBe(0);
      isForgetful = false;
      await lease.change(4, NOW + 1);
      expect(lease.usableAt(NOW + 1)).toBe(4);
      isForgetful = true;
      await expect(lease.change(1, NOW + 2)).rejects.toThrow('no answer');
      expect(lease.usableAt(NOW + 2)).toBe(0);
      const others = newLease();
      await others.change(PERMITS - 1, NOW + 3);
      expect(others.usableAt(NOW + 3)).toBe(PERMITS - 1);
    });

    test('that an instance did not know of, and that may have become fewer since, are not used', async () => {
      const lease = newLease(forgetful());
      await expect(lease.change(8, NOW)).rejects.toThrow('no answer');
      await expect(lease.change(5, NOW + 1)).rejects.toThrow('no answer');
      expect(lease.usableAt(NOW + 1)).toBe(0);
    });

    test('are not used any more from the moment on at which they are given back', async () => {
      const lease = newLease();
      await lease.change(9, NOW);
      const reduced = lease.change(4, NOW + 1);
      expect(lease.usableAt(NOW + 1)).toBe(4);
      await reduced;
    });

    test('never add up to more than there are, if many are changed at the same time', async () => {
      const many = Array.from({ length: 12 }, () => newLease());
      await Promise.all(many.map((lease, n) => lease.change(1 + (n % 4), NOW)));
      await Promise.all(many.map((lease, n) => lease.change((n * 7) % 5, NOW + 1)));
      const held = [...(await store.read()).values()].reduce(
        (sum, { permits }) => sum + permits,
        0,
      );
      expect(held).toBeLessThanOrEqual(PERMITS);
      const used = many.reduce((sum, lease) => sum + lease.usableAt(NOW + 1), 0);
      expect(used).toBeLessThanOrEqual(held);
    });
  });
}
