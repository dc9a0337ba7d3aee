import { expect, test } from 'vitest';
import { dynamoLeaseStore } from '../../src/platform/dynamo-lease-store.ts';
import { CLOCK_SKEW_MS, type LeaseOptions, withLease } from '../../src/platform/lease.ts';
import type { LeaseStore } from '../../src/platform/lease-store.ts';
import { fakeClock } from '../support/clock.ts';
import { memoryTable } from '../support/memory-table/memory-table.ts';
import { recordObservability } from '../support/observability.ts';
import { virtualTime } from '../support/virtual-time.ts';

function options(rest: Partial<LeaseOptions> = {}): LeaseOptions {
  const clock = rest.clock ?? fakeClock();
  const { log } = recordObservability();
  return {
    ...{
      store: dynamoLeaseStore(memoryTable().table),
      holder: 'a',
      clock,
      log,
      deadline: clock.now() + 60_000,
    },
    beforeRelease: async () => undefined,
    ...rest,
  };
}

test('withLease returns the result of the work and releases the lease', async () => {
  const store = dynamoLeaseStore(memoryTable().table);
  expect(await withLease(options({ store }), async () => 42)).toEqual({ ran: true, result: 42 });
  expect(await withLease(options({ store, holder: 'b' }), async () => 43)).toMatchObject({
    ran: true,
  });
});

test('the lease is released after beforeRelease, also when the work fails', async () => {
  const order: string[] = [];
  const memory = dynamoLeaseStore(memoryTable().table);
  const store: LeaseStore = {
    ...memory,
    async release(name, holder) {
      order.push('released');
      await memory.release(name, holder);
    },
  };
  const beforeRelease = async () => {
    order.push('beforeRelease');
  };
  const failing = withLease(options({ store, beforeRelease }), async () => {
    throw new Error('broken');
  });
  await expect(failing).rejects.toThrow('broken');
  expect(order).toEqual(['beforeRelease', 'released']);
});

test('with restMs, the next holder waits, if it comes soon or its clock may be wrong', async () => {
  const [store, clock] = [dynamoLeaseStore(memoryTable().table), fakeClock()];
  const began = clock.now();
  const waited = async () => {
    const before = clock.now();
    const at = await withLease(options({ store, clock, restMs: 1_000 }), async () => clock.now());
    return at.ran ? at.result - before : undefined;
  };
  expect(await waited()).toBe(0);
  expect(clock.now()).toBe(began);
  expect(await waited()).toBe(1_000);
  await clock.sleep(1_000 + CLOCK_SKEW_MS - 1);
  expect(await waited()).toBe(1_000);
  await clock.sleep(1_000 + CLOCK_SKEW_MS);
  expect(await waited()).toBe(0);
});

test('withLease stops waiting after waitMs', async () => {
  const [store, clock] = [dynamoLeaseStore(memoryTable().table), fakeClock()];
  const until = clock.now() + 3_600_000;
  await store.acquire({ name: 'ivs', holder: 'other', now: clock.now(), until });
  const began = clock.now();
  const waiting = withLease(options({ store, clock, waitMs: 4_000 }), async () => 1);
  expect(await waiting).toEqual({ ran: false });
  expect(clock.now() - began).toBeLessThanOrEqual(4_000);
});

/** How often who waits so long sends each request, and when it gets the lease, ms after it began to wait. */
async function waitFor(heldMs: number) {
  const [store, clock] = [dynamoLeaseStore(memoryTable().table), fakeClock()];
  const began = clock.now();
  await store.acquire({ name: 'ivs', holder: 'other', now: began, until: began + heldMs });
  const asked = { tries: 0, waiter: 0 };
  const counting: LeaseStore = {
    ...store,
    acquire(claim) {
      asked.tries++;
      return store.acquire(claim);
    },
    addWaiter(...waiter) {
      asked.waiter++;
      return store.addWaiter(...waiter);
    },
  };
  const rest = { store: counting, clock, waitMs: 90_000, deadline: began + 120_000 };
  const held = await withLease(options(rest), async () => clock.now() - began);
  return { ...asked, at: held.ran ? held.result : undefined };
}

