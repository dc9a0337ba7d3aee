import { describe, expect, test } from 'vitest';
import { dynamoLeaseStore } from '../../src/platform/dynamo-lease-store.ts';
import type { Table } from '../../src/platform/table.ts';

let count = 0;

/**
 * The tests of leases.
 *
 * @param table may hold items of other tests
 * @param returnsRefused whether the table returns the item over which a condition did not hold; dynalite does not
 */
export function leaseContract(table: () => Table, { returnsRefused = true } = {}): void {
  describe('a lease', () => {
    const claim = (name: string, holder: string, now: number, until: number) => ({
      ...{ name, holder, now, until },
    });

    test('has one holder until it is released', async () => {
      const [store, name] = [dynamoLeaseStore(table()), `lease-${++count}`];
      expect(await store.acquire(claim(name, 'a', 1_000, 9_000))).toMatchObject({ acquired: true });
      expect(await store.acquire(claim(name, 'b', 2_000, 9_000))).toMatchObject({
        acquired: false,
      });
      await store.release(name, 'b');
      expect(await store.acquire(claim(name, 'b', 3_000, 9_000))).toMatchObject({
        acquired: false,
      });
      await store.release(name, 'a');
      expect(await store.acquire(claim(name, 'b', 3_000, 9_000))).toMatchObject({ acquired: true });
    });

    test('whose holder never releases it is free when the claim has ended', async () => {
      const [store, name] = [dynamoLeaseStore(table()), `lease-${++count}`];
      await store.acquire(claim(name, 'crashed', 1_000, 9_000));
      expect(await store.acquire(claim(name, 'b', 9_000, 20_000))).toMatchObject({
        acquired: false,
      });
      expect(await store.acquire(claim(name, 'b', 9_001, 20_000))).toMatchObject({
        acquired: true,
      });
    });

    test('can be claimed again by its holder (the first response may have been lost)', async () => {
      const [store, name] = [dynamoLeaseStore(table()), `lease-${++count}`];
      await store.acquire(claim(name, 'a', 1_000, 9_000));
      expect(await store.acquire(claim(name, 'a', 1_000, 9_000))).toMatchObject({ acquired: true });
    });

    test('remembers when it was released, if its holder says so', async () => {
      const [store, name] = [dynamoLeaseStore(table()), `lease-${++count}`];
      const claimed = await store.acquire(claim(name, 'a', 1_000, 9_000));
      expect(claimed).toEqual({ acquired: true });
      await store.release(name, 'b', 3_000);
      await store.release(name, 'a', 2_000);
      const answer = { acquired: true, releasedAt: 2_000 };
      expect(await store.acquire(claim(name, 'b', 2_000, 9_000))).toEqual(answer);
      // The first response may have been lost.
      expect(await store.acquire(claim(name, 'b', 2_000, 9_000))).toEqual(answer);
      await store.release(name, 'b');
      expect(await store.acquire(claim(name, 'c', 3_000, 9_000))).toEqual(answer);
    });

    test('says whether somebody waits', async () => {
      const [store, name] = [dynamoLeaseStore(table()), `lease-${++count}`];
      expect(await store.waiting(name, 0)).toEqual({ waiter: false, urgent: false });
      await store.addWaiter(name, 'b', 5_000);
      await store.addUrgentWaiter(name, 6_000);
      const since = (time: number) => store.waiting(name, time);
      expect(await since(5_000)).toEqual({ waiter: true, urgent: true });
      expect(await since(5_001)).toEqual({ waiter: false, urgent: true });
      expect(await since(6_001)).toEqual({ waiter: false, urgent: false });
    });

    test('says to whom it is refused that another one waits', async () => {
      const [store, name] = [dynamoLeaseStore(table()), `lease-${++count}`];
      const refused = { acquired: false };
      const behindWaiter = { ...refused, ...(returnsRefused && { otherWaits: true }) };
      await store.acquire(claim(name, 'a', 0, 90_000));
      expect(await store.acquire(claim(name, 'b', 1_000, 90_000))).toEqual(refused);
      await store.addWaiter(name, 'b', 1_000);
      expect(await store.acquire(claim(name, 'b', 2_000, 90_000))).toEqual(refused);
      expect(await store.acquire(claim(name, 'c', 6_000, 90_000))).toEqual(behindWaiter);
      expect(await store.acquire(claim(name, 'c', 6_001, 90_000))).toEqual(refused);
    });

    test('goes to the first waiter, unless it has not repeated its request for 5 s', async () => {
      const [store, name] = [dynamoLeaseStore(table()), `lease-${++count}`];
      await store.acquire(claim(name, 'a', 0, 90_000));
      expect(await store.addWaiter(name, 'b', 1_000)).toBe(true);
      expect(await store.addWaiter(name, 'c', 1_100)).toBe(false);
      await store.addWaiter(name, 'b', 4_000);
      await store.release(name, 'a');
      expect(await store.acquire(claim(name, 'c', 9_000, 90_000))).toMatchObject({
        acquired: false,
      });
      expect(await store.acquire(claim(name, 'b', 9_000, 90_000))).toMatchObject({
        acquired: true,
      });
      await store.addWaiter(name, 'c', 9_100);
      await store.release(name, 'b');
      expect(await store.acquire(claim(name, 'd', 14_100, 90_000))).toMatchObject({
        acquired: false,
      });
      expect(await store.acquire(claim(name, 'd', 14_101, 90_000))).toMatchObject({
        acquired: true,
      });
      expect(await store.waiting(name, 0)).toEqual({ waiter: false, urgent: false });
    });

    test('goes to nobody else while an urgent claim waits, unless it has not said so for 5 s', async () => {
      const [store, name] = [dynamoLeaseStore(table()), `lease-${++count}`];
      await store.addUrgentWaiter(name, 1_000);
      expect(await store.acquire(claim(name, 'a', 6_000, 90_000))).toMatchObject({
        acquired: false,
      });
      expect(await store.acquire(claim(name, 'a', 6_001, 90_000))).toMatchObject({
        acquired: true,
      });
      await store.addUrgentWaiter(name, 7_000);
      expect(await store.acquire(claim(name, 'a', 7_000, 90_000))).toMatchObject({
        acquired: true,
      });
      await store.release(name, 'a');
      expect(
        await store.acquire({ ...claim(name, 'u', 8_000, 90_000), urgent: true }),
      ).toMatchObject({ acquired: true });
      await store.release(name, 'u');
      expect(await store.acquire(claim(name, 'b', 8_001, 90_000))).toMatchObject({
        acquired: true,
      });
    });

    test('goes to an urgent claim before the waiter, who keeps its place', async () => {
      const [store, name] = [dynamoLeaseStore(table()), `lease-${++count}`];
      const urgent = { ...claim(name, 'u', 1_000, 9_000), urgent: true };
      await store.acquire(claim(name, 'a', 0, 9_000));
      await store.addWaiter(name, 'b', 500);
      expect(await store.acquire(urgent)).toMatchObject({ acquired: false });
      await store.release(name, 'a');
      expect(await store.acquire(urgent)).toMatchObject({ acquired: true });
      await store.release(name, 'u');
      expect(await store.acquire(claim(name, 'c', 1_500, 9_000))).toMatchObject({
        acquired: false,
      });
      expect(await store.acquire(claim(name, 'b', 1_500, 9_000))).toMatchObject({ acquired: true });
    });
  });
}
