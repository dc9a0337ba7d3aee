import type { QueueRecord } from './records.ts';
import type { SendTools } from './tools.ts';

/** The visibility timeout of the queue, which is set again. */
const VISIBILITY_TIMEOUT_S = 180;
/**
 * A batch that was received at most so long ago stays invisible for longer than an invocation takes, so
 * its timeout is not set again.
 */
const RECENT_MS = 120_000;

/**
 * Makes sure that the messages of a batch stay invisible for the whole invocation.
 *
 * While the function is throttled, Lambda tries to invoke it with the same batch until the visibility
 * timeout ends (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html). An
 * invocation that starts shortly before that end would run at the same time as another instance with the
 * same messages.
 *
 * A record only says when its message was received for the first time. So the timeout of a batch that was
 * received before is always set again.
 *
 * @throws the queue's error if the batch is visible again. Then nothing may be sent.
 */
export async function extendVisibility(
  records: readonly QueueRecord[],
  { clock, queue }: Pick<SendTools, 'clock' | 'queue'>,
): Promise<void> {
  const recentSince = clock.now() - RECENT_MS;
  const isRecent = ({ receiveCount, firstReceivedAt = Number.POSITIVE_INFINITY }: QueueRecord) =>
    receiveCount === 1 && firstReceivedAt > recentSince;
  if (records.every(isRecent)) return;
  await queue.changeVisibility(
    records.map((record) => ({ record, seconds: VISIBILITY_TIMEOUT_S })),
  );
}
