import { type DueItem, type PassDeps, type PassSummary, runDuePass } from '../channels/due-pass.ts';
import { LOOK_VALID_MS, lastLookAtStreams, lookAt, lookAtStreams } from '../channels/look.ts';
import { readPolicy, type Tags } from '../channels/policy.ts';
import type { ChannelRecord } from '../channels/record.ts';
import type { StreamKeySummary } from '../ivs/api.ts';
import { isoTime } from '../platform/clock.ts';
import {
  consentToRotate,
  decideRotation,
  type KeepKey,
  type RotationDecision,
  type RotationReason,
} from './decide.ts';
import { KeyMaker } from './key-maker.ts';
import { RotationReport, saidOf } from './report.ts';
import type { RotationSettings } from './settings.ts';

export interface RotationDeps extends PassDeps {
  settings: RotationSettings;
}

/**
 * One pass over the channels that are marked for rotation.
 *
 * For each: its tags and keys, and what is known of its streams -> leave it; or
 *
 *     last look: tags, record, sessions -> write the intent -> GetStream: offline?
 *     -> DeleteStreamKey (that ARN, no other) -> CreateStreamKey -> note the new key
 *
 * Cut off anywhere, the next run goes on from what ListStreamKeys shows: the old key (begin again), no
 * key (create), another key than the intent names (note it). The channel stays due until then.
 */
export async function rotateStreamKeys(deps: RotationDeps): Promise<PassSummary> {
  if (deps.settings.mode === 'off') return { outcome: 'off', due: 0, counts: {} };
  return runDuePass('rotation', deps, (item) =>
    new DueKey(item.record.channelArn, deps).handle(item),
  );
}

type Rotate = Extract<RotationDecision, { do: 'rotate' }>;

/** What a decision rests on. */
interface Looked {
  record: ChannelRecord;
  tags: Tags;
  keys: StreamKeySummary[];
}

class DueKey {
  private readonly report: RotationReport;
  private readonly maker: KeyMaker;

  constructor(
    private readonly arn: string,
    private readonly deps: RotationDeps,
  ) {
    this.report = new RotationReport(arn, deps);
    this.maker = new KeyMaker(arn, deps, this.report);
  }

  async handle({ record, channel }: DueItem): Promise<string> {
    const { ivs, settings } = this.deps;
    if (!channel) return this.gone();
    const tags = channel.tags ?? {};
    const consent = consentToRotate(readPolicy(tags));
    if (consent.do === 'keep' && !record.rotating) {
      return this.keep(consent, { record, tags, keys: [] });
    }
    const planning = settings.mode === 'plan' && consent.do === 'ask';
    if (planning && record.rotationSaid === plannedFor(record)) return 'planned';
    const keys = await ivs.listStreamKeys(this.arn);
    if (!keys) return this.gone();
    const looked = { record, tags, keys };
    return this.act(await this.decide(looked), looked);
  }

  private async act(decision: RotationDecision, looked: Looked): Promise<string> {
    const { record, tags } = looked;
    if (decision.do === 'keep') return this.keep(decision, looked);
    if (decision.do === 'adopt') return this.maker.adopt(record, tags, decision.keyArn);
    return decision.do === 'create' ? this.create(looked) : this.lastLook(decision, looked);
  }

  private async create({ record, keys }: Looked): Promise<string> {
    const channel = await lookAt(this.deps.ivs, this.arn);
    if (!channel) return this.gone();
    const looked = { record, tags: channel.tags ?? {}, keys };
    const decision = await this.decide(looked);
    if (decision.do === 'keep') return this.keep(decision, looked);
    if (this.deps.settings.mode === 'plan') return this.plan('create-key', 'no-key', looked);
    const made = await this.maker.create(record, looked.tags);
    return made === 'gone' ? this.gone() : made;
  }

  /** Everything again, GetStream last, and right after it the deletion. */
  private async lastLook(first: Rotate, { record, keys }: Looked): Promise<string> {
    const { ivs, channels, clock, settings } = this.deps;
    const channel = await lookAt(ivs, this.arn);
    if (!channel) return this.gone();
    const validUntil = clock.now() + LOOK_VALID_MS;
    if (settings.mode === 'apply' && !(await this.intend(first, record, keys))) return 'changed';
    const [fresh] = await channels.get([this.arn]);
    if (!fresh) return 'changed';
    const looked = { record: fresh, tags: channel.tags ?? {}, keys };
    const decision = await this.decide(looked, true);
    if (decision.do !== 'rotate') return this.act(decision, looked);
    if (settings.mode === 'plan') return this.plan('rotate-key', decision.reason, looked);
    const made = await this.maker.rotate(fresh, looked.tags, decision, validUntil);
    return made === 'gone' ? this.gone() : made;
  }

  /** Notes which key is about to be replaced. @returns false if the streams moved on meanwhile */
  private intend({ keyArn, end, facts }: Rotate, record: ChannelRecord, keys: StreamKeySummary[]) {
    const tags = keys.find(({ arn }) => arn === keyArn)?.tags ?? {};
    const at = isoTime(this.deps.clock.now());
    const rotating = { keyArn, tags, at, ...(end && { end }) };
    return this.deps.channels.amend(record, { ...facts, rotating });
  }

  private async decide({ record, tags, keys }: Looked, last = false): Promise<RotationDecision> {
    const { clock, settings } = this.deps;
    const look = last ? lastLookAtStreams : lookAtStreams;
    const { standing, live } = await look(record, this.deps);
    const evidence = {
      ...{ policy: readPolicy(tags), record, standing, keys },
      ...(live !== undefined && { live }),
    };
    return decideRotation(evidence, clock.now(), settings.endGraceMs);
  }

  private async keep(decision: KeepKey, { record, tags }: Looked): Promise<string> {
    const { reason, recheckAt, facts, keyless } = decision;
    await this.report.kept(decision, record, tags);
    await this.deps.channels.amend(record, {
      ...facts,
      // The key is there: what was begun has changed nothing yet.
      ...(record.rotating && !keyless && { rotating: null }),
      rotationDueAt: recheckAt === undefined ? null : isoTime(recheckAt),
      rotationSaid: reason === 'untagged' ? null : saidOf(reason),
    });
    return reason;
  }

  private async plan(
    action: 'rotate-key' | 'create-key',
    reason: RotationReason,
    { record, tags }: Looked,
  ): Promise<string> {
    await this.report.planned(action, { reason, record, tags });
    await this.deps.channels.amend(record, { rotationSaid: plannedFor(record) });
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
