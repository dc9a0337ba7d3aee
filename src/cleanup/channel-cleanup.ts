import { withAuditRecord } from '../channels/audit.ts';
import type { DueChannel } from '../channels/due-channel-queue.ts';
import { neverLiveSince } from '../channels/never-live.ts';
import type { PassDeps } from '../channels/pass.ts';
import { readPolicy } from '../channels/policy.ts';
import { fetchFinalStreamStatus, readStreamStatus } from '../channels/read-stream-status.ts';
import type { ChannelRecord } from '../channels/record.ts';
import { fetchFinalSnapshot } from '../channels/snapshot.ts';
import { type StreamStatus, startedSinceEnd } from '../channels/stream-status.ts';
import type { Channel } from '../ivs/api.ts';
import { SnapshotExpiredError } from '../ivs/errors.ts';
import type { Bus } from '../platform/bus.ts';
import { isoTime } from '../platform/clock.ts';
import {
  type CleanupDecision,
  type CleanupEvidence,
  consentToDelete,
  type DeleteReason,
  decideCleanup,
  recordingMatters,
} from './decide.ts';
import { endOf, isSameStream } from './limits.ts';
import { publishDeletionNotice } from './publish-deletion-notice.ts';
import type { ReconnectWindows } from './reconnect-windows.ts';
import {
  type CleanupFacts,
  CleanupReport,
  decisionText,
  isPlanned,
  type KeepDecision,
  plannedFor,
} from './report.ts';
import type { CleanupSettings } from './settings.ts';

export interface DueChannelDeps extends PassDeps {
  bus: Bus;
  settings: CleanupSettings;
  windows: ReconnectWindows;
}

/** What the first look at a due channel came to: one word, or that it is to be deleted, for which end (`endOf`). */
export type Assessed =
  | { do: 'keep'; word: string }
  | { do: 'delete'; looked: CleanupFacts; end: string };

/** IVS said 409: it is live, whatever else we know. Looked at again by the next run but one. */
const LIVE_RECHECK_MS = 60_000;

/** One channel that is due. `assess` looks at it, and keeps what is to be kept; `finish` deletes. */
export class ChannelCleanup {
  private readonly arn: string;
  private readonly report: CleanupReport;

  constructor(
    private readonly record: ChannelRecord,
    private readonly deps: DueChannelDeps,
  ) {
    this.arn = record.channelArn;
    this.report = new CleanupReport(this.arn, deps);
  }

  /** By its tags and by what is known of its streams. */
  async assess({ channel }: DueChannel): Promise<Assessed> {
    if (!channel) return { do: 'keep', word: await this.gone() };
    const { tags = {} } = channel;
    const consent = consentToDelete(readPolicy(tags));
    if (consent.do === 'keep') return this.kept(consent, { record: this.record, tags });
    if (this.deps.settings.mode === 'plan' && isPlanned(this.record))
      return { do: 'keep', word: 'planned' };
    const { looked, decision, streamStatus } = await this.decide(this.record, channel);
    if (decision.do === 'keep') return this.kept(decision, looked);
    return { do: 'delete', looked, end: this.endOf(this.record, streamStatus) };
  }

  /**
   * Everything again, GetStream last; if the record still is as it was read, the deletion follows: for
   * `end` alone, if that is given.
   */
  async finish(end?: string): Promise<string> {
    const { channels, settings } = this.deps;
    const look = await fetchFinalSnapshot(this.deps, this.arn);
    if (!look) return this.gone();
    const { channel, validUntil } = look;
    const [record] = await channels.get([this.arn]);
    if (!record) return 'changed';
    const { looked, decision, streamStatus } = await this.decide(record, channel, true);
    if (decision.do === 'keep') return this.keep(decision, looked);
    if (settings.mode === 'plan') return this.plan(decision.reason, looked);
    if (end !== undefined && !isSameStream(end, this.endOf(record, streamStatus)))
      return this.another(streamStatus);
    return this.delete(channel, decision.reason, looked, streamStatus, validUntil);
  }

  private async decide(record: ChannelRecord, channel: Channel, last = false) {
    const { clock, settings, channels } = this.deps;
    const { tags = {} } = channel;
    const restarted = startedSinceEnd(record);
    const { streamStatus, stream, live } = last
      ? await fetchFinalStreamStatus(record, this.deps)
      : await readStreamStatus(record, this.deps, !restarted);
    if (stream?.streamId && stream.startTime) {
      const at = isoTime(stream.startTime.getTime());
      await channels.addEvidence(this.arn, 'lastStart', { at, streamId: stream.streamId });
    }
    const now = clock.now();
    const since = neverLiveSince(record, now);
    const evidence: CleanupEvidence = {
      ...{ policy: readPolicy(tags), streamStatus, startedSinceEnd: restarted },
      ...(live !== undefined && { live }),
      ...(since !== undefined && { neverLiveSince: since }),
    };
    const looked: CleanupFacts = { record, tags, streamStatus };
    if (stream) looked.liveStream = stream.streamId ?? 'unknown';
    const decision = decideCleanup(evidence, now, settings);
    return {
      looked,
      streamStatus,
      decision: await this.recording(decision, evidence, channel, looked),
    };
  }

