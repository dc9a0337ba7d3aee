import type { ChannelStore } from '../../channels/store.ts';
import type { IvsApi } from '../../ivs/api.ts';
import { isoTime } from '../../platform/clock.ts';
import type { CursorStore } from '../../platform/cursor.ts';
import { errorName } from '../../platform/errors.ts';
import type { HeldLease } from '../../platform/lease.ts';
import { endedOn, type ListedSession } from '../../sessions/summary.ts';
import type { IvsRepairContext } from '../sessions/repairs.ts';
import {
  type AuditCursor,
  type AuditRound,
  type AuditRoundSettings,
  dayOf,
  nextDay,
} from './audit-round.ts';

/** What is needed to audit channels. */
export interface AuditContext extends IvsRepairContext, AuditRoundSettings {
  ivs: IvsRepairContext['ivs'] &
    Pick<IvsApi, 'batchGetChannels' | 'listChannels' | 'listStreamSessions'>;
  cursors: CursorStore;
  /** Where the ends of sessions are recorded that no event reported. */
  channels: Pick<ChannelStore, 'addEvidence'>;
  lease: HeldLease;
}

/** DynamoDB's largest batch. The channels of so many sessions need at most two requests to IVS. */
const SESSIONS_PER_PAGE = 100;
/** The limit of BatchGetChannel. */
const CHANNELS_PER_REQUEST = 50;

/** Some of the channels of an audit round. */
export interface ChannelPage {
  channelArns: string[];
  /** Absent on the last page. */
  next?: AuditCursor;
}

/**
 * A page of the channels that IVS lists.
 *
 * @param token a saved page token; if IVS no longer accepts it, the round starts at the first page
 *   again
 */
export async function listedChannels(
  token: string | undefined,
  { since }: AuditRound,
  { ivs, log }: AuditContext,
): Promise<ChannelPage> {
  try {
    const { items, nextToken } = await ivs.listChannels(token);
    const next: AuditCursor = nextToken
      ? { stage: 'listed', token: nextToken, asked: [] }
      : { stage: 'gone', day: dayOf(since), asked: [] };
    return { channelArns: items.flatMap(({ arn }) => arn ?? []), next };
  } catch (error) {
    if (token === undefined || errorName(error) !== 'ValidationException') throw error;
    log.warn('the saved page token of ListChannels is no longer valid; starting at the first page');
    return { channelArns: [], next: { stage: 'listed', asked: [] } };
  }
}

/**
 * A page of the deleted channels that had finalized sessions which ended on a day.
 *
 * @param after the last session of the previous page, as JSON
 */
export async function deletedChannels(
  day: string,
  after: string | undefined,
  context: AuditContext,
): Promise<ChannelPage> {
  const last = after === undefined ? undefined : (JSON.parse(after) as ListedSession);
  const page = await context.store.list({ phase: endedOn(day) }, SESSIONS_PER_PAGE, last);
  const all = [...new Set(page.sessions.map(({ channelArn }) => channelArn))];
  const existing = await existingChannels(all, context);
  const channelArns = all.filter((arn) => !existing.has(arn));
  const stage = 'gone' as const;
  if (page.more) {
    const next = { stage, day, after: JSON.stringify(page.sessions.at(-1)), asked: [] };
    return { channelArns, next };
  }
  const tomorrow = nextDay(day);
  const today = dayOf(isoTime(context.clock.now()));
  return { channelArns, ...(tomorrow <= today && { next: { stage, day: tomorrow, asked: [] } }) };
}

async function existingChannels(
  arns: string[],
  { ivs }: AuditContext,
): Promise<ReadonlySet<string | undefined>> {
  const existing = new Set<string | undefined>();
  for (let i = 0; i < arns.length; i += CHANNELS_PER_REQUEST) {
    const channels = await ivs.batchGetChannels(arns.slice(i, i + CHANNELS_PER_REQUEST));
    for (const { arn } of channels) existing.add(arn);
  }
  return existing;
}
