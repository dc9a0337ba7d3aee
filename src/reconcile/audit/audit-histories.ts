import type { StreamSessionSummary } from '../../ivs/api.ts';
import { isoTime } from '../../platform/clock.ts';
import { errorMessage, errorName, OutOfTimeError } from '../../platform/errors.ts';
import { addUnknownSession } from '../sessions/repairs.ts';
import {
  type AuditCursor,
  type AuditRound,
  currentRound,
  earliestAuditedTime,
} from './audit-round.ts';
import {
  type AuditContext,
  type ChannelPage,
  deletedChannels,
  listedChannels,
} from './channel-pages.ts';

export interface AuditReport {
  /** Channels whose history was compared with the table in this pass. */
  channels: number;
  /** Sessions that the table had never heard of. */
  found: number;
  failed: number;
  /** False: the next pass goes on. */
  finished: boolean;
}

const CURSOR = 'session-audit';
/** For how long a turn is remembered, ms. */
const MEMORY_MS = 30 * 86_400_000;
/** Channels that a scheduled pass asks: 20 s at the default share. */
const CHANNELS_A_PASS = 60;
/** An event takes a moment to come. A younger session is looked for in the next turn. */
const HEARD_AFTER_MS = 60_000;

/**
 * Finds the sessions of which every event was lost, and which no look at the live streams saw: asks each
 * channel for its sessions (ListStreamSessions), and IVS for those that the table does not know. One request
 * for a channel and one for a lost session; so a scheduled pass asks 60 channels at most, and a turn takes
 * several passes. Channels that are gone are known by their other sessions, and are asked too.
 *
 * @param asked go through everything that IVS remembers, as far as the time suffices
 * @returns undefined if nothing is due
 */
export async function auditHistories(
  context: AuditContext,
  asked: boolean,
): Promise<AuditReport | undefined> {
  const { cursors, clock, log } = context;
  const saved = await cursors.load(CURSOR, clock.now(), MEMORY_MS);
  const last = saved === undefined ? undefined : (JSON.parse(saved) as AuditRound);
  const state = currentRound(clock.now(), last, asked, context);
  if (!state) return undefined;
  const audit = new Audit(context, state, asked ? Number.POSITIVE_INFINITY : CHANNELS_A_PASS);
  try {
    await audit.run();
  } catch (error) {
    if (!(error instanceof OutOfTimeError)) throw error;
  } finally {
    await cursors.save(CURSOR, JSON.stringify(audit.state), clock.now(), MEMORY_MS);
  }
  log.info('histories compared with IVS', { ...audit.report, since: state.since });
  return audit.report;
}

class Audit {
  readonly report: AuditReport = { channels: 0, found: 0, failed: 0, finished: false };

  constructor(
    private readonly context: AuditContext,
    public state: AuditRound,
    private readonly limit: number,
  ) {}

  async run(): Promise<void> {
    for (let { cursor: place } = this.state; place; { cursor: place } = this.state) {
      const { channelArns, next } = await this.page(place);
      const asked = new Set(place.asked);
      for (const channelArn of channelArns.filter((arn) => !asked.has(arn))) {
        if (this.report.channels >= this.limit || (await this.context.lease.shouldRelease()))
          return;
        await this.guarded(channelArn);
        this.report.channels++;
        place = { ...place, asked: [...place.asked, channelArn] };
        this.state = { ...this.state, cursor: place };
      }
      const { cursor: _done, ...turn } = this.state;
      this.state = { ...turn, ...(next && { cursor: next }) };
    }
    this.report.finished = true;
  }

  private page(place: AuditCursor): Promise<ChannelPage> {
    return place.stage === 'listed'
      ? listedChannels(place.token, this.state, this.context)
      : deletedChannels(place.day, place.after, this.context);
  }

  /** One channel that fails keeps no other from being asked; the next turn asks it again, and looks back as far. */
  private async guarded(channelArn: string): Promise<void> {
    const { log, metrics } = this.context;
    try {
      for await (const streamId of unknownSessions(channelArn, this.state.since, this.context))
        await this.look(channelArn, streamId);
    } catch (error) {
      if (error instanceof OutOfTimeError) throw error;
      this.report.failed++;
      this.state = { ...this.state, failed: true };
      const fields = { channelArn, error: errorName(error), reason: errorMessage(error) };
      log.error('history could not be compared with IVS', fields);
      metrics.add('ReconcileFailures');
    }
  }

  private async look(channelArn: string, streamId: string): Promise<void> {
    const { ivs, channels } = this.context;
    const session = await ivs.getStreamSession(channelArn, streamId);
    if (!session) return;
    const { endTime } = session;
    // The survey goes by the channel's record, and would take an older end for the last. Noted first: what
    // has been taken in is not looked for again. A channel that is gone needs no record.
    if (endTime && this.state.cursor?.stage === 'listed') {
      const end = { at: isoTime(endTime.getTime()), streamId };
      await channels.addEvidence(channelArn, 'confirmedEnd', end);
    }
    if (await addUnknownSession({ channelArn, streamId }, session, this.context))
      this.report.found++;
  }
}

/** A channel's sessions, newest first, that began at `since` or later and that the table does not know. */
async function* unknownSessions(
  channelArn: string,
  since: string,
  { ivs, store, clock, retentionDays }: AuditContext,
): AsyncGenerator<string> {
  // A turn may have begun days ago.
  const furthest = earliestAuditedTime(clock.now(), retentionDays);
  const from = since > furthest ? since : furthest;
  const heardOf = isoTime(clock.now() - HEARD_AFTER_MS);
  for (let token: string | undefined; ; ) {
    const { items, nextToken } = await ivs.listStreamSessions(channelArn, token);
    const recent = items.filter((session) => began(session) >= from);
    const due = recent.filter((session) => began(session) <= heardOf);
    const ids = due.flatMap(({ streamId }) => (streamId ? [{ channelArn, streamId }] : []));
    const known = new Set((await store.get(ids)).map(({ streamId }) => streamId));
    for (const { streamId } of ids) if (!known.has(streamId)) yield streamId;
    if (nextToken === undefined || recent.length < items.length) return;
    token = nextToken;
  }
}

/** One that never went live has no start; one that has neither is beginning now. */
const began = ({ startTime, endTime }: StreamSessionSummary): string =>
  (startTime ?? endTime)?.toISOString() ?? '~';
