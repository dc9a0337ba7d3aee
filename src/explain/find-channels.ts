import type { AccountRegion } from '../ivs/accept.ts';
import type { ChannelSummary } from '../ivs/api.ts';
import { formatArn } from '../ivs/arn.ts';
import type { Clock } from '../platform/clock.ts';
import { nearest } from '../settings/nearest.ts';
import type { InspectDeps } from './inspect-channel.ts';
import { type PastChannel, pastChannels } from './past-channels.ts';

/** Channels that a text may mean: at most 100. */
export interface FoundChannels {
  channels: FoundChannel[];
  /** If there are none: a channel with a similar name, among the first 100 channels and those of recent sessions. */
  near?: FoundChannel;
}

export interface FoundChannel {
  channelArn: string;
  name?: string;
  /** Present if no channel has the name now, but a session of this one had it: when, ISO 8601. */
  lastSessionAt?: string;
}

type FindDeps = Pick<InspectDeps, 'ivs' | 'channels' | 'sessions'> & { clock: Clock };

/** IVS makes ids of 12 letters and digits. A name may look like that too. */
const CHANNEL_ID = /^[A-Za-z0-9]{12}$/;

/**
 * Finds the channels with an id or with a name. The id of a channel that the table knows needs no request to
 * IVS, any other id or name of a channel needs two at most. If no channel has the name, the sessions of the last
 * week tell which one had it. The number of requests does not depend on how many channels and sessions there are.
 *
 * A text that could be an id, and is neither the id of a channel nor a name, is taken as the id of a channel
 * that was deleted.
 *
 * @param text 1 to 128 letters, digits, hyphens and underscores, as in the names of channels
 */
export async function findChannels(
  text: string,
  deps: FindDeps,
  accountRegion: AccountRegion,
): Promise<FoundChannels> {
  const withId = CHANNEL_ID.test(text) ? arnOf(text, accountRegion) : undefined;
  if (withId !== undefined && (await exists(withId, deps))) return only(withId);
  const named = (await deps.ivs.findChannels(text)).filter(({ name }) => name === text);
  if (named.length > 0) return { channels: named.flatMap(foundChannel) };
  if (withId !== undefined && (await hasSessions(withId, deps))) return only(withId);
  const past = await pastChannels(deps);
  const formerly = past.filter(({ name }) => name === text);
  if (formerly.length > 0) return { channels: formerly };
  return withId === undefined ? nearName(text, past, deps) : only(withId);
}

function arnOf(id: string, { region, account }: AccountRegion): string | undefined {
  if (region === undefined || account === undefined) return undefined;
  return formatArn({ region, account, type: 'channel', id });
}

async function exists(arn: string, { ivs, channels }: Pick<FindDeps, 'ivs' | 'channels'>) {
  const [record] = await channels.get([arn]);
  return record !== undefined || (await ivs.batchGetChannels([arn])).length > 0;
}

const hasSessions = async (channelArn: string, { sessions }: FindDeps): Promise<boolean> =>
  (await sessions.list({ channelArn }, 1)).sessions.length > 0;

async function nearName(
  text: string,
  past: readonly PastChannel[],
  { ivs }: FindDeps,
): Promise<FoundChannels> {
  const present = (await ivs.listChannels()).items.flatMap(foundChannel);
  const all: FoundChannel[] = [...present, ...past];
  const name = nearest(
    text,
    all.flatMap((channel) => channel.name ?? []),
  );
  const near = name === undefined ? undefined : all.find((channel) => channel.name === name);
  return { channels: [], ...(near && { near }) };
}

const only = (channelArn: string): FoundChannels => ({ channels: [{ channelArn }] });

function foundChannel({ arn, name }: ChannelSummary): FoundChannel[] {
  return arn === undefined ? [] : [{ channelArn: arn, ...(name && { name }) }];
}
