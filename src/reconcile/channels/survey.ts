import type { ChannelCountStore } from '../../channels/channel-count.ts';
import { type Policy, readPolicy, type TagKeys, unreadableTags } from '../../channels/policy.ts';
import { madeUntil, totalOf } from '../../channels/rolling-count.ts';
import type { RollingCountStore } from '../../channels/rolling-count-store.ts';
import type { ChannelSummary } from '../../ivs/api.ts';
import { OutOfTimeError } from '../../platform/errors.ts';
import {
  ChannelMarker,
  type ChannelMarkerDeps,
  type MarkReport,
  type TaggedChannel,
} from './channel-marker.ts';
import { FoundWork } from './found-work.ts';
import { isTagged } from './missing-marks.ts';
import { hasNewRule, type OpenWork, openWork } from './open-work.ts';
import { SurveyPages, type SurveyPagesDeps, type SurveyPosition } from './survey-pages.ts';

/** What is needed to survey channels. When the lease should be released, the survey stops after a page. */
export interface SurveyContext extends ChannelMarkerDeps, SurveyPagesDeps {
  ivs: ChannelMarkerDeps['ivs'] & SurveyPagesDeps['ivs'];
  clock: ChannelMarkerDeps['clock'];
  log: ChannelMarkerDeps['log'];
  tagKeys: TagKeys;
  channelCounts: Pick<ChannelCountStore, 'save'>;
  /** How many channels cleanup has deleted in the last time. */
  deletions: Pick<RollingCountStore, 'load'>;
}

export interface SurveyReport extends MarkReport {
  /** False: the next run continues where this one stopped. */
  finished: boolean;
  channels: number;
  tagged: number;
  unreadable: number;
}

