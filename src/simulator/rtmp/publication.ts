import type { Cancel, SimClock } from '../clock.ts';
import type { Connection, EncoderMedia } from '../types/encoders.ts';
import type { Simulator } from '../types/simulator.ts';
import type { Media } from './media.ts';
import { MediaHandOver } from './media-hand-over.ts';
import type { IngestMeter } from './meter.ts';

export interface PublicationDependencies {
  simulator: Pick<
    Simulator,
    | 'admitEncoder'
    | 'connectEncoder'
    | 'describeEncoder'
    | 'disconnectEncoder'
    | 'receiveMedia'
    | 'recoverEncoder'
    | 'starveEncoder'
  >;
  clock: SimClock;
  meter: IngestMeter;
  starvationAfterMs: number;
  /** Closes the connection of the encoder. */
  closeConnection: () => void;
}

/**
 * Connects one RTMP publish to the simulator. It calls the same methods of the simulator as the routes under
 * `/_sim/encoders` do.
 */
export class Publication {
  readonly #request: { streamKey: string; priority: number };
  readonly #dependencies: PublicationDependencies;
  readonly #handOver = new MediaHandOver();
  #stream: Connection | undefined;
  #hasStarted = false;
  #isStarving = false;
  #hasEnded = false;
  #lastBytesAt = 0;
  #cancelStarvationTimer: Cancel = () => undefined;

  /**
   * Connects a new stream at once. A takeover waits for the media of the encoder, which must be those of the
   * stream.
   *
   * @throws ControlError 403 for an invalid stream key, 409 while another encoder is connected
   */
  constructor(
    request: { streamKey: string; priority: number },
    dependencies: PublicationDependencies,
  ) {
    this.#request = request;
    this.#dependencies = dependencies;
    if (dependencies.simulator.admitEncoder(request) === 'stream') this.#stream = this.#connect();
  }

  /** Whether it has a stream session. It keeps it when the stream ends. */
  get isConnected(): boolean {
    return this.#stream !== undefined;
  }

  /** Must be called whenever bytes arrive. A starving stream recovers. */
  bytesReceived(): void {
    this.#lastBytesAt = this.#dependencies.clock.now();
    if (!this.#isStarving || this.#hasEnded || !this.#stream) return;
    this.#isStarving = false;
    this.#dependencies.simulator.recoverEncoder(this.#stream.streamId);
    this.#watchForStarvation(this.#dependencies.starvationAfterMs);
  }

  /**
   * Handles a media message.
   *
   * @throws ControlError as the constructor, for a takeover that is refused now
   */
  receive(media: Media): void {
    const { meter } = this.#dependencies;
    const hasChanged = meter.receive(media);
    if (this.#hasEnded) return;
    if (meter.ready) this.#describe(hasChanged);
    this.#handOver.receive(media, this.#stream && ((one) => this.#send(one)));
  }

  /** Starts the stream, or tells what has changed. Either may end it. */
  #describe(hasChanged: boolean): void {
    const { meter, simulator } = this.#dependencies;
    if (!this.#hasStarted) this.#start();
    else if (hasChanged && this.#stream) {
      simulator.describeEncoder(this.#stream.streamId, meter.ingest());
    }
  }

  #send(media: EncoderMedia): void {
    if (this.#hasEnded || !this.#stream) return;
    this.#dependencies.simulator.receiveMedia(this.#stream.streamId, media);
  }

  /** The encoder disconnected or ended its stream. */
  end(): void {
    if (this.#hasEnded) return;
    this.#markEnded();
    if (this.#stream) this.#dependencies.simulator.disconnectEncoder(this.#stream.streamId);
  }

  /** Starts the stream. Called once, when the meter is ready. */
  #start(): void {
    const { meter, simulator, starvationAfterMs } = this.#dependencies;
    this.#hasStarted = true;
    this.#stream ??= this.#connect();
    simulator.describeEncoder(this.#stream.streamId, meter.ingest());
    if (this.#hasEnded) return;
    simulator.recoverEncoder(this.#stream.streamId);
    this.#watchForStarvation(starvationAfterMs);
  }

  #connect(): Connection {
    const { meter, simulator, closeConnection } = this.#dependencies;
    const onGone = (): void => {
      if (this.#hasEnded) return;
      this.#markEnded();
      closeConnection();
    };
    const request = { ...this.#request, ...(meter.ready && { ingest: meter.ingest() }) };
    return simulator.connectEncoder(request, { onGone, silent: true });
  }

  #watchForStarvation(ms: number): void {
    const { clock, simulator, starvationAfterMs } = this.#dependencies;
    this.#cancelStarvationTimer = clock.after(ms, () => {
      if (this.#hasEnded || !this.#stream) return;
      const silentMs = clock.now() - this.#lastBytesAt;
      if (silentMs < starvationAfterMs)
        return this.#watchForStarvation(starvationAfterMs - silentMs);
      this.#isStarving = true;
      simulator.starveEncoder(this.#stream.streamId, silentMs);
    });
  }

  #markEnded(): void {
    this.#hasEnded = true;
    this.#cancelStarvationTimer();
  }
}
