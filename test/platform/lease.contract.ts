import { describe, expect, test } from 'vitest';
import { dynamoLeaseStore } from '../../src/platform/dynamo-lease-store.ts';
import type { Table } from '../../src/platform/table.ts';

let count = 0;

/** The tests of leases. @param table may hold items of other tests */
export function leaseContract(table: () => Table): void {
  describe('a lease', () => {
    const claim = (name: string, holder: string, now: number, until: number) => ({
      ...{ name, holder, now, until },
    });

    test('has one holder until it is released', async () => {
      const [store, name] = [dynamoLeaseStore(table()), `lease-${++count}`];
      expect(await store.acquire(claim(name, 'a', 1_000, 9_000))).toBe(true);
      expect(await store.acquire(claim(name, 'b', 2_000, 9_000))).toBe(false);
      await store.release(name, 'b');
      expect(await store.acquire(claim(name, 'b', 3_000, 9_000))).toBe(false);
      await store.release(name, 'a');
      expect(await store.acquire(claim(name, 'b', 3_000, 9_000))).toBe(true);
    });

    test('whose holder never releases it is free when the claim has ended', async () => {
      const [store, name] = [dynamoLeaseStore(table()), `lease-${++count}`];
      await store.acquire(claim(name, 'crashed', 1_000, 9_000));
      expect(await store.acquire(claim(name, 'b', 9_000, 20_000))).toBe(false);
      expect(await store.acquire(claim(name, 'b', 9_001, 20_000))).toBe(true);
    });

    test('can be claimed again by its holder (the first response may have been lost)', async () => {
      const [store, name] = [dynamoLeaseStore(table()), `lease-${++count}`];
      await store.acquire(claim(name, 'a', 1_000, 9_000));
      expect(await store.acquire(claim(name, 'a', 1_000, 9_000))).toBe(true);
    });

    test('remembers when it was released, if its holder says so', async () => {
      const [store, name] = [dynamoLeaseStore(table()), `lease-${++count}`];
      expect(await store.lastRelease(name)).toBeUndefined();
      await store.acquire(claim(name, 'a', 1_000, 9_000));
      await store.release(name, 'b', 3_000);
      expect(await store.lastRelease(name)).toBeUndefined();
      await store.release(name, 'a', 2_000);
      expect(await store.lastRelease(name)).toBe(2_000);
      expect(await store.acquire(claim(name, 'b', 2_000, 9_000))).toBe(true);
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

    test('goes to the first waiter, unless it has not repeated its request for 5 s', async () => {
      const [store, name] = [dynamoLeaseStore(table()), `lease-${++count}`];
      await store.acquire(claim(name, 'a', 0, 90_000));
      await store.addWaiter(name, 'b', 1_000);
      await store.addWaiter(name, 'c', 1_100);
      await store.addWaiter(name, 'b', 4_000);
      await store.release(name, 'a');
      expect(await store.acquire(claim(name, 'c', 9_000, 90_000))).toBe(false);
      expect(await store.acquire(claim(name, 'b', 9_000, 90_000))).toBe(true);
      await store.addWaiter(name, 'c', 9_100);
      await store.release(name, 'b');
      expect(await store.acquire(claim(name, 'd', 14_100, 90_000))).toBe(false);
      expect(await store.acquire(claim(name, 'd', 14_101, 90_000))).toBe(true);
      expect(await store.waiting(name, 0)).toEqual({ waiter: false, urgent: false });
    });

    test('goes to nobody else while an urgent claim waits, unless it has not said so for 5 s', async () => {
      const [store, name] = [dynamoLeaseStore(table()), `lease-${++count}`];
      await store.addUrgentWaiter(name, 1_000);
      expect(await store.acquire(claim(name, 'a', 6_000, 90_000))).toBe(false);
      expect(await store.acquire(claim(name, 'a', 6_001, 90_000))).toBe(true);
      await store.addUrgentWaiter(name, 7_000);
      expect(await store.acquire(claim(name, 'a', 7_000, 90_000))).toBe(true);
      await store.release(name, 'a');
      expect(await store.acquire({ ...claim(name, 'u', 8_000, 90_000), urgent: true })).toBe(true);
      await store.release(name, 'u');
      expect(await store.acquire(claim(name, 'b', 8_001, 90_000))).toBe(true);
    });

    test('goes to an urgent claim before the waiter, who keeps its place', async () => {
      const [store, name] = [dynamoLeaseStore(table()), `lease-${++count}`];
      const urgent = { ...claim(name, 'u', 1_000, 9_000), urgent: true };
      await store.acquire(claim(name, 'a', 0, 9_000));
      await store.addWaiter(name, 'b', 500);
      expect(await store.acquire(urgent)).toBe(false);
      await store.release(name, 'a');
      expect(await store.acquire(urgent)).toBe(true);
      await store.release(name, 'u');
      expect(await store.acquire(claim(name, 'c', 1_500, 9_000))).toBe(false);
      expect(await store.acquire(claim(name, 'b', 1_500, 9_000))).toBe(true);
    });
  });
}
