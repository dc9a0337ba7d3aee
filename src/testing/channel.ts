import {
  type ChannelState,
  ControlError,
  type Cue,
  type EncoderRequest,
  type IvsEventBridgeEvent,
  type RunningSimulator,
  type SessionEndCode,
  type SessionState,
} from '../simulator/index.ts';
import type { Duration } from './clock/duration.ts';
import { countOf, describeEvent } from './describe-happenings.ts';
import { ExpectationError, TestSetupError } from './errors.ts';
import { eventName } from './event-name.ts';
import type { Journal } from './journal.ts';
import type { Waiting } from './waiting.ts';

/** An encoder: the members of `POST /_sim/encoders`. Its stream key is that of the channel by default. */
export type TestEncoder = Partial<EncoderRequest>;

export interface WaitOptions {
  /**
   * How long to wait at most by the clock of the simulator. Default: 2 minutes with the controlled clock, 4 s with
   * the real one. `waitForCues` and `waitForRequests` do not move the controlled clock: they wait in real time, with
   * this clock 1 s by default.
   */
  within?: Duration;
}

/** What a channel of a test needs from the simulator. */
export interface ChannelContext {
  simulator: RunningSimulator;
  journal: Journal;
  waiting: Waiting;
  settle(): Promise<void>;
}

/** A channel in the simulator, its encoder and its viewers. */
export class TestChannel {
  readonly arn: string;
  readonly name: string;
  readonly #context: ChannelContext;

  constructor(context: ChannelContext, { arn, name }: Pick<ChannelState, 'arn' | 'name'>) {
    this.arn = arn;
    this.name = name;
    this.#context = context;
  }

  /** The tags of the channel now. */
  get tags(): Record<string, string> {
    return this.#state().tags;
  }

  /** The value of the newest stream key. After a rotation, this is the new key. */
  get streamKey(): string {
    const key = this.#state().streamKeys.at(-1);
    if (!key) throw new TestSetupError(`${this.#title}: the channel has no stream key`);
    return key.value;
  }

  /** The id of the newest stream; undefined before the first one. */
  get streamId(): string | undefined {
    return this.#newestSession()?.streamId;
  }

  /** Whether GetStream shows the stream of this channel. */
  get isLive(): boolean {
    return this.#newestSession()?.live ?? false;
  }

  /** The stream sessions of this channel, newest first. They stay when the channel is deleted. */
  get sessions(): SessionState[] {
    return this.#context.simulator.sessions({ channelArn: this.arn });
  }

