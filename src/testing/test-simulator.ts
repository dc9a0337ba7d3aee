import { InputError } from '../platform/errors.ts';
import type {
  ErrorFault,
  Faults,
  HandledRequest,
  IvsEventBridgeEvent,
  QuotaChange,
  Quotas,
  Report,
  RunningSimulator,
  Violation,
} from '../simulator/index.ts';
import { TestChannel, type WaitOptions } from './channel.ts';
import { type Duration, readDuration } from './clock/duration.ts';
import {
  clientConfigOf,
  environmentOf,
  type IvsClientConfig,
  type IvsEnvironment,
} from './connection.ts';
import type { EventHandler } from './deliveries.ts';
import { countOf, violationLines } from './describe-happenings.ts';
import type { Engine } from './engine.ts';
import { ExpectationError, TestSetupError } from './errors.ts';
import { eventName } from './event-name.ts';
import type { EventKindName } from './trigger/kinds.ts';
import { eventFrom, kindNamed, type TriggerDetails } from './trigger/trigger.ts';

/** Those of the simulator. */
const DEFAULT_REGION = 'us-west-2';
const DEFAULT_ACCOUNT = '123456789012';
/** How far the clock moves between two looks at a recording configuration. */
const CREATION_STEP_MS = 1_000;

interface RecordingConfigurationAnswer {
  recordingConfiguration: { arn: string; state: string };
}

/** Input of CreateChannel. */
export interface NewChannel {
  /** Default `channel-1`, `channel-2`, … */
  name?: string;
  tags?: Record<string, string>;
  recordingConfigurationArn?: string;
  [member: string]: unknown;
}

/** Input of CreateRecordingConfiguration. */
export interface NewRecordingConfiguration {
  name?: string;
  /** The S3 bucket. Default `recordings`. */
  bucketName?: string;
  recordingReconnectWindowSeconds?: number;
  [member: string]: unknown;
}

/** A simulator of IVS for tests: channels that go live, the events that come of it, and the time. */
export class TestSimulator {
  readonly #engine: Engine;
  #channelsCreated = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** `http://127.0.0.1:<port>` */
  get endpoint(): string {
    return this.simulator.endpoint;
  }

  get region(): string {
    return this.#engine.options.region ?? DEFAULT_REGION;
  }

  get account(): string {
    return this.#engine.options.account ?? DEFAULT_ACCOUNT;
  }

  /** For a client of the AWS SDK: `new IvsClient(ivs.clientConfig)`, also before the simulator has started. */
  get clientConfig(): IvsClientConfig {
    return clientConfigOf(this.region, () => this.endpoint);
  }

  /** The environment variables that lead AWS SDKs and the AWS CLI to the simulator, for a child process. */
  get environment(): IvsEnvironment {
    return environmentOf(this.region, this.endpoint);
  }

  /** The simulator itself, for what this class does not have. */
  get simulator(): RunningSimulator {
    return this.#engine.simulator;
  }

  /** Calls an operation of IVS, as a request over HTTP does. Quotas, faults and policies apply. */
  get call(): RunningSimulator['call'] {
    return this.simulator.call;
  }

