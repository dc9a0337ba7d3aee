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

export interface AuditContext extends IvsRepairContext, AuditRoundSettings {
  ivs: IvsRepairContext['ivs'] &
    Pick<IvsApi, 'batchGetChannels' | 'listChannels' | 'listStreamSessions'>;
  cursors: CursorStore;
  /** Where ends are noted of which no event told. */
  channels: Pick<ChannelStore, 'addEvidence'>;
  lease: HeldLease;
}

/** DynamoDB's largest batch; two requests to IVS. */
const SESSIONS_A_PAGE = 100;
const CHANNELS_A_REQUEST = 50;

/** Some of the channels that an audit asks. */
export interface ChannelPage {
  channelArns: string[];
  /** Absent at the end. */
  next?: AuditCursor;
}

/** Those that IVS lists. A saved token that it no longer takes means: from the beginning. */
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
    log.warn('the saved place in the list of channels is no longer valid');
    return { channelArns: [], next: { stage: 'listed', asked: [] } };
  }
}

/** Those with sessions that ended on a day, as far as they are gone by now. */
export async function deletedChannels(
  day: string,
  after: string | undefined,
  { store, ivs, clock }: AuditContext,
): Promise<ChannelPage> {
  const last = after === undefined ? undefined : (JSON.parse(after) as ListedSession);
  const page = await store.list({ phase: endedOn(day) }, SESSIONS_A_PAGE, last);
  const all = [...new Set(page.sessions.map(({ channelArn }) => channelArn))];
  const there = new Set<string | undefined>();
  for (let i = 0; i < all.length; i += CHANNELS_A_REQUEST) {
    const channels = await ivs.batchGetChannels(all.slice(i, i + CHANNELS_A_REQUEST));
    for (const { arn } of channels) there.add(arn);
  }
  const channelArns = all.filter((arn) => !there.has(arn));
  const stage = 'gone' as const;
  if (page.more)
    return {
      channelArns,
      next: { stage, day, after: JSON.stringify(page.sessions.at(-1)), asked: [] },
    };
  const tomorrow = nextDay(day);
  const today = dayOf(isoTime(clock.now()));
  return { channelArns, ...(tomorrow <= today && { next: { stage, day: tomorrow, asked: [] } }) };
}
