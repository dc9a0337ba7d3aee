import type { DueChannel } from '../channels/due-channel-queue.ts';
import { readPolicy, type Tags } from '../channels/policy.ts';
import { fetchFinalStreamStatus, readStreamStatus } from '../channels/read-stream-status.ts';
import type { ChannelRecord } from '../channels/record.ts';
import { fetchChannel, fetchFinalSnapshot } from '../channels/snapshot.ts';
import type { Channel, StreamKeySummary } from '../ivs/api.ts';
import { isoTime } from '../platform/clock.ts';
import {
  consentToRotate,
  decideRotation,
  type KeepKey,
  type RotationDecision,
  type RotationReason,
} from './decide.ts';
import type { RotationDeps } from './deps.ts';
import { KeyMaker, type Made } from './key-maker.ts';
import { RotationReport, saidOf } from './report.ts';
import { KeyTeller } from './tell.ts';

type Rotate = Extract<RotationDecision, { do: 'rotate' }>;

/** What a decision rests on. */
interface Looked {
  record: ChannelRecord;
  channel: Channel;
  tags: Tags;
  keys: StreamKeySummary[];
}

/** One channel that is due: nothing in here is shared with another. */
export class DueKey {
  private readonly report: RotationReport;
  private readonly maker: KeyMaker;
  private readonly teller: KeyTeller;

  constructor(
    private readonly arn: string,
    private readonly deps: RotationDeps,
  ) {
    this.report = new RotationReport(arn, deps);
    this.maker = new KeyMaker(arn, deps, this.report);
    this.teller = new KeyTeller(arn, deps, this.report);
  }

  /** @returns what came of it, one word */
  async handle({ record, channel }: DueChannel): Promise<string> {
    const { ivs, settings } = this.deps;
    if (!channel) return this.gone();
    if (record.pendingAnnouncement)
      return this.teller.tell(record, channel, record.pendingAnnouncement);
    const tags = channel.tags ?? {};
    if (!record.pendingRotation) {
      if (settings.mode === 'off') return this.rest(record);
      const consent = consentToRotate(readPolicy(tags));
      if (consent.do === 'keep') return this.keep(consent, { record, channel, tags, keys: [] });
      if (settings.mode === 'plan' && record.lastRotationDecision === plannedFor(record))
        return 'planned';
    }
    const keys = await ivs.listStreamKeys(this.arn);
    if (!keys) return this.gone();
    const looked = { record, channel, tags, keys };
    return this.act(await this.decide(looked), looked);
  }

  private async act(decision: RotationDecision, looked: Looked): Promise<string> {
    const { record, channel, tags } = looked;
    if (this.deps.settings.mode === 'off' && decision.reason !== 'cut-off')
      return this.rest(record);
    if (decision.do === 'keep') return this.keep(decision, looked);
    if (await this.deps.revocations.isOpen(this.arn)) return 'revoking';
    if (decision.do === 'adopt')
      return this.finish(await this.maker.adopt(record, tags, decision.keyArn), record, channel);
    return decision.do === 'create' ? this.create(looked) : this.lastLook(decision, looked);
  }

  private async create({ record, keys }: Looked): Promise<string> {
    const channel = await fetchChannel(this.deps.ivs, this.arn);
    if (!channel) return this.gone();
    const looked = { record, channel, tags: channel.tags ?? {}, keys };
    const decision = await this.decide(looked);
    if (decision.do === 'keep') return this.keep(decision, looked);
    const reason = decision.reason === 'cut-off' ? 'cut-off' : 'no-key';
    if (this.deps.settings.mode === 'plan' && reason === 'no-key')
      return this.plan('create-key', reason, looked);
    return this.finish(await this.maker.create(record, looked.tags, reason), record, channel);
  }

