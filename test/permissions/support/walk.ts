import type { GetChannelCommand, IvsClient } from '@aws-sdk/client-ivs';
import * as sdk from '@aws-sdk/client-ivs';
import type { Simulator } from '../../../src/simulator/index.ts';
import { model, operationOf } from '../../../src/simulator/model/model.ts';
import { exampleOf } from '../../simulator/model/cases.ts';

const TAGGABLE = [
  'channel',
  'stream-key',
  'playback-key',
  'recording-configuration',
  'playback-restriction-policy',
  'ad-configuration',
];
/** These operations accept any type of resource. Each is tried with all types. */
const ANY_TYPE = new Set(['ListTagsForResource', 'TagResource', 'UntagResource']);

/** One request: an operation and, if that accepts any type of resource, the type. */
export interface Step {
  operation: string;
  type?: string;
}

export const STEPS: Step[] = Object.keys(model.operations).flatMap((operation) =>
  ANY_TYPE.has(operation) ? TAGGABLE.map((type) => ({ operation, type })) : [{ operation }],
);

/** The name in the list of permissions: `ivs:GetChannel`, `ivs:TagResource stream-key/*`. */
export const nameOf = ({ operation, type }: Step): string =>
  `ivs:${operation}${type === undefined ? '' : ` ${type}/*`}`;

/**
 * Sends one request with the real SDK, for a new channel and its stream key. The channel has the auto-delete
 * tag, and nothing is protected.
 *
 * @returns whether the request was authorised, even if it failed for another reason
 */
export async function isAuthorised(
  step: Step,
  client: IvsClient,
  simulator: Pick<Simulator, 'call'>,
): Promise<boolean> {
  const tags = { 'autopilot:auto-delete': 'true' };
  const { channel, streamKey } = await simulator.call<Created>('CreateChannel', { tags });
  const arns = { channel: channel.arn, 'stream-key': streamKey.arn };
  try {
    await client.send(commandOf(step, arns));
    return true;
  } catch (error) {
    return (error as Error).name !== 'AccessDeniedException';
  }
}

interface Created {
  channel: { arn: string };
  streamKey: { arn: string };
}

type Arns = Record<'channel' | 'stream-key', string>;

function commandOf(step: Step, arns: Arns): GetChannelCommand {
  const { operation } = step;
  const Command = (sdk as unknown as Record<string, new (input: unknown) => GetChannelCommand>)[
    `${operation}Command`
  ];
  if (!Command) throw new Error(`the SDK has no ${operation}Command`);
  return new Command(inputOf(step, arns));
}

/** The type of resource of an operation, by the end of its name. For all others it is a channel. */
const TYPES = [
  ['StreamKey', 'stream-key'],
  ['RecordingConfiguration', 'recording-configuration'],
] as const;

function inputOf({ operation, type }: Step, arns: Arns): object {
  const example = exampleOf(operationOf(operation).input.shape, true) as Record<string, unknown>;
  const own = arnOfType(TYPES.find(([suffix]) => operation.endsWith(suffix))?.[1], arns);
  const takesArn = /Channel|StreamKey$|RecordingConfiguration$/.test(operation);
  const known: Record<string, unknown> = {
    resourceArn: arnOfType(type, arns),
    channelArn: arns.channel,
    ...(takesArn && { arn: own, arns: [own] }),
  };
  const replaced = Object.keys(example).filter((member) => member in known);
  return { ...example, ...Object.fromEntries(replaced.map((member) => [member, known[member]])) };
}

const arnOfType = (type = 'channel', arns: Arns): string =>
  (arns as Record<string, string>)[type] ??
  `arn:aws:ivs:us-west-2:123456789012:${type}/abcdefghijkl`;
