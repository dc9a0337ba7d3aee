/** What the encoder sends, in the form of the API's IngestConfiguration. */
export interface Ingest {
  video?: Record<string, string | number>;
  audio?: Record<string, string | number>;
}

/**
 * The tracks that an encoder with multitrack input sends, in the form of the API's IngestConfigurations. The first
 * of each kind is the main track.
 */
export interface IngestTracks {
  videoConfigurations: Readonly<Record<string, string | number>>[];
  audioConfigurations: Readonly<Record<string, string | number>>[];
}

export interface EncoderRequest {
  /** The value of a stream key. */
  streamKey: string;
  /**
   * Priority of a takeover. It must be higher than that of the connected encoder. Default 0: no takeover.
   */
  priority?: number;
  ingest?: Ingest;
  /** Instead of `ingest`, for an encoder with several tracks. It needs at least one video track. */
  ingestConfigurations?: IngestTracks;
  /**
   * After StopStream, the encoder connects again after so many ms, as real encoders do. It tries until it is
   * connected or its key is no longer valid. Default: it does not connect again.
   */
  reconnectAfterMs?: number;
}

/** The network connection of an encoder, such as an RTMP connection. */
export interface Wire {
  /**
   * Called once when the stream session leaves this connection, also after StopStream, a takeover or a
   * reset.
   */
  onGone?: () => void;
  /**
   * The encoder has not sent media yet. Its stream starts after `recoverEncoder`, and its ingest configuration is
   * empty until `describeEncoder`.
   */
  silent?: boolean;
}

/** A video or audio message of an encoder, as RTMP carries it. */
export interface EncoderMedia {
  kind: 'video' | 'audio';
  /** The time stamp: ms, 32 bits. */
  atMs: number;
  /** The body of an FLV tag: H.264 or AAC. Players do not see other codecs. The memory may be reused afterwards. */
  body: Buffer;
}

export interface Connection {
  channelArn: string;
  streamId: string;
}
