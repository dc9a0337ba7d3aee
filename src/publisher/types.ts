import type { SQSClient } from '@aws-sdk/client-sqs';

/**
 * Options of `createPublisher()`. Only `queue` is required.
 *
 * Some options have a setting of the same meaning in serverless.yml. Give them the same value there and
 * here.
 */
export interface PublisherOptions {
  /** The name of the FIFO queue, `ivs-autopilot-<stage>-metadata.fifo`, or its URL. */
  queue: string;
  /** How long a message waits for others that can share its SQS message, ms, up to 60,000. Default 50. */
  lingerMs?: number;
  /** About how many bytes the buffer may use, including what it needs per message. Default 16 MiB. */
  maxBufferedBytes?: number;
  /** How long messages that SQS does not accept are tried again, ms, up to 240,000. Default 60,000. */
  retryMs?: number;
  /** The region of the queue and the channels. Default: the region that the AWS SDK finds. */
  region?: string;
  /** A client to use. `close()` does not destroy it. Default: the publisher makes one. */
  client?: SQSClient;
  /**
   * The name of the table, `ivs-autopilot-<stage>`. With it, all producers share one backlog for each
   * channel. Without it, the publisher counts only its own messages.
   */
  table?: string;
  /** Setting `metadataMode`. Use `plain` if players cannot decode envelopes. Default `envelope`. */
  mode?: 'envelope' | 'plain';
  /** Setting `metadataCompression`. Default `off`. */
  compression?: 'off' | 'deflate';
  /** Setting `metadataMaxBytes`: the largest PutMetadata request, in bytes of UTF-8. Default 1,000. */
  maxBytes?: number;
  /** Setting `metadataGapMs`: the time between two PutMetadata requests, ms. Default 210. */
  gapMs?: number;
  /**
   * Setting `metadataMaxBacklog`: how long sending the queued messages of a channel may take, ms. Further
   * messages are refused. Default 600,000.
   */
  maxBacklogMs?: number;
  /**
   * Setting `metadataMaxQueued`: the most SQS messages that the queue should hold. From 40 % of it on, each channel may
   * have a shorter backlog. To count them, the publisher needs `sqs:GetQueueAttributes` on the queue; without this
   * permission it does not count them. Default 100,000.
   */
  maxQueued?: number;
  /** Setting `metadataDefaultTtl`: when a message without an expiry expires, ms. Default 600,000. */
  defaultTtlMs?: number;
}

/** A message for viewers. It has the same members as a message for `enqueueMetadata`, except `sticky`. */
export interface PublishMessage {
  /** The channel whose viewers get the message. It is sent while the channel is live. */
  channelArn: string;
  /** Any JSON value. */
  payload: unknown;
  /** 1 to 128 characters. A player shows each id once. Default: a generated id. */
  id?: string;
  /** 1 to 128 characters. A newer message with the same key replaces this one until it is sent. */
  key?: string;
  /** The message is not sent after this time: ISO 8601 with a time zone, or ms since the epoch. */
  expiresAt?: string | number;
  /** As `expiresAt`, in seconds from now. Use at most one of the two. */
  ttlSeconds?: number;
}

/** What happened to a message. */
export type Published =
  /**
   * The message is in the queue. With `supersededBy` it is not: before it was queued, the message with that
   * id, which has the same key, replaced it.
   */
  | { accepted: true; id: string; supersededBy?: string }
  /**
   * The message is not in the queue, or SQS did not confirm it. `field` is the member that is wrong, or what
   * refused the message: `backlog`, `queue` or `publisher`. If there is an `id`, you can publish the message
   * again with it: a player shows it once in any case.
   */
  | { accepted: false; field: string; message: string; id?: string };

/** Made by `createPublisher()`. */
export interface Publisher {
  /**
   * Queues a message. It is packed together with others that are published at about the same time. Messages
   * of one channel are queued in the order of the calls.
   *
   * While the buffer is full, the message waits outside the buffer. Await the answers, or `ready()`, to keep
   * your memory bounded.
   *
   * @returns the answer as soon as it is known. The promise never rejects.
   */
  publish(message: PublishMessage): Promise<Published>;
  /** Resolves when the buffer has room. Await it if you do not await each answer. */
  ready(): Promise<void>;
  /** Bytes that the buffer uses now. */
  readonly bufferedBytes: number;
  /** Queues everything published so far without lingering. Resolves when all of it has an answer. */
  flush(): Promise<void>;
  /** Does the same as `flush()`, and then frees connections. Messages published later are refused. */
  close(): Promise<void>;
}
