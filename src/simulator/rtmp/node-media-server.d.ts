// Types of the parts of node-media-server 4.4.3 that the simulator uses. The package has no types of its own.

declare module 'node-media-server/src/protocol/rtmp.js' {
  namespace Rtmp {
    /**
     * An incoming message. There is one object for each chunk stream, which is reused for its next
     * message.
     */
    interface Packet {
      header: { length: number; type: number; stream_id: number };
      payload: Buffer;
      /** Bytes allocated for the payload. */
      capacity: number;
      /** Bytes of the payload that were received. */
      bytes: number;
    }

    /**
     * An audio, video or data message as an FLV tag. `data` is reused; only its first `size` bytes are
     * valid.
     */
    interface AvPacket {
      codec_type: number;
      codec_id: number;
      flags: number;
      dts: number;
      size: number;
      data: Buffer;
    }

    interface Command {
      cmd: unknown;
      streamName?: unknown;
    }
  }

  class Rtmp {
    onOutputCallback: (bytes: Buffer) => void;
    onPacketCallback: (packet: Rtmp.AvPacket) => void;
    parserPacket: Rtmp.Packet;
    /** By chunk stream. */
    inPackets: Map<number, Rtmp.Packet>;
    inChunkSize: number;
    /**
     * The number of bytes after which the peer wants an acknowledgement; absent before the peer has sent
     * it.
     */
    ackSize?: number;
    /** The application of the `connect` command. */
    streamApp?: unknown;

    /** Reads received bytes. May throw anything for bytes that cannot be decoded. */
    parserData(bytes: Buffer): string | null;
    packetParse(): void;
    packetAlloc(): void;
    controlHandler(): void;
    eventHandler(): void;
    onPublish(command: Rtmp.Command): void;
    onPlay(command: Rtmp.Command): void;
    onDeleteStream(command: Rtmp.Command): void;
    sendACK(bytes: number): void;
    /** Sends a user control message: an event type, and four bytes. */
    sendStreamStatus(event: number, value: number): void;
    sendStatusMessage(streamId: number, level: string, code: string, description: string): void;
  }
  export = Rtmp;
}

declare module 'node-media-server/src/protocol/amf.js' {
  const amf: {
    /** Decodes an AMF0 data message. Throws a RangeError for bytes that cannot be decoded. */
    decodeAmf0Data(bytes: Buffer): { cmd?: unknown; dataObj?: unknown };
  };
  export = amf;
}

declare module 'node-media-server/src/protocol/sps_info.js' {
  const spsInfo: {
    parseH264Sps(sps: Buffer): { width: number; height: number } | null;
  };
  export = spsInfo;
}

declare module 'node-media-server/src/core/logger.js' {
  const logger: { log(message: string, level?: string): void };
  export = logger;
}
