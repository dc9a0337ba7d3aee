import type { Cancel, SimClock } from '../clock.ts';
import type { Connection, Simulator } from '../types.ts';
import type { Media } from './media.ts';
import type { IngestMeter } from './meter.ts';

export interface PublicationDependencies {
  simulator: Pick<
    Simulator,
    | 'admitEncoder'
    | 'connectEncoder'
    | 'describeEncoder'
    | 'disconnectEncoder'
    | 'recoverEncoder'
    | 'starveEncoder'
  >;
  clock: SimClock;
  meter: IngestMeter;
  starvationAfterMs: number;
  /** Ends the encoder's connection: the service wants no more of it. */
  closeConnection: () => void;
}

/**
 * What one encoder sends, from its publish to its end, told to the simulator as `/_sim/encoders`
 * would tell it.
 */
export class Publication {
  readonly #request: { streamKey: string; priority: number };
  readonly #dependencies: PublicationDependencies;
  #stream: Connection | undefined;
  #isFlowing = false;
  #isStarving = false;
  #isOver = false;
  #lastBytesAt = 0;
  #cancelWatch: Cancel = () => undefined;

  /**
   * A takeover waits for the encoder's media, which have to be those of the stream.
   *
   * @throws ControlError 403 for a key that is not valid, 409 while another encoder is connected
   */
  constructor(request: { streamKey: string; priority: number }, parts: PublicationDependencies) {
    this.#request = request;
    this.#dependencies = parts;
    if (parts.simulator.admitEncoder(request) === 'stream') this.#stream = this.#connect();
  }

  /** Whether it has a stream session. */
  get isConnected(): boolean {
    return this.#stream !== undefined;
  }

  /** Bytes came, of whatever. */
  bytesReceived(): void {
    this.#lastBytesAt = this.#dependencies.clock.now();
    if (!this.#isStarving || this.#isOver || !this.#stream) return;
    this.#isStarving = false;
    this.#dependencies.simulator.recoverEncoder(this.#stream.streamId);
    this.#watchForStarvation(this.#dependencies.starvationAfterMs);
  }

  /** @throws ControlError as the constructor, for a takeover that is refused only now */
  receive(media: Media): void {
    const { meter, simulator } = this.#dependencies;
    const hasNews = meter.receive(media);
    if (this.#isOver || !meter.ready) return;
    if (!this.#isFlowing) this.#start();
    else if (hasNews && this.#stream) {
      simulator.describeEncoder(this.#stream.streamId, meter.ingest());
    }
  }

  /** The encoder is gone. */
  end(): void {
    if (this.#isOver) return;
    this.#markOver();
    if (this.#stream) this.#dependencies.simulator.disconnectEncoder(this.#stream.streamId);
  }

  /** The first picture: the stream can start. */
  #start(): void {
    const { meter, simulator, starvationAfterMs } = this.#dependencies;
    this.#isFlowing = true;
    this.#stream ??= this.#connect();
    simulator.describeEncoder(this.#stream.streamId, meter.ingest());
    if (this.#isOver) return;
    simulator.recoverEncoder(this.#stream.streamId);
    this.#watchForStarvation(starvationAfterMs);
  }

  #connect(): Connection {
    const { meter, simulator, closeConnection } = this.#dependencies;
    const onGone = (): void => {
      if (this.#isOver) return;
      this.#markOver();
      closeConnection();
    };
    const request = { ...this.#request, ...(meter.ready && { ingest: meter.ingest() }) };
    return simulator.connectEncoder(request, { onGone, silent: true });
  }

  #watchForStarvation(ms: number): void {
    const { clock, simulator, starvationAfterMs } = this.#dependencies;
    this.#cancelWatch = clock.after(ms, () => {
      if (this.#isOver || !this.#stream) return;
      const silentMs = clock.now() - this.#lastBytesAt;
      if (silentMs < starvationAfterMs)
        return this.#watchForStarvation(starvationAfterMs - silentMs);
      this.#isStarving = true;
      simulator.starveEncoder(this.#stream.streamId, silentMs);
    });
  }

  #markOver(): void {
    this.#isOver = true;
    this.#cancelWatch();
  }
}
