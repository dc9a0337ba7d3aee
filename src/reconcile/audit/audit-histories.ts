import { factsOf, recordSession } from '../../channels/ivs-session.ts';
import { errorMessage, errorName, OutOfTimeError } from '../../platform/errors.ts';
import { addUnknownSession } from '../sessions/repairs.ts';
import { type AuditCursor, type AuditRound, currentRound } from './audit-round.ts';
import {
  type AuditContext,
  type ChannelPage,
  deletedChannels,
  listedChannels,
} from './channel-pages.ts';
import { unknownSessions } from './unknown-sessions.ts';

export interface AuditReport {
  /** Channels whose session history was compared with the table in this pass. */
  channels: number;
  /** Sessions that were added because the table did not know them. */
  found: number;
  failed: number;
  /** False: the next pass continues. */
  finished: boolean;
}

const CURSOR = 'session-audit';
/** How long a round is saved, ms. */
const ROUND_MAX_AGE_MS = 30 * 86_400_000;
/** Channels that a scheduled pass compares. They take 20 s with the default quota share. */
const CHANNELS_PER_PASS = 60;

/**
 * Finds sessions of which every event was lost and which were never seen live. Requests the
 * sessions of each channel (ListStreamSessions), and the details of those that the table does not
 * know.
 *
 * Sends one request for each channel and one for each lost session. So a scheduled pass compares at
 * most 60 channels, and a round takes several passes. Deleted channels are compared too, if one of
 * their other sessions is known.
 *
 * @param requested compare everything that IVS knows, as far as the time allows
 * @returns undefined if no round is due
 */
export async function auditHistories(
  context: AuditContext,
  requested: boolean,
): Promise<AuditReport | undefined> {
  const { cursors, clock, log } = context;
  const saved = await cursors.load(CURSOR, clock.now(), ROUND_MAX_AGE_MS);
  const last = saved === undefined ? undefined : (JSON.parse(saved) as AuditRound);
  const round = currentRound(clock.now(), last, requested, context);
  if (!round) return undefined;
  const audit = new Audit(context, round, requested ? Number.POSITIVE_INFINITY : CHANNELS_PER_PASS);
  try {
    await audit.run();
  } catch (error) {
    if (!(error instanceof OutOfTimeError)) throw error;
  } finally {
    await cursors.save(CURSOR, JSON.stringify(audit.round), clock.now(), ROUND_MAX_AGE_MS);
  }
  log.info('session histories compared with IVS', { ...audit.report, since: round.since });
  return audit.report;
}

class Audit {
  readonly report: AuditReport = { channels: 0, found: 0, failed: 0, finished: false };
  readonly #context: AuditContext;
  readonly #maxChannels: number;
  #round: AuditRound;

  constructor(context: AuditContext, round: AuditRound, maxChannels: number) {
    this.#context = context;
    this.#round = round;
    this.#maxChannels = maxChannels;
  }

  /** The round with its current position. */
  get round(): AuditRound {
    return this.#round;
  }

  async run(): Promise<void> {
    for (let { cursor } = this.#round; cursor; { cursor } = this.#round) {
      const { channelArns, next } = await this.#page(cursor);
      if (!(await this.#compareChannels(channelArns, cursor))) return;
      const { cursor: _done, ...round } = this.#round;
      this.#round = { ...round, ...(next && { cursor: next }) };
    }
    this.report.finished = true;
  }

  #page(cursor: AuditCursor): Promise<ChannelPage> {
    return cursor.stage === 'listed'
      ? listedChannels(cursor.token, this.#round, this.#context)
      : deletedChannels(cursor.day, cursor.after, this.#context);
  }

  /** @returns false if the pass must stop before the end of the page */
  async #compareChannels(channelArns: string[], start: AuditCursor): Promise<boolean> {
    let cursor = start;
    const compared = new Set(start.asked);
    for (const channelArn of channelArns.filter((arn) => !compared.has(arn))) {
      if (await this.#shouldStop()) return false;
      await this.#compareChannel(channelArn);
      this.report.channels++;
      cursor = { ...cursor, asked: [...cursor.asked, channelArn] };
      this.#round = { ...this.#round, cursor };
    }
    return true;
  }

  async #shouldStop(): Promise<boolean> {
    return this.report.channels >= this.#maxChannels || (await this.#context.lease.shouldRelease());
  }

  /**
   * If a channel cannot be compared, this is logged and counted, and the audit continues with the
   * next channel. The next round then looks back as far as this one.
   */
  async #compareChannel(channelArn: string): Promise<void> {
    const { log, metrics } = this.#context;
    try {
      for await (const streamId of unknownSessions(channelArn, this.#round.since, this.#context))
        await this.#addSession(channelArn, streamId);
    } catch (error) {
      if (error instanceof OutOfTimeError) throw error;
      this.report.failed++;
      this.#round = { ...this.#round, failed: true };
      const fields = { channelArn, error: errorName(error), reason: errorMessage(error) };
      log.error('the session history of a channel could not be compared with IVS', fields);
      metrics.add('ReconcileFailures');
    }
  }

  async #addSession(channelArn: string, streamId: string): Promise<void> {
    const { ivs, channels, clock } = this.#context;
    const session = await ivs.getStreamSession(channelArn, streamId);
    if (!session) return;
    // Without this evidence, the survey would take an older end for the channel's last one. It is
    // written before the session is added: a known session is not compared again. A deleted channel
    // needs no record.
    if (session.endTime && this.#round.cursor?.stage === 'listed')
      for (const facts of factsOf(session, clock.now()))
        await recordSession(channelArn, facts, channels);
    if (await addUnknownSession({ channelArn, streamId }, session, this.#context))
      this.report.found++;
  }
}
