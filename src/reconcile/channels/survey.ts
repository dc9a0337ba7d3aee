import type { ChannelCountStore } from '../../channels/channel-count.ts';
import { findStreamStatus } from '../../channels/find-stream-status.ts';
import type { SessionReader } from '../../channels/latest-sessions.ts';
import { nextNeverLive } from '../../channels/never-live.ts';
import { type Policy, readPolicy, unreadableTags } from '../../channels/policy.ts';
import type { ChannelRecord, DueKind } from '../../channels/record.ts';
import type { ChannelStore } from '../../channels/store.ts';
import { consentToDelete } from '../../cleanup/decide.ts';
import type { ChannelSummary, IvsApi, StreamSummary } from '../../ivs/api.ts';
import { type Clock, isoTime } from '../../platform/clock.ts';
import type { CursorStore } from '../../platform/cursor.ts';
import { errorMessage, errorName, OutOfTimeError } from '../../platform/errors.ts';
import type { HeldLease } from '../../platform/lease.ts';
import type { Observability } from '../../platform/observability.ts';
import { type DueMarks, isTagged, missingMarks, type SurveySettings } from './missing-marks.ts';

/** What is needed to survey channels. */
export interface SurveyContext extends Observability {
  ivs: Pick<IvsApi, 'listChannels' | 'getStreamSession'>;
  channels: ChannelStore;
  sessions: SessionReader;
  cursors: CursorStore;
  channelCounts: ChannelCountStore;
  clock: Clock;
  settings: SurveySettings;
  /** When the lease should be released, the survey stops after the current page. */
  lease: HeldLease;
  /** The live streams by channel ARN, as ListStreams returned them at the start of the pass. */
  live: ReadonlyMap<string, StreamSummary>;
}

export interface SurveyReport {
  /** False: the next run continues where this one stopped. */
  finished: boolean;
  channels: number;
  tagged: number;
  /** Missing marks that were added. */
  marked: Record<DueKind, number>;
  /** Ends of streams that no event had reported. */
  foundEnds: number;
  unreadable: number;
  failed: number;
}

const CURSOR = 'channel-survey';

/** The position of a survey: IVS's page token, and how many channels precede it. */
interface SurveyCursor {
  token?: string;
  channels: number;
}

/** @returns the first page if the saved position has another format */
function parseCursor(saved: string | undefined): SurveyCursor {
  if (!saved?.startsWith('{')) return { channels: 0 };
  return JSON.parse(saved) as SurveyCursor;
}

/**
 * Adds the marks of channels that no event caused. Pages through ListChannels, which returns the
 * tags.
 *
 * Channels without tags of ours need no further request. The records of the others are read in
 * batches, and IVS is asked for a session only if an end is missing. The survey deletes and rotates
 * nothing: cleanup and rotation check a marked channel again.
 *
 * @throws what IVS and the store throw for a whole page; a failure for one channel is logged and
 *   counted
 */
export async function surveyChannels(context: SurveyContext): Promise<SurveyReport> {
  const survey = new Survey(context);
  try {
    await survey.run();
  } catch (error) {
    if (!(error instanceof OutOfTimeError)) throw error;
    context.log.info('no time left for the channel survey; the next run continues');
  }
  return survey.report;
}

interface TaggedChannel {
  arn: string;
  policy: Policy;
}

class Survey {
  readonly report: SurveyReport = {
    finished: false,
    channels: 0,
    tagged: 0,
    marked: { cleanup: 0, rotation: 0 },
    foundEnds: 0,
    unreadable: 0,
    failed: 0,
  };
  readonly #context: SurveyContext;

  constructor(context: SurveyContext) {
    this.#context = context;
  }

  async run(): Promise<void> {
    const { cursors, channelCounts, clock, lease } = this.#context;
    let cursor = parseCursor(await cursors.load(CURSOR, clock.now()));
    for (;;) {
      const { page, before } = await this.#page(cursor);
      await this.#surveyPage(page.items);
      const channels = before + page.items.length;
      if (page.nextToken === undefined) {
        await channelCounts.save(channels, clock.now());
        break;
      }
      cursor = { token: page.nextToken, channels };
      await cursors.save(CURSOR, JSON.stringify(cursor), clock.now());
      if (await lease.shouldRelease()) return;
    }
    await cursors.clear(CURSOR);
    this.report.finished = true;
  }

