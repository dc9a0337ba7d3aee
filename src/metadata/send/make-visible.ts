import { errorMessage } from '../../platform/errors.ts';
import type { ReceivedSqsMessage } from './channel-batch.ts';
import type { StopReason } from './channel-progress.ts';
import type { ConsumerQueue, SendTools, VisibilityChange } from './tools.ts';

/** SQS messages of a channel that return to the queue. */
export interface ReturningChannel {
  channelArn: string;
  stopReason: StopReason | undefined;
  sqsMessages: readonly ReceivedSqsMessage[];
  /** How long they stay invisible. */
  seconds: number;
}

export interface VisibilityTools extends Pick<SendTools, 'log'> {
  queue: Pick<ConsumerQueue, 'changeVisibility'>;
}

/** Makes SQS messages visible again after a while. If that fails, they become visible when their visibility timeout ends. */
export async function makeVisible(
  channels: readonly ReturningChannel[],
  { queue, log }: VisibilityTools,
): Promise<void> {
  const changes: VisibilityChange[] = channels.flatMap(({ sqsMessages, seconds }) =>
    sqsMessages.map(({ record }) => ({ record, seconds })),
  );
  if (changes.length === 0) return;
  try {
    await queue.changeVisibility(changes);
  } catch (error) {
    const reason = errorMessage(error);
    log.warn('visibility not changed; the messages return when their timeout ends', { reason });
  }
}