  /** Everything again, GetStream last, and right after it the deletion. */
  private async lastLook(first: Rotate, { record, keys }: Looked): Promise<string> {
    const { channels, settings } = this.deps;
    const look = await fetchFinalSnapshot(this.deps, this.arn);
    if (!look) return this.gone();
    const { channel, validUntil } = look;
    const intent = settings.mode === 'apply' ? await this.intend(first, record, keys) : undefined;
    const [fresh] = await channels.get([this.arn]);
    // The streams moved on, or another run went on with the key that this one has seen.
    if (!fresh || (settings.mode === 'apply' && intent !== fresh.pendingRotation?.at))
      return 'changed';
    const looked = { record: fresh, channel, tags: channel.tags ?? {}, keys };
    const decision = await this.decide(looked, true);
    if (decision.do !== 'rotate') return this.act(decision, looked);
    if (settings.mode === 'plan') return this.plan('rotate-key', decision.reason, looked);
    const made = await this.maker.rotate(fresh, looked.tags, decision, validUntil);
    return this.finish(made, fresh, channel);
  }

  /** Notes which key is about to be replaced. @returns when; `refused` if anything moved on meanwhile */
  private async intend(rotate: Rotate, record: ChannelRecord, keys: StreamKeySummary[]) {
    const { keyArn, end, facts, reason } = rotate;
    const tags = keys.find(({ arn }) => arn === keyArn)?.tags ?? {};
    const at = isoTime(this.deps.clock.now());
    const pendingRotation = { keyArn, tags, at, reason, ...(end && { end }) };
    const noted = await this.deps.channels.update(
      record,
      { ...facts, pendingRotation },
      'rotation',
    );
    return noted ? at : 'refused';
  }

  private async decide({ record, tags, keys }: Looked, last = false): Promise<RotationDecision> {
    const { clock, settings } = this.deps;
    const look = last ? fetchFinalStreamStatus : readStreamStatus;
    const { streamStatus, live } = await look(record, this.deps);
    const evidence = {
      ...{ policy: readPolicy(tags), record, streamStatus, keys },
      ...(live !== undefined && { live }),
    };
    return decideRotation(evidence, clock.now(), settings.endGraceMs);
  }

  private async finish({ word, news, value }: Made, record: ChannelRecord, channel: Channel) {
    if (word === 'gone') return this.gone();
    if (news) await this.teller.tell(record, channel, news, value);
    return word;
  }

  private async keep(decision: KeepKey, { record, tags }: Looked): Promise<string> {
    const { reason, recheckAt, facts } = this.report.overdue(decision, this.deps.overdueAlarmMs);
    await this.report.kept({ ...decision, reason }, record, tags);
    await this.deps.channels.update(
      record,
      {
        ...facts,
        // The key is there: what was begun has changed nothing yet.
        pendingRotation: null,
        rotationDueAt: recheckAt === undefined ? null : isoTime(recheckAt),
        lastRotationDecision: reason === 'untagged' ? null : saidOf(reason),
      },
      'rotation',
    );
    return reason;
  }

  /** The mode is off, and nothing is to be finished: the survey marks the channel again once it is on. */
  private async rest(record: ChannelRecord): Promise<string> {
    await this.deps.channels.update(
      record,
      { pendingRotation: null, rotationDueAt: null },
      'rotation',
    );
    return 'off';
  }

  private async plan(
    action: 'rotate-key' | 'create-key',
    reason: RotationReason,
    { record, tags }: Looked,
  ): Promise<string> {
    await this.report.planned(action, { reason, record, tags });
    const lastRotationDecision = plannedFor(record);
    await this.deps.channels.update(
      record,
      { pendingRotation: null, lastRotationDecision },
      'rotation',
    );
    return 'planned';
  }

  private async gone(): Promise<string> {
    await this.deps.channels.remove(this.arn);
    this.report.count('gone');
    return 'gone';
  }
}

/** What the record remembers of a plan: in mode `plan` it is said once, and leaves the mark for a later `apply`. */
function plannedFor({ lastStart, lastEnd, confirmedEnd }: ChannelRecord): string {
  return ['planned', lastStart?.at, lastEnd?.at, confirmedEnd?.at].join(' ');
}
