import type { Clock } from '../../platform/clock.ts';
import { errorMessage, errorName } from '../../platform/errors.ts';
import type { Observability } from '../../platform/observability.ts';
import type { ConsumerQueue } from '../send/tools.ts';
import type { WaitingStore } from './waiting-store.ts';

export interface ReleaseTools extends Observability {
  waiting: Pick<WaitingStore, 'take'>;
  queue: Pick<ConsumerQueue, 'changeVisibility'>;
  clock: Pick<Clock, 'now'>;
}

/**
 * Makes the messages visible that wait for the stream of a channel, because it has started. The start must be recorded
 * before: `sendMetadata` looks for it after it has noted what waits, so one of the two sees the other.
 *
 * If it fails, the messages come when their wait ends, within a minute. So a failure is only logged.
 */
export async function releaseWaiting(
  channelArn: string,
  { waiting, queue, clock, log, metrics }: ReleaseTools,
): Promise<void> {
  try {
    const taken = await waiting.take(channelArn, clock.now());
    if (!taken) return;
    const records = taken.receiptHandles.map((receiptHandle) => ({ receiptHandle }));
    await queue.changeVisibility(records.map((record) => ({ record, seconds: 0 })));
    metrics.add('MetadataReleased', records.length);
  } catch (error) {
    const reason = `${errorName(error)}: ${errorMessage(error)}`;
    log.warn('metadata that waits for the stream comes later', { channelArn, reason });
  }
}
