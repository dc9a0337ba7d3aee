import type NmsRtmp from 'node-media-server/src/protocol/rtmp.js';
import type { RtmpLibrary } from './library.ts';

type AvPacket = NmsRtmp.AvPacket;
type Command = NmsRtmp.Command;

/** What came over a connection is not RTMP, or is more of it than we take. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

export interface ProtocolEvents {
  /** Bytes to send. */
  output(bytes: Buffer): void;
  /** The encoder wants to publish `name` in the application `app`; it waits for `accept` or `refuse`. */
  publish(app: string, name: string): void;
  /** Media, only after `accept`. The packet is used again for the next one. */
  media(packet: AvPacket): void;
  /** The encoder ends its stream. */
  end(): void;
}

export interface Protocol {
  /** Takes what came over the connection. @throws ProtocolError; and what the events throw */
  feed(bytes: Buffer): void;
  accept(): void;
  refuse(code: string, description: string): void;
  acknowledge(totalBytes: number): void;
  /** Bytes after which the encoder wants an acknowledgement. */
  readonly ackWindow: number;
}

const VERSION = 3;
const DEFAULT_ACK_WINDOW = 2_500_000;
/** Before a publish is accepted, there are only commands. */
const MAX_COMMAND_BYTES = 65_536;
/** Encoders use five or so. */
const MAX_CHUNK_STREAMS = 32;
const MAX_CHUNK_BYTES = 0xff_ff_ff;
const PING_REQUEST = 6;
const PING_RESPONSE = 7;

/** The server's side of one RTMP connection, for encoders only: it takes streams and plays none. */
export function createProtocol(
  { Rtmp }: RtmpLibrary,
  events: ProtocolEvents,
  maxMessageBytes: number,
): Protocol {
  const bounds = { messageBytes: MAX_COMMAND_BYTES };
  let bug: unknown;
  /** Tells what the library throws over bytes from what our own code throws. */
  const callOwnCode = (run: () => void): void => {
    try {
      run();
    } catch (error) {
      bug = error;
      throw error;
    }
  };

  class Encoder extends Rtmp {
    publishId: number | undefined;

    override packetParse(): void {
      super.packetParse();
      const { bytes, capacity, header } = this.parserPacket;
      const changed = bytes > header.length || (bytes > 0 && header.length > capacity);
      if (changed) throw new ProtocolError('a message changed its length');
      if (this.inPackets.size > MAX_CHUNK_STREAMS)
        throw new ProtocolError('too many chunk streams');
    }

    override packetAlloc(): void {
      let held = this.parserPacket.header.length - this.parserPacket.capacity;
      for (const { capacity } of this.inPackets.values()) held += capacity;
      if (held > bounds.messageBytes) throw new ProtocolError(`over ${bounds.messageBytes} bytes`);
      super.packetAlloc();
    }

    override controlHandler(): void {
      super.controlHandler();
      const possible = this.inChunkSize >= 1 && this.inChunkSize <= MAX_CHUNK_BYTES;
      if (!possible) throw new ProtocolError(`chunks of ${this.inChunkSize} bytes`);
    }

    override eventHandler(): void {
      const { payload, header } = this.parserPacket;
      if (header.length < 6 || payload.readUInt16BE(0) !== PING_REQUEST) return;
      this.sendStreamStatus(PING_RESPONSE, payload.readUInt32BE(2));
    }

    override onPublish({ streamName }: Command): void {
      if (this.publishId !== undefined) throw new ProtocolError('a second publish');
      if (typeof streamName !== 'string') throw new ProtocolError('a publish without a name');
      this.publishId = this.parserPacket.header.stream_id;
      const app = typeof this.streamApp === 'string' ? this.streamApp : '';
      callOwnCode(() => events.publish(app, streamName));
    }

    override onPlay(): void {
      throw new ProtocolError('a player: this takes streams and plays none');
    }

    override onDeleteStream(): void {
      callOwnCode(() => events.end());
    }

    sendStatus(level: string, code: string, description: string): void {
      this.sendStatusMessage(this.publishId ?? 0, level, code, description);
    }
  }

  const rtmp = new Encoder();
  let isFirst = true;
  let isAccepted = false;
  rtmp.onOutputCallback = (bytes) => callOwnCode(() => events.output(bytes));
  rtmp.onPacketCallback = (packet) => {
    if (isAccepted) callOwnCode(() => events.media(packet));
  };
  return {
    feed(bytes) {
      if (isFirst && bytes[0] !== VERSION) throw new ProtocolError('not an RTMP handshake');
      isFirst = false;
      try {
        rtmp.parserData(bytes);
      } catch (cause) {
        if (cause === bug || cause instanceof ProtocolError) throw cause;
        throw new ProtocolError('bytes that make no sense', { cause });
      }
    },
    accept() {
      isAccepted = true;
      bounds.messageBytes = maxMessageBytes;
      rtmp.sendStatus('status', 'NetStream.Publish.Start', 'The stream is being published.');
    },
    refuse: (code, description) => rtmp.sendStatus('error', code, description),
    acknowledge: (totalBytes) => rtmp.sendACK(totalBytes % 2 ** 32),
    get ackWindow() {
      return rtmp.ackSize || DEFAULT_ACK_WINDOW;
    },
  };
}
