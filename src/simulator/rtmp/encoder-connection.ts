import type { Socket } from 'node:net';
import type { Cancel, SimClock } from '../clock.ts';
import { ControlError } from '../errors.ts';
import { readAddress } from './address.ts';
import type { Library } from './library.ts';
import { mediaOf } from './media.ts';
import { IngestMeter } from './meter.ts';
import type { RtmpOptions } from './options.ts';
import { createProtocol, type Protocol, ProtocolError } from './protocol.ts';
import { Publication, type PublicationParts } from './publication.ts';

export interface ConnectionParts {
  library: Library;
  simulator: PublicationParts['simulator'];
  clock: SimClock;
  options: Required<RtmpOptions>;
}

/** Who does not read what we say is not an encoder. */
const MOST_UNREAD_BYTES = 65_536;
/** After the last word the encoder closes; if it does not, we do. */
const FAREWELL_MS = 1_000;

/** One encoder's connection, until it closes. */
export class EncoderConnection {
  private readonly socket: Socket;
  private readonly parts: ConnectionParts;
  private readonly protocol: Protocol;
  private publication: Publication | undefined;
  private isDone = false;
  private received = 0;
  private acknowledged = 0;
  private cancelDeadline: Cancel;

  constructor(socket: Socket, parts: ConnectionParts) {
    this.socket = socket;
    this.parts = parts;
    const { library, options } = parts;
    this.protocol = createProtocol(
      library,
      {
        output: (bytes) => this.send(bytes),
        publish: (app, name) => this.publish(app, name),
        media: (packet) => this.take(packet),
        end: () => this.end(),
      },
      options.maxMessageBytes,
    );
    this.cancelDeadline = parts.clock.after(options.setupTimeoutMs, () => this.expire());
    socket.on('data', (bytes: Buffer) => this.hear(bytes));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.closed());
  }

  private hear(bytes: Buffer): void {
    // What was still on its way.
    if (this.isDone) return;
    try {
      this.publication?.heard();
      this.protocol.feed(bytes);
      this.acknowledge(bytes.length);
    } catch (error) {
      this.socket.destroy();
      if (!(error instanceof ProtocolError)) {
        console.error('simulator: an RTMP connection failed in a way that is a bug', error);
      }
    }
  }

  private publish(app: string, name: string): void {
    const { library, simulator, clock, options } = this.parts;
    this.orRefuse(() => {
      this.publication = new Publication(readAddress(app, name), {
        simulator,
        clock,
        meter: new IngestMeter(library),
        starvationAfterMs: options.starvationAfterMs,
        hangUp: () => this.socket.destroy(),
      });
      this.protocol.accept();
    });
  }

  private take(packet: Parameters<typeof mediaOf>[0]): void {
    const media = mediaOf(packet);
    if (media && !this.isDone) this.orRefuse(() => this.publication?.take(media));
  }

  /** A refusal of the simulator is an answer to the encoder. */
  private orRefuse(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      const { status, message } = error;
      // OBS stops at either; the names are those of the protocol for "may not" and "is in use".
      const isBusy = status === 409;
      this.refuse(isBusy ? 'NetStream.Publish.BadName' : 'NetStream.Publish.Denied', message);
    }
  }

  private refuse(code: string, description: string): void {
    this.protocol.refuse(code, description);
    this.sayGoodbye();
  }

  /** The encoder says that its stream ends. */
  private end(): void {
    this.publication?.end();
    this.sayGoodbye();
  }

  private sayGoodbye(): void {
    this.isDone = true;
    this.socket.end();
    this.cancelDeadline();
    this.cancelDeadline = this.parts.clock.after(FAREWELL_MS, () => this.socket.destroy());
  }

  private send(bytes: Buffer): void {
    if (this.socket.writableLength > MOST_UNREAD_BYTES) {
      throw new ProtocolError('the encoder does not read');
    }
    if (this.socket.writable) this.socket.write(bytes);
  }

  /** Encoders may stop when nobody tells them how much has arrived. */
  private acknowledge(bytes: number): void {
    this.received += bytes;
    if (this.isDone || this.received - this.acknowledged < this.protocol.ackWindow / 2) return;
    this.acknowledged = this.received;
    this.protocol.acknowledge(this.received);
  }

  /** The time is up in which an encoder must have a stream session. */
  private expire(): void {
    if (!this.publication?.isConnected) this.socket.destroy();
  }

  private closed(): void {
    this.cancelDeadline();
    this.publication?.end();
  }
}
