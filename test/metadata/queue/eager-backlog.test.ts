import { expect, test } from 'vitest';
import type { Backlog } from '../../../src/metadata/queue/backlog.ts';
import { EagerBacklog } from '../../../src/metadata/queue/eager-backlog.ts';
import { memoryBacklog } from '../../../src/publisher/memory-backlog.ts';
import { virtualTime } from '../../support/virtual-time.ts';
import { channelArn } from '../support/senders.ts';

const ARN = channelArn('a');
const TABLE_MS = 80;
const LIMIT_MS = 600_000;

/** A table that takes 80 ms, and fails while `error` is set. */
function setUp() {
  const clock = virtualTime();
  const table = memoryBacklog(LIMIT_MS);
  const seen = { requests: 0, error: undefined as Error | undefined };
  const slow: Backlog = {
    async reserve(...request) {
      seen.requests += 1;
      await clock.sleep(TABLE_MS);
      if (seen.error) throw seen.error;
      return table.reserve(...request);
    },
  };
  const backlog = new EagerBacklog(slow);
  return {
    ...{ clock, table, seen },
    /** @returns the reservation, and how long it took, ms */
    async reserve(costs: number[], arn = ARN) {
      const start = clock.now();
      const reservation = await clock.finish(backlog.reserve(arn, costs, start));
      return { ...reservation, tookMs: clock.now() - start };
    },
    settle: (isTimeLeft = true) => clock.finish(backlog.settled(() => isTimeLeft)),
  };
}

test('the first reservation for a channel waits for the table, and the next one does not', async () => {
  const { reserve, settle, seen, clock } = setUp();
  expect(await reserve([210])).toMatchObject({ count: 1, tookMs: TABLE_MS });
  expect(await reserve([210, 210])).toMatchObject({ count: 2, retryAfterMs: 0, tookMs: 0 });
  const start = clock.now();
  expect(await settle()).toEqual([]);
  expect(clock.now() - start).toBeGreaterThanOrEqual(TABLE_MS);
  expect(seen.requests).toBe(2);
});

test('a busy channel and a large call wait for the table', async () => {
  const { reserve, settle } = setUp();
  await reserve([210]);
  expect(await reserve([600, 600])).toMatchObject({ count: 2, tookMs: TABLE_MS });
  expect(await reserve([210])).toMatchObject({ count: 1, tookMs: TABLE_MS });
  expect(await settle()).toEqual([]);
});

test('when others have filled the backlog, one call exceeds it, and the next one is refused', async () => {
  const { reserve, settle, table, clock } = setUp();
  await reserve([210]);
  await table.reserve(ARN, [LIMIT_MS - 500], clock.now());
  expect(await reserve([800])).toMatchObject({ count: 1, tookMs: 0 });
  await settle();
  expect(await reserve([900])).toMatchObject({ count: 0, tookMs: TABLE_MS });
});

test('an error of the table is told afterwards, and the next call waits for the table', async () => {
  const { reserve, settle, seen } = setUp();
  await reserve([210]);
  seen.error = new Error('no table');
  expect(await reserve([210])).toMatchObject({ count: 1 });
  expect(await settle()).toEqual([seen.error]);
  await expect(reserve([210])).rejects.toThrow('no table');
  seen.error = undefined;
  expect(await reserve([210])).toMatchObject({ count: 1, tookMs: TABLE_MS });
});

test('messages of many quiet channels do not wait, and at most 50 of their reservations are made at once', async () => {
  const { reserve, settle, clock } = setUp();
  const arns = Array.from({ length: 120 }, (_, n) => channelArn(`c${n}`));
  for (const arn of arns) await reserve([210], arn);
  for (const arn of arns) expect(await reserve([210], arn)).toMatchObject({ tookMs: 0 });
  const start = clock.now();
  expect(await settle()).toEqual([]);
  expect(clock.now() - start).toBe(3 * TABLE_MS);
});

test('when no time is left, no reservation is made, and the next call waits for the table', async () => {
  const { reserve, settle, seen } = setUp();
  await reserve([210]);
  await reserve([210]);
  expect(await settle(false)).toEqual([new Error('no time is left')]);
  expect(seen.requests).toBe(1);
  expect(await reserve([210])).toMatchObject({ tookMs: TABLE_MS });
});
