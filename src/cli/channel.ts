import type { AccountRegion } from '../ivs/accept.ts';
import { formatArn, isChannelArn, parseArn } from '../ivs/arn.ts';
import { type CliContext, CliError } from './context.ts';

/** Describes the argument <channel> of every command that has one. */
export const CHANNEL_ARGUMENT = 'ARN or id of the channel.';

/** IVS makes ids of 12 letters and digits. Other lengths are accepted too. */
const CHANNEL_ID = /^[A-Za-z0-9]+$/;

/**
 * Returns the ARN of a channel. An id is completed with the account and region in which the stage runs.
 *
 * @param text a channel ARN or a channel id
 * @throws CliError if the text is neither
 */
export async function channelArn(
  { invoke }: Pick<CliContext, 'invoke'>,
  text: string,
): Promise<string> {
  if (isChannelArn(text)) return text;
  if (!CHANNEL_ID.test(text))
    throw new CliError(
      `channel: expected a channel id or ARN (arn:aws:ivs:<region>:<account>:channel/<id>), received ${JSON.stringify(text)}`,
    );
  const { region, account } = await invoke<AccountRegion>('getSessions', { home: true });
  if (region === undefined || account === undefined)
    throw new CliError(
      `channel: the stage does not know its account and region, so the id ${text} is not enough: pass the channel's ARN`,
    );
  return formatArn({ region, account, type: 'channel', id: text });
}

/** A channel's id on a terminal, to save space. The whole ARN if the output is not a terminal. */
export function channelLabel(arn: string, { width }: Pick<CliContext, 'width'>): string {
  return width === undefined ? arn : (parseArn(arn)?.id ?? arn);
}
