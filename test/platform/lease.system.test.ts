import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CLOCK_SKEW_MS,
  dynamoLeaseStore,
  type LeaseOptions,
  type LeaseStore,
  withLease,
} from '../../src/platform/lease.ts';
import { fakeClock } from '../support/clock.ts';
import { memoryLeaseStore } from '../support/leases.ts';
import { recordObservability } from '../support/observability.ts';
import { startTable } from '../support/table.ts';
import { virtualTime } from '../support/virtual-time.ts';

let dynamo: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  dynamo = await startTable();
});
afterAll(() => dynamo.close());

const stores: [string, () => LeaseStore][] = [
  ['in the table', () => dynamoLeaseStore(dynamo.table)],
  ['in memory', memoryLeaseStore],
];

let count = 0;
describe.each(stores)('a lease %s', (_name, make) => {
  const claim = (name: string, holder: string, now: number, until: number) => ({
    ...{ name, holder, now, until },
  });

  test('has one holder until it is given back', async () => {
    const [store, name] = [make(), `lease-${++count}`];
    expect(await store.acquire(claim(name, 'a', 1_000, 9_000))).toBe(true);
    expect(await store.acquire(claim(name, 'b', 2_000, 9_000))).toBe(false);
    await store.release(name, 'b');
    expect(await store.acquire(claim(name, 'b', 3_000, 9_000))).toBe(false);
    await store.release(name, 'a');
    expect(await store.acquire(claim(name, 'b', 3_000, 9_000))).toBe(true);
  });

  test('of a holder that never gives it back ends with its claim', async () => {
    const [store, name] = [make(), `lease-${++count}`];
    await store.acquire(claim(name, 'crashed', 1_000, 9_000));
    expect(await store.acquire(claim(name, 'b', 9_000, 20_000))).toBe(false);
    expect(await store.acquire(claim(name, 'b', 9_001, 20_000))).toBe(true);
  });

  test('can be claimed again by its holder, whose first answer was lost', async () => {
    const [store, name] = [make(), `lease-${++count}`];
    await store.acquire(claim(name, 'a', 1_000, 9_000));
    expect(await store.acquire(claim(name, 'a', 1_000, 9_000))).toBe(true);
  });

  test('tells the holder that somebody waits', async () => {
    const [store, name] = [make(), `lease-${++count}`];
    expect(await store.hasWaiter(name, 0)).toBe(false);
    await store.addWaiter(name, 'b', 5_000);
    expect([await store.hasWaiter(name, 5_000), await store.hasWaiter(name, 5_001)]).toEqual([
      true,
      false,
    ]);
  });

  test('goes to who asked first, unless that one has fallen silent', async () => {
    const [store, name] = [make(), `lease-${++count}`];
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
    expect(await store.hasWaiter(name, 0)).toBe(false);
  });

  test('goes to an urgent one before all in line, and they keep their places', async () => {
    const [store, name] = [make(), `lease-${++count}`];
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

function options(rest: Partial<LeaseOptions> = {}): LeaseOptions {
  const clock = rest.clock ?? fakeClock();
  const { log } = recordObservability();
  return {
    ...{ store: memoryLeaseStore(), holder: 'a', clock, log, deadline: clock.now() + 60_000 },
    beforeRelease: async () => undefined,
    ...rest,
  };
}

test('the work’s result comes back, and the lease is free again', async () => {
  const store = memoryLeaseStore();
  expect(await withLease(options({ store }), async () => 42)).toEqual({ ran: true, result: 42 });
  expect(await withLease(options({ store, holder: 'b' }), async () => 43)).toMatchObject({
    ran: true,
  });
});

test('the lease is given back after the quotas have settled, also when the work fails', async () => {
  const order: string[] = [];
  const memory = memoryLeaseStore();
  const store: LeaseStore = {
    ...memory,
    async release(name, holder) {
      order.push('released');
      await memory.release(name, holder);
    },
  };
  const settled = async () => {
    order.push('settled');
  };
  const failing = withLease(options({ store, beforeRelease: settled }), async () => {
    throw new Error('broken');
  });
  await expect(failing).rejects.toThrow('broken');
  expect(order).toEqual(['settled', 'released']);
});

test('who waits gets busy after a bounded time', async () => {
  const [store, clock] = [memoryLeaseStore(), fakeClock()];
  const until = clock.now() + 3_600_000;
  await store.acquire({ name: 'ivs', holder: 'other', now: clock.now(), until });
  const began = clock.now();
  const waiting = withLease(options({ store, clock, waitMs: 4_000 }), async () => 1);
  expect(await waiting).toEqual({ ran: false });
  expect(clock.now() - began).toBeLessThanOrEqual(4_000);
});

test('a crashed holder blocks no longer than its deadline and the skew', async () => {
  const [store, clock] = [memoryLeaseStore(), fakeClock()];
  const until = clock.now() + 10_000 + CLOCK_SKEW_MS;
  await store.acquire({ name: 'ivs', holder: 'crashed', now: clock.now(), until });
  const began = clock.now();
  const result = await withLease(options({ store, clock }), async () => clock.now() - began);
  expect(result).toMatchObject({ ran: true });
  expect((result as { result: number }).result).toBeLessThanOrEqual(10_000 + CLOCK_SKEW_MS + 1_000);
});

test('a turn ends only when it has lasted and another waits; they never overlap', async () => {
  const time = virtualTime();
  const store = memoryLeaseStore();
  let inside = 0;
  let most = 0;
  const turns: string[] = [];
  const run = (holder: string) =>
    withLease(
      options({ store, holder, clock: time, deadline: time.now() + 120_000 }),
      async (t) => {
        most = Math.max(most, ++inside);
        for (let i = 0; i < 60 && !(await t.shouldRelease()); i++) await time.sleep(1_000);
        turns.push(`${holder} ${time.now()}`);
        inside--;
      },
    );
  const began = time.now();
  const all = Promise.all(['a', 'b'].map(run));
  await time.run();
  expect(await all).toEqual([
    { ran: true, result: undefined },
    { ran: true, result: undefined },
  ]);
  expect(most).toBe(1);
  const [first, second] = turns.map((turn) => Number(turn.split(' ')[1]) - began);
  expect(first).toBe(20_000);
  // Nobody waits any more: the second one works to its end.
  expect(second).toBeGreaterThanOrEqual(80_000);
});

test('of three that always have work, as often as serverless.yml calls them, none is kept from its turn', async () => {
  const time = virtualTime();
  const store = memoryLeaseStore();
  const turns: Record<string, number[]> = { a: [], b: [], c: [] };
  const busy: string[] = [];
  const runs: Promise<void>[] = [];
  const began = time.now();
  const invoke = async (name: string) => {
    const holder = `${name} ${time.now()}`;
    const deadline = time.now() + 90_000;
    const { ran } = await withLease(
      options({ store, holder, clock: time, deadline }),
      async (turn) => {
        turns[name]?.push(time.now() - began);
        while (time.now() < deadline - 6_000 && !(await turn.shouldRelease()))
          await time.sleep(250);
      },
    );
    if (!ran) busy.push(holder);
  };
  for (let minute = 0; minute < 30; minute++) {
    const due = minute % 5 === 0 ? ['a', 'b', 'c'] : ['a', 'b'];
    for (const name of due) runs.push(invoke(name));
    await time.run(began + (minute + 1) * 60_000);
  }
  await time.run();
  await Promise.all(runs);
  expect(busy).toEqual([]);
  expect(Object.values(turns).map((at) => at.length)).toEqual([30, 30, 6]);
});

test('an emergency gets its turn between two items, however short the holder’s turn was', async () => {
  const time = virtualTime();
  const store = memoryLeaseStore();
  const turnOf = (holder: string, more: Partial<LeaseOptions> = {}) =>
    options({ ...more, store, holder, clock: time, deadline: time.now() + 120_000 });
  const began = time.now();
  let items = 0;
  const pass = withLease(turnOf('pass'), async ({ shouldRelease: over }) => {
    while (items < 60 && !(await over())) {
      items++;
      await time.sleep(1_000);
    }
  });
  await time.run(began);
  const emergency = withLease(
    turnOf('emergency', { urgent: true }),
    async ({ shouldRelease: over }) => {
      expect(await over()).toBe(false);
      return time.now() - began;
    },
  );
  await time.run();
  const leased = await emergency;
  expect(leased.ran && leased.result).toBeLessThanOrEqual(2_000);
  expect(await pass).toMatchObject({ ran: true });
  expect(items).toBeLessThanOrEqual(2);
});

/** Two at work or in line, each with a minute of work in items of a second, when an emergency comes. */
function crowd() {
  const time = virtualTime();
  const store = memoryLeaseStore();
  const until = time.now() + 120_000;
  const turnOf = (holder: string, more: Partial<LeaseOptions> = {}) =>
    options({ ...more, store, holder, clock: time, deadline: until });
  const items: Record<string, number> = {};
  const pass = (holder: string) =>
    withLease(turnOf(holder, { waitMs: 110_000 }), async ({ shouldRelease: over }) => {
      items[holder] = 0;
      while (time.now() < until - 10_000 && !(await over())) {
        items[holder]++;
        await time.sleep(1_000);
      }
    });
  return { time, store, turnOf, items, pass };
}

test('an emergency goes before all who wait in line', async () => {
  const { time, turnOf, items, pass } = crowd();
  const began = time.now();
  const passes = ['a', 'b', 'c'].map(pass);
  await time.run(began + 5_000);
  const emergency = withLease(turnOf('emergency', { urgent: true }), async () => {
    await time.sleep(1_000);
    return [time.now() - began, Object.keys(items)];
  });
  await time.run();
  const leased = await emergency;
  expect(leased).toEqual({ ran: true, result: [expect.any(Number), ['a']] });
  expect(leased.ran && leased.result[0]).toBeLessThanOrEqual(9_000);
  await Promise.all(passes);
  // Who was next in line still is.
  expect(Object.keys(items)).toEqual(['a', 'b', 'c']);
});

test('after an emergency has had its turn, nobody gives way to it', async () => {
  const { time, turnOf, items, pass } = crowd();
  const began = time.now();
  const passes = ['a', 'b'].map(pass);
  await time.run(began + 500);
  const emergency = withLease(turnOf('emergency', { urgent: true }), async () => 1);
  await time.run();
  await Promise.all([emergency, ...passes]);
  expect(items.b).toBeGreaterThan(60);
});
