import type { Clock } from '../../platform/clock.ts';
import type { Observability } from '../../platform/observability.ts';
import type { RequestFormat } from '../format/request-format.ts';
import type { SentHistory } from '../history/sent-history.ts';
import type { AccountPacer } from '../pace/account-pacer.ts';
import type { Random } from '../queue/backoff.ts';
import type { WaitingStore } from '../waiting/waiting-store.ts';
import type { DeliveryMemory } from './delivery-memory.ts';
import type { DeliveryNotes } from './delivery-notes.ts';
import type { QueueRecord } from './records.ts';
import type { SendSettings } from './settings.ts';

/** What `sendMetadata` needs of Amazon IVS. */
export interface MetadataApi {
  /** Makes one PutMetadata request, without retries. @throws the SDK's error */
  putMetadata(channelArn: string, metadata: string): Promise<void>;
}

export interface VisibilityChange {
  record: Pick<QueueRecord, 'receiptHandle'>;
  /** For how many seconds, from now, the message stays invisible. */
  seconds: number;
}

/** What `sendMetadata` needs of the FIFO queue whose messages it receives. */
export interface ConsumerQueue {
  /** @throws the SDK's error, or an error that says how many messages could not be changed */
  changeVisibility(changes: VisibilityChange[]): Promise<void>;
  /** @throws the SDK's error, or an error that says how many messages could not be deleted */
  deleteMessages(records: QueueRecord[]): Promise<void>;
}

/** What `sendMetadata` needs to know of streams. */
export interface StreamStarts {
  /**
   * Which of these channels are live, as far as events have told.
   *
   * @returns when their streams started, ms since the epoch
   * @throws the table's error
   */
  liveSince(channelArns: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

/** A message for the dead-letter queue. */
export interface DeadLetterMessage {
  /** The message group in which it was. */
  group: string;
  deduplicationId: string;
  /** The body from the queue, with only the messages that can never be sent. */
  body: string;
  /** Why it can never be sent. */
  reason: string;
  /** How often the SQS message was received. */
  receives: number;
}

export interface DeadLetterQueue {
  /** @throws the SDK's error; the message may have been written then */
  send(message: DeadLetterMessage): Promise<void>;
}

/** What `sendBatch` works with. */
export interface SendTools extends Observability {
  ivs: MetadataApi;
  queue: ConsumerQueue;
  deadLetterQueue: DeadLetterQueue;
  clock: Clock;
  random: Random;
  /** The same for all invocations of this instance. */
  account: AccountPacer;
  /** The same for all invocations. Without it, an SQS message that comes again is sent from its start. */
  deliveryMemory?: DeliveryMemory;
  /** Notes what waits for streams, so that it can be released when they start. */
  waiting: WaitingStore;
  starts: StreamStarts;
  /** Without it, nothing is noted for retries of dead letters. */
  notes?: DeliveryNotes;
  /** Without it, nothing is kept for operators (`metadataHistory`). */
  history?: SentHistory;
  settings: RequestFormat & Pick<SendSettings, 'offline' | 'gapMs'>;
}
