import type { SQSClient } from '@aws-sdk/client-sqs';

/** How a publisher is made. What has a setting of the same name in serverless.yml should agree with it. */
export interface PublisherOptions {
  /** The FIFO queue's name, `ivs-autopilot-<stage>-metadata.fifo`, or its URL. */
  queue: string;
  /** How long a message waits for others to go with, ms. Default 50; 0: not at all. */
  lingerMs?: number;
  /** How much may be buffered, about, in bytes of payload and what is kept beside. Default 16 MiB. */
  maxBufferedBytes?: number;
  /** How long what SQS does not take is tried again, ms; up to 4 minutes, default 1 minute. */
  retryMs?: number;
  /** The region of queue and channels. Default: as every AWS SDK finds it. */
  region?: string;
  /** A client to use; it is not destroyed by `close()`. Without it one is made. */
  client?: SQSClient;
  /**
   * The table's name, `ivs-autopilot-<stage>`: then the channel's backlog is booked there, together
   * with all who publish. Without it this publisher only counts its own.
   */
  table?: string;
  /** `metadataMode`: `plain` for players that know nothing of envelopes. Default `envelope`. */
  mode?: 'envelope' | 'plain';
  /** `metadataCompression`. Default `off`. */
  compression?: 'off' | 'deflate';
  /** `metadataMaxBytes`: bytes of UTF-8 in one PutMetadata request. Default 1,000. */
  maxBytes?: number;
  /** `metadataGapMs`: between two requests, ms. Default 210. */
  gapMs?: number;
  /** `metadataMaxBacklog`: as the time to send what waits for a channel, ms. Default 10 minutes. */
  maxBacklogMs?: number;
  /** `metadataDefaultTtl`: when a message expires that says nothing of it, ms. Default 10 minutes. */
  defaultTtlMs?: number;
}

/** A message as one gives it to `publish()`; the same as one of `enqueueMetadata`. */
export interface PublishMessage {
  /** The channel that it is for: live now, or before it expires. */
  channelArn: string;
  /** Any JSON. */
  payload: unknown;
  /** 1 to 128 characters: the same id reaches a player once. Made up without it. */
  id?: string;
  /** A newer message of the channel with the same key supersedes this one as long as it is not sent. */
  key?: string;
  /** After this time it is not sent any more: ISO 8601 with its zone, or ms since the epoch. */
  expiresAt?: string | number;
  /** The same, in seconds from now. */
  ttlSeconds?: number;
}

/** What became of a message. */
export type Published =
  /** It is in the queue; or, with `supersededBy`, a newer message with its key took its place before. */
  | { accepted: true; id: string; supersededBy?: string }
  /**
   * It is not. `field` is the member at fault, or what refused: `backlog`, `queue`, `publisher`. With
   * an `id`, the message may be published again under it: a player gets it once in any case.
   */
  | { accepted: false; field: string; message: string; id?: string };

export interface Publisher {
  /**
   * Queues a message, packed with others that are published about the same time. Never throws or
   * rejects. Messages of a channel are queued in the order of the calls.
   *
   * While the buffer is full, a message waits outside of it, with its caller: one who awaits the
   * answers, or `ready()`, never has more in memory than the buffer and what he awaits.
   */
  publish(message: PublishMessage): Promise<Published>;
  /** Resolves as soon as the buffer has room: for who does not wait for each answer. */
  ready(): Promise<void>;
  /** Bytes in the buffer now. */
  readonly bufferedBytes: number;
  /** Queues at once what was published before; resolves when all of it has its answer. */
  flush(): Promise<void>;
  /** `flush()`, and nothing is taken any more. */
  close(): Promise<void>;
}
