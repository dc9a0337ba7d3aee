import { expect, test } from 'vitest';
import type { LeaseStore } from '../../../src/metadata/pace/lease-store.ts';
import { RateLease } from '../../../src/metadata/pace/rate-lease.ts';
import { recordObservability } from '../../support/observability.ts';
import { virtualTime } from '../../support/virtual-time.ts';
import { accountPacer, PERMITS, tableLeases } from '../support/account.ts';

const GAP_MS = 210;
const REQUEST_MS = 5;

/** The time from the end of one batch to the start of the next one, ms. */
const PAUSES_MS = [20, 135, 285, 485, 1_000];

test.each(PAUSES_MS)(
  'single messages in a row, %i ms apart, cost a write to the table in some seconds, and none before a request',
  async (pauseMs) => {
    const clock = virtualTime(0);
    const { log } = recordObservability();
    const leases = tableLeases();
    const writes: number[] = [];
    const store: LeaseStore = {
      ...leases,
      change(change) {
        writes.push(clock.now());
        return leases.change(change);
      },
    };
    const pacer = accountPacer({ clock, store });
    const requests: number[] = [];
    const batch = async (): Promise<void> => {
      pacer.startBatch(1, log);
      await pacer.start(Number.POSITIVE_INFINITY);
      requests.push(clock.now());
      await clock.sleep(REQUEST_MS);
      pacer.ended(clock.now());
      pacer.want(0);
      await clock.sleep(GAP_MS);
      await pacer.endBatch();
    };
    const batches = (async () => {
      while (clock.now() < 25_000) {
        await batch();
        await clock.sleep(pauseMs);
      }
    })();
    await clock.run(30_000);
    await batches;
    expect(requests.length).toBeGreaterThanOrEqual(20);
    expect(writes.length).toBeLessThanOrEqual(12);
    expect(writes[0]).toBeGreaterThan(requests[0] ?? 0);
  },
);

test('a batch that was refused the permit for its end asks again, and ends when others give some back', async () => {
  const clock = virtualTime(0);
  const { log } = recordObservability();
  const store = tableLeases();
  const others = new RateLease({ store, permits: PERMITS, newId: () => 'others' });
  await others.change(PERMITS, clock.now());
  const pacer = accountPacer({ clock, store });
  const ended = (async () => {
    pacer.startBatch(1, log);
    await pacer.start(Number.POSITIVE_INFINITY);
    pacer.ended(clock.now());
    pacer.want(0);
    await clock.sleep(GAP_MS);
    await pacer.endBatch();
    return clock.now();
  })();
  await clock.run(100);
  await others.change(0, clock.now());
  await clock.run(2_000);
  expect(await ended).toBeLessThan(600);
});

test.each([
  { name: 'at once gives back all permits', everyMs: 0, left: [] },
  { name: 'one after the other keeps five permits', everyMs: 150, left: [5] },
  { name: 'at once keeps five permits if it got too few', everyMs: 0, permits: 14, left: [5] },
])('an instance that made eight requests $name', async ({ everyMs, permits = PERMITS, left }) => {
  const clock = virtualTime(0);
  const { log } = recordObservability();
  const store = tableLeases(permits);
  const pacer = accountPacer({ clock, store, permits });
  const request = async (index: number): Promise<void> => {
    await clock.sleep(index * everyMs);
    await pacer.start(Number.POSITIVE_INFINITY);
    await clock.sleep(REQUEST_MS * (1 + index));
    pacer.ended(clock.now());
  };
  const ended = (async () => {
    pacer.startBatch(20, log);
    await Promise.all(Array.from({ length: 8 }, (_, index) => request(index)));
    await pacer.endBatch();
  })();
  await clock.run(5_000);
  await ended;
  expect([...(await store.read()).values()].map(({ permits }) => permits)).toEqual(left);
});
