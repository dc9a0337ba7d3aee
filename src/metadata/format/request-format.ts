/**
 * - `envelope`: several messages share a request, in the format of docs/envelope.md.
 * - `plain`: each message has a request of its own, and its payload is sent without an envelope.
 */
export type MetadataMode = 'envelope' | 'plain';

/** `deflate`: an envelope is compressed where more messages fit into a request that way. */
export type Compression = 'off' | 'deflate';

/** How messages are put into PutMetadata requests. */
export interface RequestFormat {
  mode: MetadataMode;
  compression: Compression;
  /** The longest text of one PutMetadata request, in bytes of UTF-8. */
  maxBytes: number;
}