test('who waits for a minute asks for the lease some 30 times, and once it is free has it within 2 s', async () => {
  const { tries, at } = await waitFor(60_000);
  expect(at).toBeLessThanOrEqual(62_000);
  expect(tries).toBe(35);
});

test('who waits says so when it begins, and again before half of the time has passed for which that is valid', async () => {
  expect(await waitFor(1_500)).toEqual({ tries: 3, waiter: 1, at: 2_000 });
  expect(await waitFor(3_500)).toEqual({ tries: 5, waiter: 2, at: 4_000 });
});

/** How often a function says that it waits, while another waiter crashes, and which of the times that is accepted. */
async function saysWhileAnotherWaits(saysWhoWaits: boolean): Promise<boolean[]> {
  const [store, clock] = [dynamoLeaseStore(memoryTable().table), fakeClock()];
  const began = clock.now();
  await store.acquire({ name: 'ivs', holder: 'other', now: began, until: began + 60_000 });
  await store.addWaiter('ivs', 'crashed', began);
  const said: boolean[] = [];
  const watched: LeaseStore = {
    ...store,
    async acquire(claim) {
      const answer = await store.acquire(claim);
      return saysWhoWaits || answer.acquired ? answer : { acquired: false };
    },
    async addWaiter(...waiter) {
      const isAccepted = await store.addWaiter(...waiter);
      said.push(isAccepted);
      return isAccepted;
    },
  };
  await withLease(options({ store: watched, clock, waitMs: 8_000 }), async () => 1);
  return said;
}

test('who finds another waiter takes its place when that has not said for 5 s that it waits', async () => {
  expect(await saysWhileAnotherWaits(true)).toEqual([true]);
  const withoutKnowledge = [...Array(6).fill(false), true];
  expect(await saysWhileAnotherWaits(false)).toEqual(withoutKnowledge);
});

test('only the holder of the lease on IVS asks for urgent claims, once a second', async () => {
  const [memory, clock] = [dynamoLeaseStore(memoryTable().table), fakeClock()];
  const asked: string[] = [];
  const store: LeaseStore = {
    ...memory,
    waiting(name, since) {
      asked.push(name);
      return memory.waiting(name, since);
    },
  };
  for (const name of ['viewers', 'ivs'])
    await withLease(options({ store, clock, name }), async (lease) => {
      for (let i = 0; i < 9; i++) {
        expect(await lease.shouldRelease()).toBe(false);
        await clock.sleep(300);
      }
    });
  expect(asked).toEqual(['ivs', 'ivs']);
});

test('a holder that crashed blocks the lease no longer than its deadline and the clock skew', async () => {
  const [store, clock] = [dynamoLeaseStore(memoryTable().table), fakeClock()];
  const until = clock.now() + 10_000 + CLOCK_SKEW_MS;
  await store.acquire({ name: 'ivs', holder: 'crashed', now: clock.now(), until });
  const began = clock.now();
  const result = await withLease(options({ store, clock }), async () => clock.now() - began);
  expect(result).toMatchObject({ ran: true });
  expect((result as { result: number }).result).toBeLessThanOrEqual(10_000 + CLOCK_SKEW_MS + 1_000);
});