  /** The time by the clock of the simulator. */
  now(): Date {
    return new Date(this.#engine.clock.now());
  }

  /**
   * Moves the clock of the simulator on. Whatever is due happens at its own time, and the handlers of each event
   * finish before time goes on.
   *
   * @param duration milliseconds, or a duration such as `30s`, `10m`, `2h`
   * @throws the error of a handler
   */
  async advance(duration: Duration): Promise<void> {
    const ms = readDuration('duration', duration);
    this.#requireRunning();
    await this.#engine.advance(ms);
  }

  /** Waits until the handlers of all events so far have finished. @throws the error of a handler */
  settle(): Promise<void> {
    return this.#engine.settle();
  }

  /** Creates a channel. Quotas, faults and policies do not apply. */
  async createChannel(input: NewChannel = {}): Promise<TestChannel> {
    this.#channelsCreated += 1;
    const named = { ...input, name: input.name ?? `channel-${this.#channelsCreated}` };
    const { channel } = await this.#setUp<{ channel: { arn: string } }>('CreateChannel', named);
    return this.channel(channel.arn);
  }

  /**
   * A channel that the code under test created.
   *
   * @throws TestSetupError if there is no such channel
   */
  channel(arn: string): TestChannel {
    const [state] = this.simulator.channels({ channelArn: arn });
    if (!state)
      throw new TestSetupError(`arn: expected the ARN of a channel that exists, received ${arn}`);
    return new TestChannel(this.#engine, state);
  }

  /** The channels that exist, oldest first. */
  channels(): TestChannel[] {
    return this.simulator.channels().map(({ arn }) => this.channel(arn));
  }

  /**
   * Creates a recording configuration and moves the clock until it is ACTIVE. Quotas, faults and policies do not apply.
   *
   * @returns its ARN
   */
  async createRecordingConfiguration({
    bucketName = 'recordings',
    ...input
  }: NewRecordingConfiguration = {}): Promise<string> {
    const destinationConfiguration = { s3: { bucketName } };
    const { recordingConfiguration: created } = await this.#setUp<RecordingConfigurationAnswer>(
      'CreateRecordingConfiguration',
      { destinationConfiguration, ...input },
    );
    const { arn } = created;
    let { state } = created;
    while (state === 'CREATING') {
      await this.#engine.advance(CREATION_STEP_MS);
      const answer = await this.#setUp<RecordingConfigurationAnswer>('GetRecordingConfiguration', {
        arn,
      });
      state = answer.recordingConfiguration.state;
    }
    return arn;
  }

  /**
   * All events that IVS sent since the last reset, in the order of their delivery.
   *
   * @param name only those with this name, such as `Stream Start`
   */
  events(name?: string): IvsEventBridgeEvent[] {
    const all = this.#engine.journal.all().events.map(({ event }) => event);
    return all.filter((event) => name === undefined || eventName(event) === name);
  }

  /**
   * The requests that IVS received since the last reset, oldest first. Those that set up the test are not among them.
   *
   * @param operation only those of this operation, such as `PutMetadata`
   */
  requests(operation?: string): HandledRequest[] {
    const { requests } = this.#engine.journal.all();
    return requests.filter((one) => operation === undefined || one.operation === operation);
  }

  /**
   * Gives each event to a handler, as the target of an EventBridge rule receives it. A handler that is added during a
   * test is removed by the next reset.
   *
   * @returns removes the handler
   */
  onEvent(handler: EventHandler): () => void {
    return this.#engine.addHandler(handler);
  }

  /**
   * Waits until so many events with this name have come since the last reset. The controlled clock is moved meanwhile.
   *
   * @param name such as `Stream End`
   * @returns these events
   * @throws ExpectationError that says what happened instead
   */
  async waitForEvents(name: string, count = 1, { within }: WaitOptions = {}) {
    const come = () => this.events(name).length;
    await this.#engine.waiting.until({
      what: countOf(count, `event ${name}`, `events ${name}`),
      instead: () => `received ${come()}`,
      isMet: () => come() >= count,
      within,
    });
    return this.events(name);
  }

  /**
   * Waits until IVS has received so many requests of an operation since the last reset.
   *
   * @param options `within`: default 1 s of real time with the controlled clock, 4 s with the real one
   * @returns these requests
   * @throws ExpectationError that says what happened instead
   */
  async waitForRequests(operation: string, count = 1, { within }: WaitOptions = {}) {
    const received = () => this.requests(operation).length;
    await this.#engine.waiting.until({
      what: countOf(count, `request ${operation}`, `requests ${operation}`),
      instead: () => `received ${received()}`,
      isMet: () => received() >= count,
      within,
      movesClock: false,
    });
    return this.requests(operation);
  }

  /**
   * Delivers one event that nothing in the simulator caused, in the form of IVS. Channels and streams stay as they are.
   *
   * @param kind such as `stream-end`
   * @param details `channel`: default the only channel; the stream is its newest one, and the time that of the simulator
   * @returns the event, when its handlers have finished
   * @throws InputError for an unknown kind, and for a detail that is wrong; the error of a handler
   */
  async trigger(
    kind: EventKindName,
    details: TriggerDetails & { channel?: TestChannel } = {},
  ): Promise<IvsEventBridgeEvent> {
    const { isOfAccount = false } = kindNamed(kind);
    if (typeof details !== 'object' || details === null)
      throw new InputError('details', 'an object', details);
    const { channel, ...given } = details;
    requireChannel(kind, channel, isOfAccount);
    const known = isOfAccount ? undefined : (channel ?? this.#channelFor(given.channelArn));
    const { region, account } = this;
    const said = { time: this.now(), ...detailsOf(known), ...given };
    const event = eventFrom({ region, account }, kind, said);
    this.simulator.deliverEvent(event);
    await this.settle();
    return event;
  }

  /**
   * The next requests of an operation get an error. Faults that were set before go on.
   *
   * @param error the name of an error of the service model, such as `ThrottlingException`
   * @param options `times`: default 1; `resource`: only requests that name this ARN
   */
  fail(
    operation: string,
    error: string,
    { times = 1, ...options }: Pick<ErrorFault, 'times' | 'resource'> = {},
  ): void {
    this.simulator.addErrorFault({ operation, error, times, ...options });
  }

  /** Replaces all faults; `{}` removes them. */
  setFaults(faults: Faults): void {
    this.simulator.setFaults(faults);
  }

  /** Changes quotas. @returns all quotas after the change */
  setQuotas(change: QuotaChange): Quotas {
    return this.simulator.setQuotas(change);
  }

  /** How requests ended, and which were over a quota, since the last reset. */
  report(): Report {
    return this.simulator.report();
  }

  /** The requests over a quota since the last reset, whether they succeeded or not. */
  violations(): readonly Violation[] {
    return this.#engine.journal.all().violations;
  }

  /** @throws ExpectationError that names each quota that requests have exceeded since the last reset */
  expectNoViolations(): void {
    const lines = violationLines(this.violations());
    if (lines.length === 0) return;
    const list = lines.map((line) => `  ${line}`).join('\n');
    throw new ExpectationError(`expected no request over a quota of IVS, but received:\n${list}`);
  }

  /** Deletes everything, and begins at the start time again. The address stays the same. */
  reset(): void {
    this.#engine.reset();
    this.#channelsCreated = 0;
  }

  /** Stops the simulator. The hooks of `useSimulator` do that as well. */
  close(): Promise<void> {
    return this.#engine.close();
  }

  /** @returns the channel with this ARN; without an ARN, the only channel */
  #channelFor(arn: string | undefined): TestChannel | undefined {
    const channels = this.channels();
    if (arn !== undefined) return channels.find((one) => one.arn === arn);
    return channels.length === 1 ? channels[0] : undefined;
  }

  async #setUp<T extends object>(operation: string, input: object): Promise<T> {
    return (await this.simulator.call<object>(operation, input, { isSetup: true })) as T;
  }

  #requireRunning(): void {
    void this.simulator;
  }
}

/** @throws InputError unless `channel` is absent or a channel that this kind of event can be about */
function requireChannel(kind: string, channel: unknown, isOfAccount: boolean): void {
  if (channel === undefined) return;
  const received = channel instanceof TestChannel ? channel.arn : channel;
  if (isOfAccount)
    throw new InputError('channel', `nothing, since ${kind} is about the account`, received);
  if (!(channel instanceof TestChannel))
    throw new InputError('channel', 'a channel that createChannel returned', received);
}

/** What an event says about a channel of the simulator and its newest stream. */
function detailsOf(channel: TestChannel | undefined): TriggerDetails {
  if (!channel) return {};
  const { arn, name, streamId } = channel;
  return { channelArn: arn, channelName: name, ...(streamId !== undefined && { streamId }) };
}
