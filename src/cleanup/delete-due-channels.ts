import { type AuditEntry, audited } from '../channels/audit.ts';
import { type DueItem, type PassDeps, type PassSummary, runDuePass } from '../channels/due-pass.ts';
import { LOOK_VALID_MS, lastLookAtStreams, lookAt, lookAtStreams } from '../channels/look.ts';
import { policyTags, readPolicy, type Tags } from '../channels/policy.ts';
import type { ChannelRecord } from '../channels/record.ts';
import { type Standing, startedSinceEnd } from '../channels/standing.ts';
import { isoTime } from '../platform/clock.ts';
import { type CleanupDecision, consentToDelete, decideCleanup } from './decide.ts';
import type { CleanupSettings } from './settings.ts';

export interface CleanupDeps extends PassDeps {
  settings: CleanupSettings;
}

/** IVS said 409: it is live, whatever else we know. Looked at again by the next run but one. */
const LIVE_RECHECK_MS = 60_000;
/** What a record says while its channel is being deleted. */
const DELETING = 'deleting';

/**
 * One pass over the channels that are marked for deletion.
 *
 * For each: its tags (looked at by 50) and what is known of its streams -> keep, now or for good; or
 * the last look (tags, record and sessions again, then GetStream) -> audit -> DeleteChannel -> the
 * record goes. Cut off anywhere, the next run finds the channel as it is: still there and decided
 * anew, or gone, which is success.
 */
export async function deleteDueChannels(deps: CleanupDeps): Promise<PassSummary> {
  if (deps.settings.mode === 'off') return { outcome: 'off', due: 0, counts: {} };
  return runDuePass('cleanup', deps, (item) => new DueChannel(item.record, deps).handle(item));
}

type Kept = Extract<CleanupDecision, { do: 'keep' }>;

/** What one decision rests on, as the audit tells it. */
interface Looked {
  record: ChannelRecord;
  tags: Tags;
  standing?: Standing;
  liveStream?: string;
}

class DueChannel {
  private readonly arn: string;

  constructor(
    private readonly record: ChannelRecord,
    private readonly deps: CleanupDeps,
  ) {
    this.arn = record.channelArn;
  }

  async handle({ channel }: DueItem): Promise<string> {
    if (!channel) return this.gone();
    const tags = channel.tags ?? {};
    const consent = consentToDelete(readPolicy(tags));
    if (consent.do === 'keep') return this.keep(consent, { record: this.record, tags });
    if (this.alreadyPlanned()) return 'planned';
    const { looked, decision } = await this.decide(this.record, tags);
    return decision.do === 'keep' ? this.keep(decision, looked) : this.lastLook();
  }

  /** Everything again, GetStream last; if the record still is as it was read, the deletion follows. */
  private async lastLook(): Promise<string> {
    const { ivs, channels, clock } = this.deps;
    const channel = await lookAt(ivs, this.arn);
    const validUntil = clock.now() + LOOK_VALID_MS;
    if (!channel) return this.gone();
    const [record] = await channels.get([this.arn]);
    if (!record) return 'changed';
    const { looked, decision } = await this.decide(record, channel.tags ?? {}, true);
    if (decision.do === 'keep') return this.keep(decision, looked);
    return this.deps.settings.mode === 'plan' ? this.plan(looked) : this.delete(looked, validUntil);
  }

  private async decide(record: ChannelRecord, tags: Tags, last = false) {
    const { clock, settings, channels } = this.deps;
    const restarted = startedSinceEnd(record);
    const look = last
      ? await lastLookAtStreams(record, this.deps)
      : await lookAtStreams(record, this.deps, !restarted);
    const { standing, stream, live } = look;
    if (stream?.streamId && stream.startTime) {
      const at = isoTime(stream.startTime.getTime());
      await channels.addEvidence(this.arn, 'lastStart', { at, streamId: stream.streamId });
    }
    const evidence = {
      policy: readPolicy(tags),
      standing,
      startedSinceEnd: restarted,
      ...(live !== undefined && { live }),
    };
    const decision = decideCleanup(evidence, clock.now(), settings.defaultGraceMs);
    const looked: Looked = { record, tags, standing };
    if (stream) looked.liveStream = stream.streamId ?? 'unknown';
    return { looked, decision };
  }

