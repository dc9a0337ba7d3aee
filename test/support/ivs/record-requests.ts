import type { IvsClient } from '@aws-sdk/client-ivs';
import { parseArn } from '../../../src/ivs/arn.ts';
import { errorName } from '../../../src/platform/errors.ts';
import type { ChannelState, SessionState, Simulator } from '../../../src/simulator/index.ts';
import { operationOfCommand, type SdkCommand, sdkOf, simulatorSdk } from './simulator-sdk.ts';

/** A request to IVS. */
export interface RecordedRequest {
  /** Such as `GetStream`. */
  operation: string;
  input: RequestInput;
  /** When it was sent, ms since the epoch. */
  at: number;
  /** The channels that it is about: none for a list of all channels or streams. */
  channelArns: string[];
}

/** A request that changed something, and what was true when IVS carried it out. */
export interface IvsChange {
  operation: 'DeleteChannel' | 'DeleteStreamKey' | 'CreateStreamKey' | 'StopStream';
  at: number;
  channelArn: string;
  /** The key that was deleted or created. */
  keyArn?: string;
  tags: Record<string, string>;
  /** The newest session, before the change. */
  session: SessionState | undefined;
  /** What the requests so far had shown of the channel. */
  known: KnownOfChannel;
}

/** What requests have shown of a channel. */
export interface KnownOfChannel {
  /** The number of requests about the channel so far. */
  requests: number;
  /** The tags in the last answer of BatchGetChannel, and when it was asked. */
  tags?: Record<string, string>;
  tagsAt?: number;
  /**
   * The last answer of GetStreamSession about the newest session: when it was asked, whether the session was open, and
   * the number of the channel's requests until then. `newest` is the newest session that the simulator had then.
   */
  lastSession?: {
    at: number;
    open: boolean;
    requests: number;
    newest: SessionState | undefined;
  };
}

interface RequestInput {
  arn?: string;
  arns?: string[];
  channelArn?: string;
  streamId?: string;
}

/** What a test sees of the requests to a simulator. */
export interface RecordedRequests {
  /** The SDK's client whose requests are recorded. */
  sdk: IvsClient;
  requests: RecordedRequest[];
  changes: IvsChange[];
}

/**
 * Records each request, and each change with what was true at that moment. Whether a request changed something, the
 * simulator's own state says, so that a change counts whose response is late or lost.
 *
 * @param onChange called with each change at once
 */
export function recordRequests(
  simulator: Pick<Simulator, 'call' | 'channels' | 'sessions'>,
  clock: { now(): number },
  onChange: (change: IvsChange) => void = () => undefined,
): RecordedRequests {
  const inner = simulatorSdk(simulator);
  const keys = new KeyOwners(simulator);
  const knowledge = new Knowledge(simulator);
  const requests: RecordedRequest[] = [];
  const changes: IvsChange[] = [];
  const send = async (command: SdkCommand): Promise<object> => {
    const operation = operationOfCommand(command);
    const input = command.input as RequestInput;
    const request = { operation, input, at: clock.now(), channelArns: channelArnsOf(input, keys) };
    requests.push(request);
    const learn = knowledge.ask(request);
    const observe = observer(simulator, request);
    // The simulator carries out the request before `send` returns its promise.
    const response = inner.send(command as Parameters<IvsClient['send']>[0]) as Promise<object>;
    const observed = observe?.();
    if (observed) {
      const change = { ...observed, known: knowledge.of(observed.channelArn) };
      changes.push(change);
      onChange(change);
    }
    return learn(response);
  };
  return { sdk: sdkOf(send, () => inner.destroy()), requests, changes };
}

const CHANGES = new Set(['DeleteChannel', 'DeleteStreamKey', 'CreateStreamKey', 'StopStream']);
type ObservedChange = Omit<IvsChange, 'known'>;

