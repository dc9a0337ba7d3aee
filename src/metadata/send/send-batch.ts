import type { SQSBatchResponse } from 'aws-lambda';
import { OutOfTimeError } from '../../platform/errors.ts';
import { LATE_ARRIVAL_MS, REQUEST_TIMEOUT_MS } from '../pace/account-limits.ts';
import { WINDOW_MS } from '../pace/request-window.ts';
import { BatchRun } from './batch-run.ts';
import { toChannelBatches } from './channel-batch.ts';
import { ChannelProgress } from './channel-progress.ts';
import { extendVisibility } from './extend-visibility.ts';
import { MetricCounts } from './metric-counts.ts';
import type { QueueRecord } from './records.ts';
import { reportOutcomes } from './report-outcomes.ts';
import type { SendTools } from './tools.ts';

/** How long the last request may count for its channel, ms: until it is given up, and until it has arrived. */
const LAST_REQUEST_MS = REQUEST_TIMEOUT_MS + LATE_ARRIVAL_MS + WINDOW_MS;
/** Time for returning messages to the queue, ms. Permits go back to the table in the time of the last request. */
const RETURN_MS = 4_000;
const RESERVE_MS = LAST_REQUEST_MS + RETURN_MS;

/**
 * Sends one batch of the queue.
 *
 * 1. It packs the messages of each channel, in order, into as few requests as possible. Each channel keeps to its own
 *    rate (ChannelPacer), and all instances together to the rate of the account (AccountPacer). Channels do not wait for
 *    each other (BatchRun).
 * 2. What cannot be sent in time, or not now, returns to the queue in order.
 * 3. The messages of a channel are deleted or returned only when the gap after its last request is over. So the next
 *    batch of the channel, on whatever instance, can start at once.
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
  const { clock, deliveryMemory, log, metrics, settings } = tools;
  requireTime(clock.now(), deadline);
  await extendVisibility(records, tools);
  const batches = toChannelBatches(records, { now: clock.now(), format: settings });
  deliveryMemory?.restore(batches);
  const channels = batches.map((batch) => new ChannelProgress(batch, settings.gapMs));
  const counts = new MetricCounts();
  const returned = await new BatchRun(deadline - RESERVE_MS, channels, counts, tools).run();
  for (const { batch, isCounted } of channels) {
    for (const sqsMessage of batch.sqsMessages) {
      const returns = returned.has(sqsMessage);
      if (!returns && !isCounted) reportOutcomes(sqsMessage, { counts, log });
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
