import type { QueueRecord } from './records.ts';
import type { SendTools } from './tools.ts';

/** The queue's visibility timeout, and what is asked for anew. */
const VISIBILITY_S = 180;
/** A batch that was received this lately is ours for longer than an invocation lasts. */
const SURE_MS = 120_000;

/**
 * Makes sure that the batch's channels stay ours for the whole invocation. While the function is
 * throttled, Lambda tries a batch again until the queue's visibility timeout is over
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html): an invocation that
 * begins near that end would meet the next one, with the same messages, on another instance. When a
 * message was received is only told of its first time, so that a batch which was received before is
 * always asked for.
 *
 * @throws the queue's error if the batch is not ours any more; nothing may be sent then
 */
export async function extendVisibility(
  records: readonly QueueRecord[],
  { clock, queue }: Pick<SendTools, 'clock' | 'queue'>,
): Promise<void> {
  const sureSince = clock.now() - SURE_MS;
  const sure = ({ receiveCount, firstReceivedAt = Number.POSITIVE_INFINITY }: QueueRecord) =>
    receiveCount === 1 && firstReceivedAt > sureSince;
  if (records.every(sure)) return;
  await queue.changeVisibility(records.map((record) => ({ record, seconds: VISIBILITY_S })));
}
