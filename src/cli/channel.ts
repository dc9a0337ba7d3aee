import type { FoundChannel, FoundChannels } from '../explain/find-channels.ts';
import type { AccountRegion } from '../ivs/accept.ts';
import { formatArn, isChannelArn, parseArn } from '../ivs/arn.ts';
import { type CliContext, CliError, UsageError } from './context.ts';
import { oneLine } from './format/text.ts';
import { timeText } from './format/time.ts';

/** Describes the argument <channel>. */
export const CHANNEL_ARGUMENT = 'ARN, id or name of the channel.';

const ARN_FORM = 'arn:aws:ivs:<region>:<account>:channel/<id>';
/** IVS makes ids of 12 letters and digits. */
const CHANNEL_ID = /^[A-Za-z0-9]{12}$/;
/** The names that IVS allows. Every id has this form, too. */
const CHANNEL_NAME = /^[A-Za-z0-9_-]{1,128}$/;

/** A channel that an operator named. */
export interface NamedChannel {
  channelArn: string;
  /** The operator gave its name, which may be a mistake. */
  isByName: boolean;
}

type Cli = Pick<CliContext, 'invoke' | 'width' | 'timeZone' | 'now'>;

/** As `namedChannel`. @returns the ARN alone */
export const channelArn = async (cli: Cli, text: string): Promise<string> =>
  (await namedChannel(cli, text)).channelArn;

/**
 * Finds a channel. An id or a name is resolved by the stage.
 *
 * @param text a channel's ARN, id or name
 * @throws UsageError if the text is none of these; CliError if no channel has the name, or several
 */
export async function namedChannel(cli: Cli, text: string): Promise<NamedChannel> {
  if (isChannelArn(text)) return { channelArn: text, isByName: false };
  if (!CHANNEL_NAME.test(text))
    throw new UsageError(
      `channel: expected a channel's id, name or ARN (${ARN_FORM}), received ${JSON.stringify(text)}`,
    );
  const { channels, near } = await find(text, cli.invoke);
  const [first, ...others] = channels;
  if (!first) throw new CliError(unknown(text, near));
  if (others.length > 0) throw new CliError(ambiguous(text, channels, cli));
  return { channelArn: first.channelArn, isByName: parseArn(first.channelArn)?.id !== text };
}

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

/** One line for each channel: its name, its ARN, and when it had the name if it has it no more. */
function ambiguous(name: string, channels: readonly FoundChannel[], cli: Cli): string {
  const isPast = channels.every(({ lastSessionAt }) => lastSessionAt !== undefined);
  const verb = isPast ? 'had' : 'have';
  const lines = channels.map((channel) => candidate({ name, ...channel }, cli));
  return [
    `${channels.length} channels ${verb} the name ${name}; pass the ARN of one:`,
    ...lines,
  ].join('\n');
}

function candidate({ channelArn: arn, name = '', lastSessionAt }: FoundChannel, cli: Cli): string {
  const last = lastSessionAt === undefined ? '' : `  last live ${timeText(lastSessionAt, cli)}`;
  return `${oneLine(name)}  ${arn}${last}`;
}

function unknown(name: string, near: FoundChannel | undefined): string {
  if (near?.name === undefined)
    return `no channel has the name ${name}; a channel that was deleted more than a week ago is found by its id only`;
  return `no channel has the name ${name}. Did you mean ${oneLine(near.name)} (${near.channelArn})?`;
}

/** A channel's id on a terminal, to save space. The whole ARN if the output is not a terminal. */
export function channelLabel(arn: string, { width }: Pick<CliContext, 'width'>): string {
  return width === undefined ? arn : (parseArn(arn)?.id ?? arn);
}
