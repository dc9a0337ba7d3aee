import type NmsRtmp from 'node-media-server/src/protocol/rtmp.js';
import type { RtmpLibrary } from './library.ts';
import { ProtocolError } from './protocol-error.ts';

type Command = NmsRtmp.Command;

export interface RtmpHandlers {
  /** The encoder asks to publish `name` in the application `app`. */
  publish(app: string, name: string): void;
  /** The encoder ended its stream. */
  end(): void;
}

export interface StrictRtmp extends NmsRtmp {
  /** Answers the publish of the encoder. */
  sendStatus(level: 'error' | 'status', code: string, description: string): void;
}

/** Encoders use about five. */
const MAX_CHUNK_STREAMS = 32;
const MAX_CHUNK_BYTES = 0xff_ff_ff;
const PING_REQUEST = 6;
const PING_RESPONSE = 7;

/**
 * The RTMP parser of the library with limits and with the commands of encoders. It throws a ProtocolError for
 * messages that no encoder sends.
 *
 * @param limits `messageBytes`: bytes of incomplete messages that one connection may hold; may change later
 */
export function createStrictRtmp(
  { Rtmp }: RtmpLibrary,
  handlers: RtmpHandlers,
  limits: { messageBytes: number },
): StrictRtmp {
  class EncoderRtmp extends Rtmp {
    #publishId: number | undefined;

    override packetParse(): void {
      super.packetParse();
      const { bytes, capacity, header } = this.parserPacket;
      const hasChanged = bytes > header.length || (bytes > 0 && header.length > capacity);
      if (hasChanged) throw new ProtocolError('a message changed its length');
      if (this.inPackets.size > MAX_CHUNK_STREAMS) {
        throw new ProtocolError(`more than ${MAX_CHUNK_STREAMS} chunk streams`);
      }
    }

    override packetAlloc(): void {
      let held = this.parserPacket.header.length - this.parserPacket.capacity;
      for (const { capacity } of this.inPackets.values()) held += capacity;
      if (held > limits.messageBytes) {
        throw new ProtocolError(`messages of more than ${limits.messageBytes} bytes`);
      }
      super.packetAlloc();
    }

    override controlHandler(): void {
      super.controlHandler();
      const isPossible = this.inChunkSize >= 1 && this.inChunkSize <= MAX_CHUNK_BYTES;
      if (!isPossible) throw new ProtocolError(`chunks of ${this.inChunkSize} bytes`);
    }

    override eventHandler(): void {
      const { payload, header } = this.parserPacket;
      if (header.length < 6 || payload.readUInt16BE(0) !== PING_REQUEST) return;
      this.sendStreamStatus(PING_RESPONSE, payload.readUInt32BE(2));
    }

    override onPublish({ streamName }: Command): void {
      if (this.#publishId !== undefined) throw new ProtocolError('a second publish');
      if (typeof streamName !== 'string') throw new ProtocolError('a publish without a name');
      this.#publishId = this.parserPacket.header.stream_id;
      const app = typeof this.streamApp === 'string' ? this.streamApp : '';
      handlers.publish(app, streamName);
    }

    override onPlay(): void {
      throw new ProtocolError('a player, but this server only takes streams');
    }

    override onDeleteStream(): void {
      handlers.end();
    }

    sendStatus(level: 'error' | 'status', code: string, description: string): void {
      this.sendStatusMessage(this.#publishId ?? 0, level, code, description);
    }
  }
  return new EncoderRtmp();
}
