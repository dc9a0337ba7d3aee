import type { Socket } from 'node:net';
import type { Cancel, SimClock } from '../clock.ts';
import { ControlError } from '../errors.ts';
import { readAddress } from './address.ts';
import type { RtmpLibrary } from './library.ts';
import { mediaOf } from './media.ts';
import { IngestMeter } from './meter.ts';
import type { RtmpOptions } from './options.ts';
import { createProtocol, type Protocol, ProtocolError } from './protocol.ts';
import { Publication, type PublicationDependencies } from './publication.ts';

export interface EncoderConnectionDependencies {
  library: RtmpLibrary;
  simulator: PublicationDependencies['simulator'];
  clock: SimClock;
  options: Required<RtmpOptions>;
}

/** Who does not read what we say is not an encoder. */
const MAX_UNREAD_BYTES = 65_536;
/** After the last word the encoder closes; if it does not, we do. */
const CLOSE_TIMEOUT_MS = 1_000;

/** One encoder's connection, until it closes. */
export class EncoderConnection {
  readonly #socket: Socket;
  readonly #dependencies: EncoderConnectionDependencies;
  readonly #protocol: Protocol;
  #publication: Publication | undefined;
  #isDone = false;
  #received = 0;
  #acknowledged = 0;
  #cancelDeadline: Cancel;

  constructor(socket: Socket, parts: EncoderConnectionDependencies) {
    this.#socket = socket;
    this.#dependencies = parts;
    const { library, options } = parts;
    this.#protocol = createProtocol(
      library,
      {
        output: (bytes) => this.#send(bytes),
        publish: (app, name) => this.#publish(app, name),
        media: (packet) => this.#receiveMedia(packet),
        end: () => this.#end(),
      },
      options.maxMessageBytes,
    );
    this.#cancelDeadline = parts.clock.after(options.setupTimeoutMs, () =>
      this.#closeWithoutSession(),
    );
    socket.on('data', (bytes: Buffer) => this.#receiveBytes(bytes));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#onClose());
  }

  #receiveBytes(bytes: Buffer): void {
    // What was still on its way.
    if (this.#isDone) return;
    try {
      this.#publication?.bytesReceived();
      this.#protocol.feed(bytes);
      this.#acknowledge(bytes.length);
    } catch (error) {
      this.#socket.destroy();
      if (!(error instanceof ProtocolError)) {
        console.error('simulator: an RTMP connection failed in a way that is a bug', error);
      }
    }
  }

  #publish(app: string, name: string): void {
    const { library, simulator, clock, options } = this.#dependencies;
    this.#refuseOnControlError(() => {
      this.#publication = new Publication(readAddress(app, name), {
        simulator,
        clock,
        meter: new IngestMeter(library),
        starvationAfterMs: options.starvationAfterMs,
        closeConnection: () => this.#socket.destroy(),
      });
      this.#protocol.accept();
    });
  }

  #receiveMedia(packet: Parameters<typeof mediaOf>[0]): void {
    const media = mediaOf(packet);
    if (media && !this.#isDone) this.#refuseOnControlError(() => this.#publication?.receive(media));
  }

  /** A refusal of the simulator is an answer to the encoder. */
  #refuseOnControlError(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      const { status, message } = error;
      // OBS stops at either; the names are those of the protocol for "may not" and "is in use".
      const isBusy = status === 409;
      this.#refuse(isBusy ? 'NetStream.Publish.BadName' : 'NetStream.Publish.Denied', message);
    }
  }

  #refuse(code: string, description: string): void {
    this.#protocol.refuse(code, description);
    this.#closeAfterLastBytes();
  }

  /** The encoder says that its stream ends. */
  #end(): void {
    this.#publication?.end();
    this.#closeAfterLastBytes();
  }

  #closeAfterLastBytes(): void {
    this.#isDone = true;
    this.#socket.end();
    this.#cancelDeadline();
    this.#cancelDeadline = this.#dependencies.clock.after(CLOSE_TIMEOUT_MS, () =>
      this.#socket.destroy(),
    );
  }

  #send(bytes: Buffer): void {
    if (this.#socket.writableLength > MAX_UNREAD_BYTES) {
      throw new ProtocolError('the encoder does not read');
    }
    if (this.#socket.writable) this.#socket.write(bytes);
  }

  /** Encoders may stop when nobody tells them how much has arrived. */
  #acknowledge(bytes: number): void {
    this.#received += bytes;
    if (this.#isDone || this.#received - this.#acknowledged < this.#protocol.ackWindow / 2) return;
    this.#acknowledged = this.#received;
    this.#protocol.acknowledge(this.#received);
  }

  /** The time is up in which an encoder must have a stream session. */
  #closeWithoutSession(): void {
    if (!this.#publication?.isConnected) this.#socket.destroy();
  }

  #onClose(): void {
    this.#cancelDeadline();
    this.#publication?.end();
  }
}