  private async delete(looked: Looked, validUntil: number): Promise<string> {
    const { ivs, clock, channels, log } = this.deps;
    const entry = this.entry('grace-over', looked);
    const { outcome } = await audited(this.deps, entry, async () => {
      // A start may have been noted while IVS was asked, which may not know of it yet.
      const calm = await channels.amend(looked.record, { cleanupSaid: DELETING });
      if (!calm) return { outcome: 'kept' as const };
      const answer = await ivs.deleteChannel(this.arn, validUntil);
      return { outcome: answer === 'deleted' ? ('done' as const) : answer };
    });
    if (outcome === 'kept') return this.count('changed');
    if (outcome === 'live') {
      const recheckAt = clock.now() + LIVE_RECHECK_MS;
      return this.settle({ do: 'keep', reason: 'live', recheckAt }, looked.record);
    }
    await channels.remove(this.arn);
    log.info('channel deleted', { channelArn: this.arn, outcome });
    return this.count(outcome === 'done' ? 'deleted' : outcome);
  }

  private async plan(looked: Looked): Promise<string> {
    const { audit, channels, clock, log } = this.deps;
    const entry = this.entry('grace-over', looked);
    await audit.write({ ...entry, outcome: 'planned' }, clock.now());
    log.info('channel would be deleted', { channelArn: this.arn });
    await channels.amend(looked.record, { cleanupSaid: plannedFor(looked.record) });
    return this.count('planned');
  }

  /** In mode `plan` it is said once for each end, and leaves the mark for a later `apply`. */
  private alreadyPlanned(): boolean {
    const said = this.record.cleanupSaid === plannedFor(this.record);
    return this.deps.settings.mode === 'plan' && said;
  }

  private async keep(decision: Kept, looked: Looked): Promise<string> {
    const { audit, clock, log } = this.deps;
    const { reason, detail } = decision;
    const news = looked.record.cleanupSaid !== saidOf(decision);
    // A channel that never asked for anything needs no record of its own.
    const silent = reason === 'untagged' && looked.record.cleanupSaid === undefined;
    if (news && !silent) {
      const entry = this.entry(reason, looked, detail);
      await audit.write({ ...entry, outcome: 'kept' }, clock.now());
      log.info('channel kept', { channelArn: this.arn, reason, detail });
    }
    if (reason === 'tag-unreadable') {
      log.warn('tag can not be read; the channel stays', { channelArn: this.arn, detail });
    }
    return this.settle(decision, looked.record);
  }

  private async settle(decision: Kept, record: ChannelRecord): Promise<string> {
    const { recheckAt, reason } = decision;
    const cleanupDueAt = recheckAt === undefined ? null : isoTime(recheckAt);
    const cleanupSaid = reason === 'untagged' ? null : saidOf(decision);
    await this.deps.channels.amend(record, { cleanupDueAt, cleanupSaid });
    return this.count(reason);
  }

  private async gone(): Promise<string> {
    await this.deps.channels.remove(this.arn);
    this.deps.log.info('channel is gone already', { channelArn: this.arn });
    return this.count('gone');
  }

  private count(word: string): string {
    this.deps.metrics.add('ChannelCleanup', 1, { dimensions: { result: word } });
    return word;
  }

  private entry(
    reason: string,
    { record, tags, standing, liveStream }: Looked,
    detail?: string,
  ): Omit<AuditEntry, 'outcome'> {
    const { lastStart, lastEnd, confirmedEnd } = record;
    const evidence = {
      tags: policyTags(tags),
      ...{ lastStart, lastEnd, confirmedEnd, standing, liveStream, detail },
    };
    return { channelArn: this.arn, action: 'delete-channel', reason, evidence };
  }
}

function saidOf({ reason }: Kept): string {
  return `kept: ${reason}`;
}

function plannedFor({ lastStart, lastEnd, confirmedEnd }: ChannelRecord): string {
  return ['planned', lastStart?.at, lastEnd?.at, confirmedEnd?.at].join(' ');
}
