import type { Socket } from 'node:net';
import type { Cancel, SimClock } from '../clock.ts';
import { ControlError } from '../errors.ts';
import { readAddress } from './address.ts';
import type { RtmpLibrary } from './library.ts';
import { mediaOf } from './media.ts';
import { IngestMeter } from './meter.ts';
import type { RtmpOptions } from './options.ts';
import { createProtocol, type Protocol } from './protocol.ts';
import { ProtocolError } from './protocol-error.ts';
import { Publication, type PublicationDependencies } from './publication.ts';

export interface EncoderConnectionDependencies {
  library: RtmpLibrary;
  simulator: PublicationDependencies['simulator'];
  clock: SimClock;
  options: Required<RtmpOptions>;
}

/** A client that leaves more bytes than this unread is not an encoder, and its connection is closed. */
const MAX_UNREAD_BYTES = 65_536;
/** How long the encoder has to close the connection after our last bytes. After that, we close it. */
const CLOSE_TIMEOUT_MS = 1_000;

/** The RTMP connection of one encoder. */
export class EncoderConnection {
  readonly #socket: Socket;
  readonly #dependencies: EncoderConnectionDependencies;
  readonly #protocol: Protocol;
  #publication: Publication | undefined;
  #isDone = false;
  #received = 0;
  #acknowledged = 0;
  #cancelDeadline: Cancel;

  constructor(socket: Socket, dependencies: EncoderConnectionDependencies) {
    this.#socket = socket;
    this.#dependencies = dependencies;
    const { library, clock, options } = dependencies;
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
    this.#cancelDeadline = clock.after(options.setupTimeoutMs, () => this.#closeWithoutSession());
    socket.on('data', (bytes: Buffer) => this.#receiveBytes(bytes));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#onClose());
  }

  #receiveBytes(bytes: Buffer): void {
    // These bytes were on their way when the stream ended.
    if (this.#isDone) return;
    try {
      this.#publication?.bytesReceived();
      this.#protocol.feed(bytes);
      this.#acknowledge(bytes.length);
    } catch (error) {
      this.#socket.destroy();
      if (!(error instanceof ProtocolError)) {
        console.error('simulator: unexpected error in an RTMP connection; this is a bug', error);
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

  /** Runs `run`. A ControlError of the simulator becomes a refusal that the encoder receives. */
  #refuseOnControlError(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      const { status, message } = error;
      // The codes of RTMP for "in use" and "not allowed". OBS stops at either.
      const isBusy = status === 409;
      this.#refuse(isBusy ? 'NetStream.Publish.BadName' : 'NetStream.Publish.Denied', message);
    }
  }

  #refuse(code: string, description: string): void {
    this.#protocol.refuse(code, description);
    this.#closeAfterLastBytes();
  }

  /** The encoder ended its stream. */
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
      throw new ProtocolError('the encoder does not read what the server sends');
    }
    if (this.#socket.writable) this.#socket.write(bytes);
  }

  /** Some encoders stop sending when the server does not acknowledge what it received. */
  #acknowledge(bytes: number): void {
    this.#received += bytes;
    if (this.#isDone || this.#received - this.#acknowledged < this.#protocol.ackWindow / 2) return;
    this.#acknowledged = this.#received;
    this.#protocol.acknowledge(this.#received);
  }

  /** Closes the connection of an encoder that has no stream session when `setupTimeoutMs` is over. */
  #closeWithoutSession(): void {
    if (!this.#publication?.isConnected) this.#socket.destroy();
  }

  #onClose(): void {
    this.#cancelDeadline();
    this.#publication?.end();
  }
}
