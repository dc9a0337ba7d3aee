import { formatArn, isChannelArn, parseArn } from '../ivs/arn.ts';
import { type CliContext, CliError } from './context.ts';

/** As IVS makes them, in twelve characters. */
const CHANNEL_ID = /^[A-Za-z0-9]+$/;

/** Where functions run, as getSessions answers `{home: true}`. */
interface Home {
  region?: string;
  account?: string;
}

/**
 * The ARN of the channel that an operator names by its ARN or its id. Of an id, the stage says which
 * region and account it is in.
 *
 * @throws CliError for what is neither
 */
export async function channelArn(
  { invoke }: Pick<CliContext, 'invoke'>,
  text: string,
): Promise<string> {
  if (isChannelArn(text)) return text;
  if (!CHANNEL_ID.test(text))
    throw new CliError(
      `channel: expected its id, or arn:aws:ivs:<region>:<account>:channel/<id>, received ${JSON.stringify(text)}`,
    );
  const { region, account } = await invoke<Home>('getSessions', { home: true });
  if (region === undefined || account === undefined)
    throw new CliError(`channel: this stage does not know its account: give the ARN of ${text}`);
  return formatArn({ region, account, type: 'channel', id: text });
}

/** The id in a channel's ARN: enough on a terminal. Elsewhere, and of anything else, all of it. */
export function channelLabel(arn: string, { width }: Pick<CliContext, 'width'>): string {
  return width === undefined ? arn : (parseArn(arn)?.id ?? arn);
}