  /** A page of ListChannels. If IVS no longer accepts a saved token, the first page. */
  async #page({ token, channels: before }: SurveyCursor) {
    const { ivs, cursors, log } = this.#context;
    try {
      return { page: await ivs.listChannels(token), before };
    } catch (error) {
      if (token === undefined || errorName(error) !== 'ValidationException') throw error;
      log.warn(
        'the saved page token of ListChannels is no longer valid; starting at the first page',
      );
      await cursors.clear(CURSOR);
      return { page: await ivs.listChannels(), before: 0 };
    }
  }

  async #surveyPage(channels: ChannelSummary[]): Promise<void> {
    const tagged = channels.flatMap((channel) => this.#ifTagged(channel));
    this.report.channels += channels.length;
    this.report.tagged += tagged.length;
    if (tagged.length === 0) return;
    const records = await this.#context.channels.get(tagged.map(({ arn }) => arn));
    const byArn = new Map(records.map((record) => [record.channelArn, record]));
    for (const { arn, policy } of tagged) {
      const record = byArn.get(arn) ?? { channelArn: arn };
      await this.#countFailure(arn, () => this.#surveyChannel(record, policy));
    }
  }

  #ifTagged(channel: ChannelSummary): TaggedChannel[] {
    const policy = readPolicy(channel.tags);
    this.#reportUnreadable(channel, unreadableTags(policy));
    return channel.arn && isTagged(policy) ? [{ arn: channel.arn, policy }] : [];
  }

  async #surveyChannel(record: ChannelRecord, policy: Policy): Promise<void> {
    const { settings, clock, live } = this.#context;
    const { channelArn } = record;
    const found = await findStreamStatus(record, live.get(channelArn), this.#context);
    const { streamStatus, foundEnds } = found;
    this.report.foundEnds += foundEnds;
    if (streamStatus.state === 'unknown') await this.#recordNeverLive(record, policy);
    await this.#mark(channelArn, missingMarks(policy, record, streamStatus, clock.now(), settings));
  }

  #reportUnreadable({ arn }: ChannelSummary, reasons: string[]): void {
    if (reasons.length === 0) return;
    this.report.unreadable++;
    this.#context.metrics.add('TagUnreadable');
    const fields = { channelArn: arn, reasons };
    this.#context.log.warn('a tag of the channel is unreadable; the channel is left alone', fields);
  }

  /**
   * Does the work for one channel. If it fails, the failure is logged and counted, and not thrown.
   */
  async #countFailure(channelArn: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof OutOfTimeError) throw error;
      this.report.failed++;
      this.#context.metrics.add('ChannelFailed', 1, { dimensions: { pass: 'survey' } });
      const fields = { channelArn, error: errorName(error), reason: errorMessage(error) };
      this.#context.log.error('channel could not be surveyed', fields);
    }
  }

  async #recordNeverLive(record: ChannelRecord, policy: Policy): Promise<void> {
    if (consentToDelete(policy).do === 'keep') return;
    const neverLive = nextNeverLive(record, this.#context.clock.now());
    if (neverLive) await this.#context.channels.update(record, { neverLive });
  }

  async #mark(channelArn: string, marks: DueMarks): Promise<void> {
    const { channels, metrics, log } = this.#context;
    for (const kind of ['cleanup', 'rotation'] as const) {
      const dueAt = marks[kind];
      if (dueAt === undefined) continue;
      if (!(await channels.markDue(channelArn, kind, isoTime(dueAt)))) continue;
      this.report.marked[kind]++;
      metrics.add('MarkedBySurvey', 1, { dimensions: { kind } });
      log.info('marked by the survey', { channelArn, kind, dueAt: isoTime(dueAt) });
    }
  }
}