/**
 * Adds the marks of channels that no event caused. Pages through ListChannels, which returns the
 * tags.
 *
 *     count: read all pages and the records of tagged channels; save how many channels there are, and
 *            how many of them may be due for deletion without a mark
 *     -> mark, if there is something to do: ask IVS for missing ends; add the marks. If the count is of several
 *            runs, or has found very much, read all pages again for that
 *
 * Asking IVS takes long, so that cleanup runs in between. Cleanup must not take the channels that are
 * marked by then for all: it waits for the others that were counted.
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
  readonly #pages: SurveyPages;
  readonly #marker: ChannelMarker;
  /** The phase in which this run reports the channels: each channel once. */
  #reportedPhase: SurveyPosition['phase'] = 'count';

  constructor(context: SurveyContext) {
    this.#context = context;
    this.#pages = new SurveyPages(context);
    this.#marker = new ChannelMarker(context, this.report);
  }

  async run(): Promise<void> {
    let position = await this.#pages.start();
    this.#reportedPhase = position.phase;
    let found: FoundWork | undefined;
    if (position.phase === 'count') {
      found = new FoundWork(position);
      const counted = await this.#count(position, found);
      if (!counted) return;
      position = { ...counted, phase: 'mark' };
    }
    if (position.isWorkLeft && !(await this.#markAll(position, found))) return;
    await this.#pages.finish();
    this.report.finished = true;
  }

  /** @returns undefined if the survey must stop before the last page */
  async #count(from: SurveyPosition, found: FoundWork): Promise<SurveyPosition | undefined> {
    for await (const { channels, position } of this.#pages.read(from)) {
      const tagged = await this.#taggedOf(channels, 'count');
      const works = tagged.map((each) => this.#workOf(each));
      found.add(tagged.filter((_, i) => works[i]?.isNeeded));
      position.channels += channels.length;
      position.unmarked += works.filter(({ mayBeDue }) => mayBeDue).length;
      position.newRules += tagged.filter((each) => this.#hasNewRule(each)).length;
      position.isWorkLeft ||= works.some(({ isNeeded }) => isNeeded);
      if (position.token !== undefined) continue;
      position.channels -= await this.#deletedSince(position);
      await this.#saveCount(position);
      return position;
    }
    return undefined;
  }

  /** @returns false if the survey must stop before the last channel */
  #markAll(from: SurveyPosition, found: FoundWork | undefined): Promise<boolean> {
    return found?.isComplete ? this.#markFound(from, found.batches()) : this.#markPages(from);
  }

  /** Without reading the pages again. Where it stops, the next run reads all pages. */
  async #markFound(position: SurveyPosition, batches: Map<string, Policy>[]): Promise<boolean> {
    for (const [i, policies] of batches.entries()) {
      if (i > 0 && (await this.#context.lease.shouldRelease())) {
        await this.#pages.save(position);
        return false;
      }
      await this.#markEach(await this.#withRecords(policies), position, i === batches.length - 1);
    }
    return true;
  }

  async #markPages(from: SurveyPosition): Promise<boolean> {
    for await (const { channels, position } of this.#pages.read(from)) {
      const isLast = position.token === undefined;
      await this.#markEach(await this.#taggedOf(channels, 'mark'), position, isLast);
      if (isLast) return true;
    }
    return false;
  }

  async #markEach(
    tagged: readonly TaggedChannel[],
    position: SurveyPosition,
    isLast: boolean,
  ): Promise<void> {
    const counted = tagged.filter((each) => this.#workOf(each).mayBeDue).length;
    for (const each of tagged) await this.#marker.survey(each);
    position.unmarked = isLast ? 0 : Math.max(0, position.unmarked - counted);
    await this.#saveCount(position);
  }

  /** A count of several runs contains channels that cleanup has deleted meanwhile. */
  async #deletedSince({ startedAt, channels }: SurveyPosition): Promise<number> {
    const { count } = await this.#context.deletions.load();
    return Math.min(channels, totalOf(count) - madeUntil(count, startedAt));
  }

  async #saveCount(position: SurveyPosition): Promise<void> {
    const { channelCounts, clock } = this.#context;
    const { channels, startedAt: countedAt, unmarked, newRules } = position;
    await channelCounts.save({ channels, countedAt, unmarked, newRules }, clock.now());
  }

  #hasNewRule({ policy, record }: TaggedChannel): boolean {
    const { clock, settings } = this.#context;
    return hasNewRule(policy, record, clock.now(), settings);
  }

  #workOf({ record, policy }: TaggedChannel): OpenWork {
    const { clock, live, settings } = this.#context;
    return openWork(policy, record, live.get(record.channelArn), clock.now(), settings);
  }

  async #taggedOf(
    channels: readonly ChannelSummary[],
    phase: SurveyPosition['phase'],
  ): Promise<TaggedChannel[]> {
    const isReported = phase === this.#reportedPhase;
    const policies = new Map<string, Policy>();
    for (const channel of channels) {
      const policy = readPolicy(channel.tags, this.#context.tagKeys);
      if (isReported) this.#reportUnreadable(channel, unreadableTags(policy));
      if (channel.arn && isTagged(policy)) policies.set(channel.arn, policy);
    }
    if (isReported) this.report.channels += channels.length;
    if (isReported) this.report.tagged += policies.size;
    return this.#withRecords(policies);
  }

  async #withRecords(policies: ReadonlyMap<string, Policy>): Promise<TaggedChannel[]> {
    if (policies.size === 0) return [];
    const records = await this.#context.channels.get([...policies.keys()]);
    const byArn = new Map(records.map((record) => [record.channelArn, record]));
    return [...policies].map(([channelArn, policy]) => ({
      record: byArn.get(channelArn) ?? { channelArn },
      policy,
    }));
  }

  #reportUnreadable({ arn }: ChannelSummary, reasons: string[]): void {
    if (reasons.length === 0) return;
    this.report.unreadable++;
    this.#context.metrics.add('TagUnreadable');
    const fields = { channelArn: arn, reasons };
    this.#context.log.warn('a tag of the channel is unreadable; the channel is left alone', fields);
  }
}
