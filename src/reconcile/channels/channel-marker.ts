import { findStreamStatus } from '../../channels/find-stream-status.ts';
import type { SessionReader } from '../../channels/latest-sessions.ts';
import { nextNeverLive } from '../../channels/never-live.ts';
import type { Policy } from '../../channels/policy.ts';
import type { ChannelRecord, DueKind } from '../../channels/record.ts';
import type { ChannelStore } from '../../channels/store.ts';
import { consentToDelete } from '../../cleanup/decide.ts';
import type { IvsApi, StreamSummary } from '../../ivs/api.ts';
import { type Clock, isoTime } from '../../platform/clock.ts';
import { errorMessage, errorName, OutOfTimeError } from '../../platform/errors.ts';
import type { Observability } from '../../platform/observability.ts';
import { type DueMarks, missingMarks, type SurveySettings } from './missing-marks.ts';
import { isRefreshDue } from './open-work.ts';

export interface ChannelMarkerDeps extends Observability {
  ivs: Pick<IvsApi, 'getStreamSession'>;
  channels: ChannelStore;
  sessions: SessionReader;
  clock: Clock;
  settings: SurveySettings;
  /** The live streams by channel ARN, as ListStreams returned them at the start of the pass. */
  live: ReadonlyMap<string, StreamSummary>;
}

export interface MarkReport {
  /** Missing marks that were added. */
  marked: Record<DueKind, number>;
  /** Ends of streams that no event had reported. */
  foundEnds: number;
  failed: number;
}

/** A channel whose tags ask for cleanup or rotation. */
export interface TaggedChannel {
  record: ChannelRecord;
  policy: Policy;
}

/** Finds out what is missing in the records of channels, and adds it. */
export class ChannelMarker {
  readonly #context: ChannelMarkerDeps;
  readonly #report: MarkReport;

  /** @param report the marker adds its counts to it */
  constructor(context: ChannelMarkerDeps, report: MarkReport) {
    this.#context = context;
    this.#report = report;
  }

  /** If it fails for a channel, the failure is logged and counted, and not thrown. */
  async survey(tagged: TaggedChannel): Promise<void> {
    await this.#countFailure(tagged.record.channelArn, () => this.#surveyOne(tagged));
  }

  async #surveyOne({ record, policy }: TaggedChannel): Promise<void> {
    const { settings, clock, live } = this.#context;
    const { channelArn } = record;
    const found = await findStreamStatus(record, live.get(channelArn), this.#context);
    const { streamStatus, foundEnds } = found;
    this.#report.foundEnds += foundEnds;
    if (streamStatus.state === 'unknown') await this.#recordNeverLive(record, policy);
    // A write without changes prolongs the time for which the record is kept.
    if (isRefreshDue(record, clock.now()))
      await this.#context.channels.update(record, {}, 'always');
    await this.#mark(channelArn, missingMarks(policy, record, streamStatus, clock.now(), settings));
  }

  /**
   * Does the work for one channel. If it fails, the failure is logged and counted, and not thrown.
   */
  async #countFailure(channelArn: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof OutOfTimeError) throw error;
      this.#report.failed++;
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
      this.#report.marked[kind]++;
      metrics.add('MarkedBySurvey', 1, { dimensions: { kind } });
      log.info('marked by the survey', { channelArn, kind, dueAt: isoTime(dueAt) });
    }
  }
}
