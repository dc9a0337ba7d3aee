import type { FoundChannels } from '../explain/find-channels.ts';
import type { AccountRegion } from '../ivs/accept.ts';
import { formatArn, isChannelArn, parseArn } from '../ivs/arn.ts';
import { type CliContext, CliError, UsageError } from './context.ts';

/** Describes the argument <channel> of commands that accept a name. */
export const CHANNEL_ARGUMENT = 'ARN, id or name of the channel.';
/** Describes it where a mistake cannot be undone, so that a name is not enough. */
export const CHANNEL_ARGUMENT_WITHOUT_NAME = 'ARN or id of the channel.';

const ARN_FORM = 'arn:aws:ivs:<region>:<account>:channel/<id>';
/** IVS makes ids of 12 letters and digits. */
const CHANNEL_ID = /^[A-Za-z0-9]{12}$/;
/** The names that IVS allows. Every id has this form, too. */
const CHANNEL_NAME = /^[A-Za-z0-9_-]{1,128}$/;

/**
 * Returns the ARN of a channel. An id or a name is resolved by the stage.
 *
 * @param text a channel's ARN, id or name
 * @throws UsageError if the text is none of these, or if several channels have this name; CliError if
 *   no channel has it
 */
export async function channelArn(
  { invoke }: Pick<CliContext, 'invoke'>,
  text: string,
): Promise<string> {
  if (isChannelArn(text)) return text;
  if (!CHANNEL_NAME.test(text)) throw unexpected(`a channel's id, name or ARN (${ARN_FORM})`, text);
  const { channels } = await find(text, invoke);
  const [first, ...others] = channels;
  if (first && others.length === 0) return first.channelArn;
  if (first) throw new UsageError(ambiguous(text, channels));
  throw new CliError(
    `no channel has the name ${text}; a channel that was deleted is found by its id only`,
  );
}

/**
 * As `channelArn`, for a command whose effect cannot be undone: a name is not accepted.
 *
 * @param text a channel's ARN or id
 */
export async function channelArnOfId(
  { invoke }: Pick<CliContext, 'invoke'>,
  text: string,
): Promise<string> {
  if (isChannelArn(text)) return text;
  if (!CHANNEL_ID.test(text))
    throw unexpected(`a channel's id or ARN (${ARN_FORM}), since a name may be mistaken`, text);
  return arnInStage(text, invoke);
}

const unexpected = (expected: string, text: string): UsageError =>
  new UsageError(`channel: expected ${expected}, received ${JSON.stringify(text)}`);

/** An id needs no answer of IVS, so it is found even if IVS or `explainChannels` fails. */
async function find(text: string, invoke: CliContext['invoke']): Promise<FoundChannels> {
  try {
    return await invoke<FoundChannels>('explainChannels', { find: text });
  } catch (error) {
    if (!CHANNEL_ID.test(text) || !(error instanceof CliError)) throw error;
    return { channels: [{ channelArn: await arnInStage(text, invoke) }] };
  }
}

/** Completes an id with the account and region in which the stage runs. */
async function arnInStage(id: string, invoke: CliContext['invoke']): Promise<string> {
  const { region, account } = await invoke<AccountRegion>('getSessions', { home: true });
  if (region === undefined || account === undefined)
    throw new CliError(
      `channel: the stage does not know its account and region, so the id ${id} is not enough: pass the channel's ARN`,
    );
  return formatArn({ region, account, type: 'channel', id });
}

function ambiguous(name: string, channels: FoundChannels['channels']): string {
  const ids = channels.map((channel) => parseArn(channel.channelArn)?.id ?? channel.channelArn);
  return `channel: ${channels.length} channels have the name ${name}; pass the id of one of them: ${ids.join(', ')}`;
}

/** A channel's id on a terminal, to save space. The whole ARN if the output is not a terminal. */
export function channelLabel(arn: string, { width }: Pick<CliContext, 'width'>): string {
  return width === undefined ? arn : (parseArn(arn)?.id ?? arn);
}
