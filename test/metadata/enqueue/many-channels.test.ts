import { expect, test } from 'vitest';
import { enqueue } from '../../../src/metadata/enqueue/enqueue.ts';
import type { EnqueueTools } from '../../../src/metadata/enqueue/tools.ts';
import { idsFor } from '../../../src/metadata/format/ids.ts';
import * as fc from '../../support/fast-check.ts';
import { memoryTable } from '../../support/memory-table/memory-table.ts';
import { recordObservability } from '../../support/observability.ts';
import { virtualTime } from '../../support/virtual-time.ts';
import { tableBacklog } from '../support/backlog.ts';
import { channelArn, SETTINGS } from '../support/senders.ts';

interface Services {
  /** How long the table takes to reserve the backlog of one channel, ms. */
  tableMs: number;
  /** How long SQS takes for one request, ms. */
  sqsMs: number;
  /** The time for the call, ms. */
  timeMs: number;
}

/** Calls `enqueue` with one message for each of many channels. */
async function enqueueFor(channels: number, { tableMs, sqsMs, timeMs }: Services) {
  const clock = virtualTime();
  const start = clock.now();
  const backlog = tableBacklog(memoryTable().table, SETTINGS.maxBacklogMs);
  const queued: string[] = [];
  let reserved = 0;
  const tools: EnqueueTools = {
    ...recordObservability(),
    ...{ clock, settings: SETTINGS, until: start + timeMs },
    backlog: {
      async reserve(...request) {
        await clock.sleep(tableMs);
        reserved += 1;
        return backlog.reserve(...request);
      },
    },
    queue: {
      async sendBatch(entries) {
        await clock.sleep(sqsMs);
        queued.push(...entries.map((entry) => entry.channelArn));
        return entries.map(() => 'sent');
      },
    },
  };
  const messages = Array.from({ length: channels }, (_, n) => ({
    ...{ channelArn: channelArn(`c${n}`), payload: n },
  }));
  const request = { body: { messages }, newId: idsFor('many') };
  const { answer } = await clock.finish(enqueue(request, tools));
  return { ...answer, queued, reserved, tookMs: clock.now() - start };
}

test('a call for more channels than fit into its time queues what fits, and says of the rest: send it again', async () => {
  const call = await enqueueFor(4_000, { tableMs: 200, sqsMs: 50, timeMs: 10_000 });
  expect(call.accepted.length).toBeGreaterThan(2_000);
  expect(call.accepted.length + call.rejected.length).toBe(4_000);
  expect(call.queued).toHaveLength(call.accepted.length);
  expect(new Set(call.rejected.map(({ message }) => message))).toEqual(
    new Set(['queue: not queued, because the time for this call was over; send it again']),
  );
});

test('a call makes progress whatever its size and however slow the table and the queue are', async () => {
  const services = fc.record({
    tableMs: fc.integer({ min: 1, max: 900 }),
    sqsMs: fc.integer({ min: 1, max: 900 }),
    timeMs: fc.constantFrom(3_000, 10_000),
  });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 2_000 }), services, async (channels, given) => {
      const call = await enqueueFor(channels, given);
      expect(call.accepted.length).toBeGreaterThan(0);
      const answered = [...call.accepted, ...call.rejected].map(({ index }) => index);
      expect(answered.sort((a, b) => a - b)).toEqual(Array.from({ length: channels }, (_, n) => n));
      expect(new Set(call.queued)).toEqual(
        new Set(call.accepted.map(({ index }) => channelArn(`c${index}`))),
      );
      // Only the channels in hand when the time was over were reserved in vain.
      expect(call.reserved - call.accepted.length).toBeLessThanOrEqual(200);
      // One request that has begun may take as long as it takes.
      expect(call.tookMs).toBeLessThanOrEqual(given.timeMs + given.tableMs + given.sqsMs);
    }),
    { numRuns: 12 },
  );
});