  /** Its recording configuration is asked for only where all else says that the channel may go. */
  private async recording(
    decision: CleanupDecision,
    evidence: CleanupEvidence,
    { recordingConfigurationArn }: Channel,
    looked: CleanupFacts,
  ): Promise<CleanupDecision> {
    const { windows, clock, settings } = this.deps;
    const { streamStatus } = evidence;
    if (decision.do === 'keep' || !recordingConfigurationArn || streamStatus.state !== 'ended')
      return decision;
    if (!recordingMatters(streamStatus.at, clock.now())) return decision;
    const recordingWindow = await windows.windowOf(recordingConfigurationArn);
    looked.recordingWindow = recordingWindow;
    return decideCleanup({ ...evidence, recordingWindow }, clock.now(), settings);
  }

  private async delete(
    channel: Channel,
    reason: DeleteReason,
    looked: CleanupFacts,
    streamStatus: StreamStatus,
    validUntil: number,
  ): Promise<string> {
    const { ivs, clock, channels, log } = this.deps;
    if (clock.now() > validUntil) throw new SnapshotExpiredError('DeleteChannel');
    const entry = this.report.entry(reason, looked);
    const { outcome } = await withAuditRecord(this.deps, entry, async () => {
      // A start may have been noted while IVS was asked, which may not know of it yet.
      const calm = await channels.update(looked.record, {
        lastCleanupDecision: decisionText(reason, 'deleting'),
      });
      if (!calm) return { outcome: 'kept' as const };
      const end = this.endOf(looked.record, streamStatus);
      await publishDeletionNotice({ channel, reason, end, ...looked }, this.deps);
      const answer = await ivs.deleteChannel(this.arn, validUntil);
      return { outcome: answer === 'deleted' ? ('done' as const) : answer };
    });
    if (outcome === 'kept') return this.report.count('changed');
    if (outcome === 'live') {
      const recheckAt = clock.now() + LIVE_RECHECK_MS;
      await this.settle({ do: 'keep', reason: 'live', recheckAt }, looked.record);
      return this.report.count('live');
    }
    await channels.remove(this.arn);
    log.info('channel deleted', { channelArn: this.arn, reason, outcome });
    return this.report.count(outcome === 'done' ? 'deleted' : outcome);
  }

  /** It ended for a stream that nobody had told of: the next run knows, and decides for that. */
  private async another(streamStatus: StreamStatus): Promise<string> {
    if (streamStatus.state === 'ended') {
      const end = { at: isoTime(streamStatus.at), streamId: streamStatus.streamId };
      await this.deps.channels.addEvidence(this.arn, 'confirmedEnd', end);
    }
    return this.report.count('changed');
  }

  private async plan(reason: DeleteReason, looked: CleanupFacts): Promise<string> {
    await this.report.planned(reason, looked);
    await this.deps.channels.update(looked.record, {
      lastCleanupDecision: plannedFor(looked.record),
    });
    return this.report.count('planned');
  }

  private async kept(decision: KeepDecision, looked: CleanupFacts): Promise<Assessed> {
    return { do: 'keep', word: await this.keep(decision, looked) };
  }

  private async keep(decision: KeepDecision, looked: CleanupFacts): Promise<string> {
    await this.report.kept(decision, looked);
    return this.settle(decision, looked.record);
  }

  private async settle(
    { recheckAt, reason }: KeepDecision,
    record: ChannelRecord,
  ): Promise<string> {
    const cleanupDueAt = recheckAt === undefined ? null : isoTime(recheckAt);
    const lastCleanupDecision = reason === 'untagged' ? null : decisionText(reason);
    await this.deps.channels.update(record, { cleanupDueAt, lastCleanupDecision });
    return reason;
  }

  private async gone(): Promise<string> {
    await this.report.gone(this.record);
    await this.deps.channels.remove(this.arn);
    return this.report.count('gone');
  }

  private endOf(record: ChannelRecord, streamStatus: StreamStatus): string {
    return endOf(streamStatus, neverLiveSince(record, this.deps.clock.now()));
  }
}
