import { errorName } from '../../../src/platform/errors.ts';
import type { ChannelState, SessionState, Simulator } from '../../../src/simulator/index.ts';
import { simulatorSdk } from '../../support/ivs/simulator-sdk.ts';
import { type Command, operationOf } from './network.ts';
import type { Answer, Caller } from './services.ts';

/** A change that a function made in IVS, and what was true when IVS made it. */
export interface Deed {
  operation: DeedOperation;
  /** The name of the function. */
  by: string;
  /** When the function sent the request, and when IVS carried it out. */
  sentAt: number;
  at: number;
  channelArn: string;
  /** The key that was deleted or created. */
  keyArn?: string;
  /** The channel and its newest session immediately before. */
  channel: ChannelState;
  session: SessionState | undefined;
  /** What the function had read last of the channel. */
  read: LastRead;
}

/** The operations by which the functions change IVS. */
export const DEEDS = ['CreateStreamKey', 'DeleteChannel', 'DeleteStreamKey', 'StopStream'] as const;
export type DeedOperation = (typeof DEEDS)[number];

/** What a function has read of a channel, and when, ms since the epoch. */
export interface LastRead {
  /** The last answer of BatchGetChannel. */
  tags?: { at: number; tags: Record<string, string> };
  /** The last answer of GetStreamSession about the newest session. */
  session?: { at: number; open: boolean };
}

export interface ObservedIvsOptions {
  simulator: Simulator;
  now(): number;
  onDeed(deed: Deed): void;
  /** IVS has taken timed metadata: players get it now. */
  onMetadata(channelArn: string, metadata: string): void;
}

interface Input {
  arn?: string;
  channelArn?: string;
  streamId?: string;
  metadata?: string;
}

/** IVS, as the functions call it. It tells of everything that the functions change. */
export function observedIvs(options: ObservedIvsOptions): Answer {
  const { simulator, now, onMetadata } = options;
  const sdk = simulatorSdk(simulator);
  const reads = new Reads();
  return async (command: Command, caller) => {
    const operation = operationOf(command);
    const input = command.input as Input;
    const deed = deedOf(operation, input, caller, options);
    const at = now();
    const note = reads.noteOf(operation, input, caller, at);
    try {
      const answer: object = await sdk.send(command as SdkCommand);
      note?.(answer);
      if (deed)
        options.onDeed({
          ...deed,
          ...keyOf(answer),
          read: { ...reads.of(caller, deed.channelArn) },
        });
      if (operation === 'PutMetadata') onMetadata(input.channelArn ?? '', input.metadata ?? '');
      return answer;
    } catch (error) {
      if (errorName(error) === 'ResourceNotFoundException') note?.({});
      throw error;
    }
  };
}

type SdkCommand = Parameters<ReturnType<typeof simulatorSdk>['send']>[0];

/** What each instance has read last of each channel. */
class Reads {
  readonly #byInstance = new WeakMap<object, Map<string, LastRead>>();

  of({ instance }: Caller, channelArn: string): LastRead {
    const byChannel = this.#byInstance.get(instance) ?? new Map<string, LastRead>();
    this.#byInstance.set(instance, byChannel);
    const read = byChannel.get(channelArn) ?? {};
    byChannel.set(channelArn, read);
    return read;
  }

  /** @returns what takes down the answer of a request that reads a channel */
  noteOf(
    operation: string,
    { channelArn = '', streamId }: Input,
    caller: Caller,
    at: number,
  ): ((answer: object) => void) | undefined {
    if (operation === 'BatchGetChannel')
      return (answer) => {
        for (const { arn, tags } of (answer as { channels?: ChannelState[] }).channels ?? [])
          this.of(caller, arn).tags = { at, tags };
      };
    if (operation !== 'GetStreamSession' || streamId !== undefined) return undefined;
    return (answer) => {
      this.of(caller, channelArn).session = { at, open: isOpen(answer) };
    };
  }
}

function deedOf(
  operation: string,
  { arn, channelArn }: Input,
  caller: Caller,
  { simulator, now }: ObservedIvsOptions,
): Omit<Deed, 'read'> | undefined {
  if (!isDeed(operation)) return undefined;
  const channel =
    operation === 'DeleteStreamKey'
      ? simulator.channels().find(({ streamKeys }) => streamKeys.some((key) => key.arn === arn))
      : simulator.channels({ channelArn: channelArn ?? arn ?? '' })[0];
  if (!channel) return undefined;
  const [session] = simulator.sessions({ channelArn: channel.arn, limit: 1 });
  const keyArn = operation === 'DeleteStreamKey' ? arn : undefined;
  return {
    ...{
      operation,
      by: caller.name,
      sentAt: caller.sentAt,
      at: now(),
      channelArn: channel.arn,
      channel,
      session,
    },
    ...(keyArn !== undefined && { keyArn }),
  };
}

/** Whether an operation changes what our functions may change. */
export function isDeed(operation: string): operation is DeedOperation {
  return DEEDS.some((deed) => deed === operation);
}

/** The ARN of a key that was created. */
function keyOf(answer: object): { keyArn?: string } {
  const { streamKey } = answer as { streamKey?: { arn: string } };
  return streamKey ? { keyArn: streamKey.arn } : {};
}

function isOpen(answer: object): boolean {
  const { streamSession } = answer as { streamSession?: { endTime?: Date } };
  return streamSession !== undefined && streamSession.endTime === undefined;
}
