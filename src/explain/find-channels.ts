import type { AccountRegion } from '../ivs/accept.ts';
import type { ChannelSummary } from '../ivs/api.ts';
import { formatArn } from '../ivs/arn.ts';
import type { InspectDeps } from './inspect-channel.ts';

/** Channels that a text may mean: at most 100. */
export interface FoundChannels {
  channels: { channelArn: string; name?: string }[];
}

/** IVS makes ids of 12 letters and digits. A name may look like that too. */
const CHANNEL_ID = /^[A-Za-z0-9]{12}$/;

/**
 * Finds the channels with an id or with a name. The id of a channel that the table knows needs no request to
 * IVS; any other text needs two at most.
 *
 * A text that could be an id, and is neither the id of a channel nor a name, is taken as the id of a channel
 * that was deleted.
 *
 * @param text 1 to 128 letters, digits, hyphens and underscores, as in the names of channels
 */
export async function findChannels(
  text: string,
  deps: Pick<InspectDeps, 'ivs' | 'channels'>,
  accountRegion: AccountRegion,
): Promise<FoundChannels> {
  const withId = CHANNEL_ID.test(text) ? arnOf(text, accountRegion) : undefined;
  if (withId !== undefined && (await exists(withId, deps))) return only(withId);
  const named = (await deps.ivs.findChannels(text)).filter(({ name }) => name === text);
  if (named.length === 0 && withId !== undefined) return only(withId);
  return { channels: named.flatMap(foundChannel) };
}

function arnOf(id: string, { region, account }: AccountRegion): string | undefined {
  if (region === undefined || account === undefined) return undefined;
  return formatArn({ region, account, type: 'channel', id });
}

async function exists(arn: string, { ivs, channels }: Pick<InspectDeps, 'ivs' | 'channels'>) {
  const [record] = await channels.get([arn]);
  return record !== undefined || (await ivs.batchGetChannels([arn])).length > 0;
}

const only = (channelArn: string): FoundChannels => ({ channels: [{ channelArn }] });

function foundChannel({ arn, name }: ChannelSummary): FoundChannels['channels'] {
  return arn === undefined ? [] : [{ channelArn: arn, ...(name && { name }) }];
}
