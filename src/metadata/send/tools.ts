import type { Clock } from '../../platform/clock.ts';
import type { Observability } from '../../platform/observability.ts';
import type { RequestFormat } from '../format/request-format.ts';
import type { Random } from '../queue/backoff.ts';
import type { DeliveryMemory } from './delivery-memory.ts';
import type { QueueRecord } from './records.ts';
import type { RequestPacer } from './request-pacer.ts';
import type { SendSettings } from './settings.ts';

/** What `sendMetadata` needs of Amazon IVS. */
export interface MetadataApi {
  /**
   * One PutMetadata request, never retried in here.
   *
   * @throws the SDK's error
   */
  putMetadata(channelArn: string, metadata: string): Promise<void>;
}

/** What `sendMetadata` needs of the FIFO queue that it is fed from. */
export interface ConsumerQueue {
  /**
   * Sets for how many seconds from now on messages stay invisible.
   *
   * @throws the SDK's error, or one that tells how many could not be changed
   */
  changeVisibility(changes: { record: QueueRecord; seconds: number }[]): Promise<void>;
}

/** What can never be sent, and why. */
export interface DeadLetterMessage {
  /** The message group it was in. */
  group: string;
  deduplicationId: string;
  /** As it was in the queue, with only the messages that are given up. */
  body: string;
  reason: string;
}

export interface DeadLetterQueue {
  /** @throws the SDK's error; the letter may have been written then */
  send(letter: DeadLetterMessage): Promise<void>;
}

export interface SendTools extends Observability {
  ivs: MetadataApi;
  queue: ConsumerQueue;
  deadLetterQueue: DeadLetterQueue;
  clock: Clock;
  random: Random;
  /** One for all invocations of this instance. */
  pacer: RequestPacer;
  /** As `pacer`; without it, a message that comes back is sent from its beginning. */
  deliveryMemory?: DeliveryMemory;
  settings: RequestFormat & Pick<SendSettings, 'offline'>;
}

/** Waits until the clock says so: a timer may fire a moment too early. */
export async function waitUntil(clock: Clock, time: number): Promise<void> {
  for (let left = time - clock.now(); left > 0; left = time - clock.now()) await clock.sleep(left);
}
