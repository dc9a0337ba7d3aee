import { isChannelArn } from '../../ivs/arn.ts';
import { InputError } from '../../platform/errors.ts';
import type { IvsEventBridgeEvent } from '../../simulator/index.ts';
import { type EventKindName, isAboutAccount } from '../../testing/trigger/kinds.ts';
import { type TriggerDetails, trigger } from '../../testing/trigger/trigger.ts';
import { type CliContext, UsageError } from '../context.ts';
import { timeOption } from '../time-option.ts';

/** The options of `trigger`. */
export interface TriggerOptions {
  channel?: string;
  stream?: string;
  time?: string;
  code?: string;
  reason?: string;
  set?: string[];
  source?: string;
  list?: true;
}

/** `detail.<member>=<value>` */
const ASSIGNMENT = /^detail\.([^=.]+)=(.*)$/s;

/**
 * Makes the event that the options describe.
 *
 * @param known what the stack says about the channel; nothing without the stack
 * @throws UsageError that names the option
 */
export function eventOf(
  kind: string,
  options: TriggerOptions,
  known: TriggerDetails,
  cli: CliContext,
): IvsEventBridgeEvent {
  const { channel, stream, time, code, reason, set = [] } = options;
  if (isAboutAccount(kind)) requireNoChannel(kind, options);
  if (channel !== undefined && known.channelArn === undefined && !isChannelArn(channel))
    throw new UsageError(
      `--channel: expected the ARN of a channel, received ${JSON.stringify(channel)}; names and ids are found with --local only`,
    );
  const at = time === undefined ? cli.now() : timeOption('--time', time, cli);
  try {
    return trigger(kind as EventKindName, {
      ...(channel !== undefined && { channelArn: channel }),
      ...known,
      ...(stream !== undefined && { streamId: stream }),
      ...(code !== undefined && { code }),
      ...(reason !== undefined && { reason }),
      ...{ time: at, detail: Object.fromEntries(set.map(readAssignment)) },
    });
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/** @throws UsageError if an option says which channel or stream the event is about */
function requireNoChannel(kind: string, { channel, stream }: TriggerOptions): void {
  const unfit = Object.entries({ channel, stream }).find(([, value]) => value !== undefined);
  if (unfit)
    throw new UsageError(
      `--${unfit[0]}: expected nothing, since ${kind} is about the account, received ${JSON.stringify(unfit[1])}`,
    );
}

/** The value is JSON if it can be read as JSON, else a text. */
function readAssignment(text: string): [member: string, value: unknown] {
  const [, member, value = ''] = ASSIGNMENT.exec(text) ?? [];
  if (member === undefined)
    throw new UsageError(
      `--set: expected detail.<member>=<value>, such as detail.stream_id=st-1a, received ${JSON.stringify(text)}`,
    );
  return [member, jsonOrText(value)];
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Quotes around a text would be a burden in a shell.
    return text;
  }
}