/** @returns what says, after the request, whether and how it changed something; undefined for a read */
function observer(
  simulator: Pick<Simulator, 'channels' | 'sessions'>,
  { operation, at, channelArns: [channelArn] }: RecordedRequest,
): (() => ObservedChange | undefined) | undefined {
  if (!CHANGES.has(operation) || channelArn === undefined) return undefined;
  const stateOf = () => ({
    channel: simulator.channels({ channelArn })[0],
    session: simulator.sessions({ channelArn })[0],
  });
  const before = stateOf();
  return () => {
    const after = stateOf();
    if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
    const keyArn = differentKey(before.channel, after.channel);
    return {
      operation: operation as IvsChange['operation'],
      ...{ at, channelArn, tags: before.channel?.tags ?? {}, session: before.session },
      ...(operation !== 'DeleteChannel' && keyArn !== undefined && { keyArn }),
    };
  };
}

/** The key that only one of two states of a channel has. */
function differentKey(before?: ChannelState, after?: ChannelState): string | undefined {
  const arnsOf = (state?: ChannelState) => (state?.streamKeys ?? []).map(({ arn }) => arn);
  const [old, current] = [arnsOf(before), arnsOf(after)];
  return [...old, ...current].find((arn) => !old.includes(arn) || !current.includes(arn));
}

function channelArnsOf({ arn, arns, channelArn }: RequestInput, keys: KeyOwners): string[] {
  const given = arns ?? [channelArn ?? arn ?? ''];
  return given.flatMap((each) => {
    const { type } = parseArn(each) ?? {};
    if (type === 'stream-key') return keys.channelOf(each) ?? [];
    return type === 'channel' ? [each] : [];
  });
}

/** The channels of stream keys, also of keys that do not exist any more. */
class KeyOwners {
  readonly #simulator: Pick<Simulator, 'channels'>;
  readonly #owners = new Map<string, string>();

  constructor(simulator: Pick<Simulator, 'channels'>) {
    this.#simulator = simulator;
  }

  channelOf(keyArn: string): string | undefined {
    if (!this.#owners.has(keyArn)) this.#readAll();
    return this.#owners.get(keyArn);
  }

  #readAll(): void {
    for (const { arn, streamKeys } of this.#simulator.channels())
      for (const key of streamKeys) this.#owners.set(key.arn, arn);
  }
}

/** What the requests have shown so far, by channel. */
class Knowledge {
  readonly #simulator: Pick<Simulator, 'sessions'>;
  readonly #byChannel = new Map<string, KnownOfChannel>();

  constructor(simulator: Pick<Simulator, 'sessions'>) {
    this.#simulator = simulator;
  }

  of(channelArn: string): KnownOfChannel {
    return { ...(this.#byChannel.get(channelArn) ?? { requests: 0 }) };
  }

  /** Counts a request. @returns what takes in its response, and returns it or throws its error */
  ask(request: RecordedRequest): (response: Promise<object>) => Promise<object> {
    const { operation, channelArns } = request;
    for (const arn of channelArns) this.#add(arn, { requests: this.of(arn).requests + 1 });
    if (operation === 'BatchGetChannel') return (response) => this.#readTags(request, response);
    if (operation !== 'GetStreamSession' || request.input.streamId !== undefined)
      return (response) => response;
    const [arn = ''] = channelArns;
    const { requests } = this.of(arn);
    const [newest] = this.#simulator.sessions({ channelArn: arn });
    const asked = { at: request.at, requests, newest };
    return (response) => this.#readNewest(arn, asked, response);
  }

  async #readTags({ at }: RecordedRequest, response: Promise<object>): Promise<object> {
    const answer = (await response) as { channels?: ChannelState[] };
    for (const { arn, tags } of answer.channels ?? [])
      this.#add(arn, { tags: { ...tags }, tagsAt: at });
    return answer;
  }

  async #readNewest(
    channelArn: string,
    asked: Omit<NonNullable<KnownOfChannel['lastSession']>, 'open'>,
    response: Promise<object>,
  ): Promise<object> {
    const learn = (open: boolean) => this.#add(channelArn, { lastSession: { ...asked, open } });
    try {
      const answer = (await response) as { streamSession?: { endTime?: Date } };
      learn(answer.streamSession?.endTime === undefined);
      return answer;
    } catch (error) {
      if (errorName(error) === 'ResourceNotFoundException') learn(false);
      throw error;
    }
  }

  #add(channelArn: string, more: Partial<KnownOfChannel>): void {
    this.#byChannel.set(channelArn, { ...this.of(channelArn), ...more });
  }
}
