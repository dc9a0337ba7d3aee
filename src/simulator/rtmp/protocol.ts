import type NmsRtmp from 'node-media-server/src/protocol/rtmp.js';
import type { RtmpLibrary } from './library.ts';
import { ProtocolError } from './protocol-error.ts';
import { createStrictRtmp, type RtmpHandlers } from './strict-rtmp.ts';

export interface ProtocolEvents extends RtmpHandlers {
  /** Bytes to send. */
  output(bytes: Buffer): void;
  /** A media packet, only after `accept`. Its memory is reused for the next packet. */
  media(packet: NmsRtmp.AvPacket): void;
}

export interface Protocol {
  /** Reads received bytes. @throws ProtocolError, or the error of an event handler */
  feed(bytes: Buffer): void;
  /** Accepts the publish of the encoder. */
  accept(): void;
  /** Refuses the publish of the encoder, with a code of RTMP. */
  refuse(code: string, description: string): void;
  acknowledge(totalBytes: number): void;
  /** The number of bytes after which the encoder wants an acknowledgement. */
  readonly ackWindow: number;
}

const VERSION = 3;
const DEFAULT_ACK_WINDOW = 2_500_000;
/** Size limit of messages before a publish is accepted. Until then, only commands come. */
const MAX_COMMAND_BYTES = 65_536;

/**
 * Creates the server side of one RTMP connection. It is for encoders only and refuses players.
 *
 * @param maxMessageBytes size limit of messages after a publish is accepted
 */
export function createProtocol(
  library: RtmpLibrary,
  events: ProtocolEvents,
  maxMessageBytes: number,
): Protocol {
  const limits = { messageBytes: MAX_COMMAND_BYTES };
  let handlerError: unknown;
  /** Remembers errors of event handlers, so that `feed` can tell them from errors of the library. */
  const callHandler = (run: () => void): void => {
    try {
      run();
    } catch (error) {
      handlerError = error;
      throw error;
    }
  };
  const handlers: RtmpHandlers = {
    publish: (app, name) => callHandler(() => events.publish(app, name)),
    end: () => callHandler(() => events.end()),
  };
  const rtmp = createStrictRtmp(library, handlers, limits);
  let isFirst = true;
  let isAccepted = false;
  rtmp.onOutputCallback = (bytes) => callHandler(() => events.output(bytes));
  rtmp.onPacketCallback = (packet) => {
    if (isAccepted) callHandler(() => events.media(packet));
  };
  return {
    feed(bytes) {
      if (isFirst && bytes[0] !== VERSION) throw new ProtocolError('not an RTMP handshake');
      isFirst = false;
      try {
        rtmp.parserData(bytes);
      } catch (cause) {
        if (cause === handlerError || cause instanceof ProtocolError) throw cause;
        throw new ProtocolError('bytes that cannot be decoded', { cause });
      }
    },
    accept() {
      isAccepted = true;
      limits.messageBytes = maxMessageBytes;
      rtmp.sendStatus('status', 'NetStream.Publish.Start', 'The stream is being published.');
    },
    refuse: (code, description) => rtmp.sendStatus('error', code, description),
    acknowledge: (totalBytes) => rtmp.sendACK(totalBytes % 2 ** 32),
    get ackWindow() {
      return rtmp.ackSize || DEFAULT_ACK_WINDOW;
    },
  };
}
