import type { SQSBatchResponse } from 'aws-lambda';
import { OutOfTimeError } from '../../platform/errors.ts';
import { BatchRun } from './batch-run.ts';
import { toChannelBatches } from './channel-batch.ts';
import { ChannelProgress } from './channel-progress.ts';
import { extendVisibility } from './extend-visibility.ts';
import { MetricCounts } from './metric-counts.ts';
import type { QueueRecord } from './records.ts';
import { returnToQueue } from './return-to-queue.ts';
import type { SendTools } from './tools.ts';
import { waitUntil } from './wait-until.ts';

/** Time left for the last request (3 s, if it times out), the gap, and returning messages to the queue. */
const RESERVE_MS = 8_500;

/**
 * Sends one batch of the queue.
 *
 * 1. It packs the messages of each channel, in order, into as few requests as possible. Channels take
 *    turns. All requests of this instance together keep to the rate of one channel (RequestPacer).
 *    A channel whose requests get no answer does not hold the others (BatchRun).
 * 2. What cannot be sent in time, or not now, returns to the queue in order.
 * 3. It waits for the gap after its last request before it returns anything. So the next batch of these
 *    channels, on whatever instance, can start at once.
 *
 * @param deadline when Lambda stops the invocation, ms since the epoch
 * @returns the SQS messages that are not done: of each channel the first such message and all behind it
 * @throws OutOfTimeError if the function's timeout is too short to send anything
 * @throws the queue's error if the batch has become visible again
 */
export async function sendBatch(
  records: readonly QueueRecord[],
  deadline: number,
  tools: SendTools,
): Promise<SQSBatchResponse> {
  const { clock, pacer, deliveryMemory, metrics, settings } = tools;
  const cutoff = deadline - RESERVE_MS;
  requireTime(clock.now(), deadline);
  await extendVisibility(records, tools);
  const batches = toChannelBatches(records, { now: clock.now(), format: settings });
  deliveryMemory?.restore(batches);
  const channels = batches.map((batch) => new ChannelProgress(batch));
  const counts = new MetricCounts();
  pacer.startBatch();
  await new BatchRun(cutoff, channels, counts, tools).run();
  await waitUntil(clock, pacer.safeForOthersAt);
  const returned = await returnToQueue(channels, counts, tools);
  for (const { batch, isReleased } of channels) {
    for (const sqsMessage of batch.sqsMessages) {
      const returns = returned.has(sqsMessage);
      if (!returns && !isReleased) counts.addOutcomes(sqsMessage);
      deliveryMemory?.update(sqsMessage, returns);
    }
  }
  counts.write(metrics);
  return {
    batchItemFailures: [...returned].map(({ record }) => ({ itemIdentifier: record.messageId })),
  };
}

function requireTime(now: number, deadline: number): void {
  const left = deadline - now;
  if (left > RESERVE_MS) return;
  throw new OutOfTimeError(
    `the invocation has ${left} ms left, but sending needs more than ${RESERVE_MS} ms: increase the function's timeout`,
  );
}
