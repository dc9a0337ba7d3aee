import type { Cancel, SimClock } from '../clock.ts';
import type { Connection, Simulator } from '../types.ts';
import type { Media } from './media.ts';
import type { IngestMeter } from './meter.ts';

export interface PublicationParts {
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
  hangUp: () => void;
}

/**
 * What one encoder sends, from its publish to its end, told to the simulator as `/_sim/encoders`
 * would tell it.
 */
export class Publication {
  private readonly request: { streamKey: string; priority: number };
  private readonly parts: PublicationParts;
  private stream: Connection | undefined;
  private isFlowing = false;
  private isStarving = false;
  private isOver = false;
  private heardAt = 0;
  private cancelWatch: Cancel = () => undefined;

  /**
   * A takeover waits for the encoder's media, which have to be those of the stream.
   *
   * @throws ControlError 403 for a key that is not valid, 409 while another encoder is connected
   */
  constructor(request: { streamKey: string; priority: number }, parts: PublicationParts) {
    this.request = request;
    this.parts = parts;
    if (parts.simulator.admitEncoder(request) === 'stream') this.stream = this.connect();
  }

  /** Whether it has a stream session. */
  get isConnected(): boolean {
    return this.stream !== undefined;
  }

  /** Bytes came, of whatever. */
  heard(): void {
    this.heardAt = this.parts.clock.now();
    if (!this.isStarving || this.isOver || !this.stream) return;
    this.isStarving = false;
    this.parts.simulator.recoverEncoder(this.stream.streamId);
    this.watch(this.parts.starvationAfterMs);
  }

  /** @throws ControlError as the constructor, for a takeover that is refused only now */
  take(media: Media): void {
    const { meter, simulator } = this.parts;
    const hasNews = meter.take(media);
    if (this.isOver || !meter.ready) return;
    if (!this.isFlowing) this.start();
    else if (hasNews && this.stream) {
      simulator.describeEncoder(this.stream.streamId, meter.ingest());
    }
  }

  /** The encoder is gone. */
  end(): void {
    if (this.isOver) return;
    this.over();
    if (this.stream) this.parts.simulator.disconnectEncoder(this.stream.streamId);
  }

  /** The first picture: the stream can start. */
  private start(): void {
    const { meter, simulator, starvationAfterMs } = this.parts;
    this.isFlowing = true;
    this.stream ??= this.connect();
    simulator.describeEncoder(this.stream.streamId, meter.ingest());
    if (this.isOver) return;
    simulator.recoverEncoder(this.stream.streamId);
    this.watch(starvationAfterMs);
  }

  private connect(): Connection {
    const { meter, simulator, hangUp } = this.parts;
    const onGone = (): void => {
      if (this.isOver) return;
      this.over();
      hangUp();
    };
    const request = { ...this.request, ...(meter.ready && { ingest: meter.ingest() }) };
    return simulator.connectEncoder(request, { onGone, silent: true });
  }

  private watch(ms: number): void {
    const { clock, simulator, starvationAfterMs } = this.parts;
    this.cancelWatch = clock.after(ms, () => {
      if (this.isOver || !this.stream) return;
      const silentMs = clock.now() - this.heardAt;
      if (silentMs < starvationAfterMs) return this.watch(starvationAfterMs - silentMs);
      this.isStarving = true;
      simulator.starveEncoder(this.stream.streamId, silentMs);
    });
  }

  private over(): void {
    this.isOver = true;
    this.cancelWatch();
  }
}