test('a holder releases the lease only when holdMs has passed and another waits; two never hold it at once', async () => {
  const time = virtualTime();
  const store = dynamoLeaseStore(memoryTable().table);
  let inside = 0;
  let most = 0;
  const releases: string[] = [];
  const run = (holder: string) =>
    withLease(
      options({ store, holder, clock: time, deadline: time.now() + 120_000 }),
      async (lease) => {
        most = Math.max(most, ++inside);
        for (let i = 0; i < 60 && !(await lease.shouldRelease()); i++) await time.sleep(1_000);
        releases.push(`${holder} ${time.now()}`);
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
  const [first, second] = releases.map((line) => Number(line.split(' ')[1]) - began);
  expect(first).toBe(20_000);
  // Nobody waits any more, so the second holder does all its work.
  expect(second).toBeGreaterThanOrEqual(80_000);
});

test('three functions that always have work, invoked as often as in serverless.yml, all get the lease', async () => {
  const time = virtualTime();
  const store = dynamoLeaseStore(memoryTable().table);
  const acquiredAt: Record<string, number[]> = { a: [], b: [], c: [] };
  const busy: string[] = [];
  const runs: Promise<void>[] = [];
  const began = time.now();
  const invoke = async (name: string) => {
    const holder = `${name} ${time.now()}`;
    const deadline = time.now() + 90_000;
    const { ran } = await withLease(
      options({ store, holder, clock: time, deadline }),
      async (lease) => {
        acquiredAt[name]?.push(time.now() - began);
        while (time.now() < deadline - 6_000 && !(await lease.shouldRelease()))
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
  expect(Object.values(acquiredAt).map((at) => at.length)).toEqual([30, 30, 6]);
});

test('an urgent claim gets the lease between two items, even before holdMs has passed', async () => {
  const time = virtualTime();
  const store = dynamoLeaseStore(memoryTable().table);
  const optionsOf = (holder: string, more: Partial<LeaseOptions> = {}) =>
    options({ ...more, store, holder, clock: time, deadline: time.now() + 120_000 });
  const began = time.now();
  let items = 0;
  const pass = withLease(optionsOf('pass'), async (lease) => {
    while (items < 60 && !(await lease.shouldRelease())) {
      items++;
      await time.sleep(1_000);
    }
  });
  await time.run(began);
  const urgentRun = withLease(optionsOf('urgent', { urgent: true }), async (lease) => {
    expect(await lease.shouldRelease()).toBe(false);
    return time.now() - began;
  });
  await time.run();
  const urgent = await urgentRun;
  expect(urgent.ran && urgent.result).toBeLessThanOrEqual(2_000);
  expect(await pass).toMatchObject({ ran: true });
  expect(items).toBeLessThanOrEqual(2);
});

/** Functions that hold the lease or wait for it, each with a minute of work in items of one second. */
function severalPasses() {
  const time = virtualTime();
  const store = dynamoLeaseStore(memoryTable().table);
  const until = time.now() + 120_000;
  const optionsOf = (holder: string, more: Partial<LeaseOptions> = {}) =>
    options({ ...more, store, holder, clock: time, deadline: until });
  const items: Record<string, number> = {};
  const pass = (holder: string) =>
    withLease(optionsOf(holder, { waitMs: 110_000 }), async (lease) => {
      items[holder] = 0;
      while (time.now() < until - 10_000 && !(await lease.shouldRelease())) {
        items[holder]++;
        await time.sleep(1_000);
      }
    });
  return { time, store, optionsOf, items, pass };
}

test('an urgent claim gets the lease before all who wait', async () => {
  const { time, optionsOf, items, pass } = severalPasses();
  const began = time.now();
  const passes = ['a', 'b', 'c'].map(pass);
  await time.run(began + 5_000);
  const urgentRun = withLease(optionsOf('urgent', { urgent: true }), async () => {
    await time.sleep(1_000);
    return [time.now() - began, Object.keys(items)];
  });
  await time.run();
  const urgent = await urgentRun;
  expect(urgent).toEqual({ ran: true, result: [expect.any(Number), ['a']] });
  expect(urgent.ran && urgent.result[0]).toBeLessThanOrEqual(9_000);
  await Promise.all(passes);
  // The waiter has kept its place.
  expect(Object.keys(items)).toEqual(['a', 'b', 'c']);
});

test('nobody releases the lease for an urgent claim that has ended', async () => {
  const { time, optionsOf, items, pass } = severalPasses();
  const began = time.now();
  const passes = ['a', 'b'].map(pass);
  await time.run(began + 500);
  const urgentRun = withLease(optionsOf('urgent', { urgent: true }), async () => 1);
  await time.run();
  await Promise.all([urgentRun, ...passes]);
  expect(items.b).toBeGreaterThan(60);
});