  /**
   * An encoder connects, and its stream starts.
   *
   * @returns when GetStream shows the stream, and the handlers of Stream Start have finished: the id of the stream
   * @throws ExpectationError if the encoder is refused, or its stream does not start
   */
  async goLive({ within, ...encoder }: TestEncoder & WaitOptions = {}): Promise<string> {
    const follow = this.#context.journal.follow();
    const streamId = this.#connect(encoder);
    const session = () => this.#session(streamId);
    await this.#context.waiting.until({
      what: `the stream of ${this.#title} to start`,
      isMet: () => session()?.live === true,
      obstacle: () => {
        if (session()?.disconnectedAt === undefined) return undefined;
        const reasons = follow().events.filter(({ event }) => this.#concerns(event));
        return `its session ended first: ${reasons.map(({ event }) => describeEvent(event)).join(', ')}`;
      },
      within,
    });
    return streamId;
  }

  /**
   * An encoder connects. This does not wait for its stream to start.
   *
   * @returns the id of the stream, when the handlers of Session Created have finished
   * @throws ExpectationError if the encoder is refused
   */
  async connectEncoder(encoder: TestEncoder = {}): Promise<string> {
    const streamId = this.#connect(encoder);
    await this.#context.settle();
    return streamId;
  }

  /**
   * Another encoder takes over the stream.
   *
   * @param encoder `priority`: default 1
   * @throws ExpectationError if the takeover is refused
   */
  async takeOver(encoder: TestEncoder = {}): Promise<string> {
    this.#requireEncoder('taken over');
    return this.connectEncoder({ priority: 1, ...encoder });
  }

  /**
   * The encoder disconnects, or, with `code`, IVS ends its session. If the encoder is disconnected already, for
   * example by StopStream, this only waits.
   *
   * @returns when Session Ended and Stream End have been sent, and their handlers have finished
   * @throws ExpectationError if no stream is there to end
   */
  async endStream({ code, within }: { code?: SessionEndCode } & WaitOptions = {}): Promise<void> {
    const session = this.#newestSession();
    if (!session || session.endedAt !== undefined) throw this.#noStream('ended');
    const { streamId, disconnectedAt } = session;
    if (disconnectedAt === undefined) this.#context.simulator.disconnectEncoder(streamId, code);
    await this.#context.waiting.until({
      what: `the stream of ${this.#title} to end`,
      isMet: () => this.#session(streamId)?.endedAt !== undefined,
      within,
    });
  }

  /** The encoder stops sending: event Starvation Start. After 30 s, its session ends. */
  async starve(): Promise<void> {
    this.#context.simulator.starveEncoder(this.#requireEncoder('starved'));
    await this.#context.settle();
  }

  /** The encoder sends again: event Starvation End. */
  async recover(): Promise<void> {
    this.#context.simulator.recoverEncoder(this.#requireEncoder('recovered'));
    await this.#context.settle();
  }

  /** The stream fails: event Stream Failure, and it is offline at once. */
  async failStream(reason?: string): Promise<void> {
    this.#context.simulator.failStream(this.#requireEncoder('failed'), reason);
    await this.#context.settle();
  }

  /** Sets the number of viewers. */
  async setViewers(count: number): Promise<void> {
    this.#state();
    this.#context.simulator.setViewers(this.arn, count);
    await this.#context.settle();
  }

  /**
   * The owner replaces the stream key: DeleteStreamKey, then CreateStreamKey. A connected encoder keeps its stream;
   * the next one needs the new key.
   *
   * @returns the value of the new key
   */
  async replaceStreamKey(): Promise<string> {
    const { call } = this.#context.simulator;
    const setup = { isSetup: true };
    for (const { arn } of this.#state().streamKeys) await call('DeleteStreamKey', { arn }, setup);
    await call('CreateStreamKey', { channelArn: this.arn }, setup);
    return this.streamKey;
  }

  /** The timed metadata that players of this channel received, oldest first. */
  cues(): Cue[] {
    return this.#context.simulator.cues({ channelArn: this.arn });
  }

  /**
   * The events about this channel, in the order of their delivery.
   *
   * @param name only those with this name, such as `Stream Start`
   */
  events(name?: string): IvsEventBridgeEvent[] {
    const { events } = this.#context.journal.all();
    const own = events.map(({ event }) => event).filter((event) => this.#concerns(event));
    return own.filter((event) => name === undefined || eventName(event) === name);
  }

  /**
   * Waits until so many events about this channel with this name have come. The controlled clock is moved meanwhile.
   *
   * @param name such as `Stream End`
   * @returns these events
   * @throws ExpectationError that says what happened instead
   */
  async waitForEvents(
    name: string,
    count = 1,
    { within }: WaitOptions = {},
  ): Promise<IvsEventBridgeEvent[]> {
    const come = () => this.events(name).length;
    await this.#context.waiting.until({
      what: `${countOf(count, `event ${name}`, `events ${name}`)} of ${this.#title}`,
      instead: () => `received ${come()}`,
      isMet: () => come() >= count,
      within,
    });
    return this.events(name);
  }

  /** The names of the events about this channel: `['Session Created', 'Stream Start']`. */
  eventNames(): string[] {
    return this.events().map(eventName);
  }

  /**
   * Waits until players received so many cues.
   *
   * @param options `within`: default 1 s of real time with the controlled clock, 4 s with the real one
   * @throws ExpectationError that says what happened instead
   */
  async waitForCues(count = 1, { within }: WaitOptions = {}): Promise<Cue[]> {
    await this.#context.waiting.until({
      what: `${countOf(count, 'cue', 'cues')} of ${this.#title}`,
      instead: () => `received ${this.cues().length}`,
      isMet: () => this.cues().length >= count,
      within,
      movesClock: false,
    });
    return this.cues();
  }

  #connect(encoder: TestEncoder): string {
    const { streamKey = this.streamKey, ...request } = encoder;
    this.#state();
    try {
      return this.#context.simulator.connectEncoder({ streamKey, ...request }).streamId;
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      throw new ExpectationError(
        `expected an encoder to connect to ${this.#title}, but it was refused (${error.status}): ${error.message}`,
      );
    }
  }

  get #title(): string {
    return `channel "${this.name}" (${this.arn})`;
  }

  /** @throws TestSetupError if the channel does not exist */
  #state(): ChannelState {
    const { simulator, journal } = this.#context;
    const [state] = simulator.channels({ channelArn: this.arn });
    if (state) return state;
    const isDeletion = journal
      .all()
      .requests.some(
        ({ operation, input, error }) =>
          operation === 'DeleteChannel' &&
          error === undefined &&
          (input as { arn?: unknown }).arn === this.arn,
      );
    const why = isDeletion
      ? 'it was deleted by DeleteChannel'
      : 'it was created before the last reset. Create it in beforeEach or in the test, or use useSimulator({ reset: "file" })';
    throw new TestSetupError(`${this.#title} does not exist: ${why}`);
  }

  #newestSession(): SessionState | undefined {
    return this.#context.simulator.sessions({ channelArn: this.arn, limit: 1 })[0];
  }

  #session(streamId: string): SessionState | undefined {
    return this.sessions.find((session) => session.streamId === streamId);
  }

  /** @returns the id of the stream whose encoder is connected */
  #requireEncoder(action: string): string {
    const session = this.#newestSession();
    if (session && session.disconnectedAt === undefined) return session.streamId;
    throw this.#noStream(action);
  }

  #noStream(action: string): ExpectationError {
    this.#state();
    const session = this.#newestSession();
    const last = session
      ? `its last stream ${session.streamId} has ended`
      : 'no encoder has connected yet';
    return new ExpectationError(
      `expected a stream of ${this.#title} that can be ${action}, but ${last}. Call goLive() first.`,
    );
  }

  #concerns({ resources }: IvsEventBridgeEvent): boolean {
    return resources.includes(this.arn);
  }
}
