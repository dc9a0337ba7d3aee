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
import { isTagged, type Marks, marksOf, type SurveySettings } from './missing-marks.ts';

export interface SurveyContext extends Observability {
  ivs: Pick<IvsApi, 'listChannels' | 'getStreamSession'>;
  channels: ChannelStore;
  sessions: SessionReader;
  cursors: CursorStore;
  channelCounts: ChannelCountStore;
  clock: Clock;
  settings: SurveySettings;
  /** The lease under which the survey runs. When it should be released, the survey stops after the current page. */
  lease: HeldLease;
  /** The streams that are live, by channel ARN, as ListStreams just said. */
  live: ReadonlyMap<string, StreamSummary>;
}

export interface SurveyReport {
  /** False: the next run goes on where this one stopped. */
  finished: boolean;
  channels: number;
  tagged: number;
  /** Marks that were missing. */
  marked: Record<DueKind, number>;
  /** Ends of streams that no event had told of. */
  foundEnds: number;
  unreadable: number;
  failed: number;
}

const CURSOR = 'channel-survey';

/** Where a survey is: IVS's page token, and how many channels lie before it. */
interface SurveyCursor {
  token?: string;
  channels: number;
}

/** What an earlier version saved is a place that IVS takes no more: it begins anew. */
function readCursor(saved: string | undefined): SurveyCursor {
  if (!saved?.startsWith('{')) return { channels: 0 };
  return JSON.parse(saved) as SurveyCursor;
}

/**
 * Compares the marks with IVS: pages through ListChannels (tags included) and marks what the events
 * left out. Untagged channels cost their share of a page; tagged ones a batched read; IVS is asked for
 * a session only where an end is missing. It deletes and rotates nothing: the passes look again.
 */
export async function surveyChannels(deps: SurveyContext): Promise<SurveyReport> {
  const survey = new Survey(deps);
  try {
    await survey.run();
  } catch (error) {
    if (!(error instanceof OutOfTimeError)) throw error;
    deps.log.info('the time is over; the next survey goes on');
  }
  return survey.summary;
}

class Survey {
  readonly summary: SurveyReport = {
    finished: false,
    channels: 0,
    tagged: 0,
    marked: { cleanup: 0, rotation: 0 },
    foundEnds: 0,
    unreadable: 0,
    failed: 0,
  };

  constructor(private readonly deps: SurveyContext) {}

  async run(): Promise<void> {
    const { cursors, channelCounts, clock, lease } = this.deps;
    let place = readCursor(await cursors.load(CURSOR, clock.now()));
    for (;;) {
      const { page, before } = await this.page(place);
      await this.surveyPage(page.items);
      const channels = before + page.items.length;
      if (page.nextToken === undefined) {
        await channelCounts.save(channels, clock.now());
        break;
      }
      place = { token: page.nextToken, channels };
      await cursors.save(CURSOR, JSON.stringify(place), clock.now());
      if (await lease.shouldRelease()) return;
    }
    await cursors.clear(CURSOR);
    this.summary.finished = true;
  }

  /** A saved token that IVS no longer takes means: from the beginning. */
  private async page({ token, channels: before }: SurveyCursor) {
    const { ivs, cursors, log } = this.deps;
    try {
      return { page: await ivs.listChannels(token), before };
    } catch (error) {
      if (token === undefined || errorName(error) !== 'ValidationException') throw error;
      log.warn('the saved place in the list of channels is no longer valid');
      await cursors.clear(CURSOR);
      return { page: await ivs.listChannels(), before: 0 };
    }
  }

  private async surveyPage(channels: ChannelSummary[]): Promise<void> {
    const tagged = channels.flatMap((channel) => {
      const policy = readPolicy(channel.tags);
      this.sayUnreadable(channel, unreadableTags(policy));
      return channel.arn && isTagged(policy) ? [{ arn: channel.arn, policy }] : [];
    });
    this.summary.channels += channels.length;
    this.summary.tagged += tagged.length;
    if (tagged.length === 0) return;
    const records = await this.deps.channels.get(tagged.map(({ arn }) => arn));
    const byArn = new Map(records.map((record) => [record.channelArn, record]));
    for (const { arn, policy } of tagged) {
      const record = byArn.get(arn) ?? { channelArn: arn };
      await this.guarded(arn, async () => {
        const { settings, clock, live } = this.deps;
        const { streamStatus, foundEnds } = await findStreamStatus(
          record,
          live.get(arn),
          this.deps,
        );
        this.summary.foundEnds += foundEnds;
        if (streamStatus.state === 'unknown') await this.noteNeverLive(record, policy);
        await this.mark(arn, marksOf(policy, record, streamStatus, clock.now(), settings));
      });
    }
  }

  private sayUnreadable({ arn }: ChannelSummary, reasons: string[]): void {
    if (reasons.length === 0) return;
    this.summary.unreadable++;
    this.deps.metrics.add('TagUnreadable');
    this.deps.log.warn('tag can not be read; hands off', { channelArn: arn, reasons });
  }

  /** One channel that fails keeps no other from being surveyed. */
  private async guarded(channelArn: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof OutOfTimeError) throw error;
      this.summary.failed++;
      this.deps.metrics.add('ChannelFailed', 1, { dimensions: { pass: 'survey' } });
      const fields = { channelArn, error: errorName(error), reason: errorMessage(error) };
      this.deps.log.error('channel could not be surveyed', fields);
    }
  }

  private async noteNeverLive(record: ChannelRecord, policy: Policy): Promise<void> {
    if (consentToDelete(policy).do === 'keep') return;
    const neverLive = nextNeverLive(record, this.deps.clock.now());
    if (neverLive) await this.deps.channels.update(record, { neverLive });
  }

  private async mark(channelArn: string, marks: Marks): Promise<void> {
    const { channels, metrics, log } = this.deps;
    for (const kind of ['cleanup', 'rotation'] as const) {
      const dueAt = marks[kind];
      if (dueAt === undefined) continue;
      if (!(await channels.markDue(channelArn, kind, isoTime(dueAt)))) continue;
      this.summary.marked[kind]++;
      metrics.add('MarkedBySurvey', 1, { dimensions: { kind } });
      log.info('marked by the survey', { channelArn, kind, dueAt: isoTime(dueAt) });
    }
  }
}
