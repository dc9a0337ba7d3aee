import type { RotationReason } from '../channels/audit-reason.ts';
import type { ChannelRecord, ChannelRecordChanges } from '../channels/record.ts';
import { isoTime } from '../platform/clock.ts';
import { nextRule } from './age-rule.ts';
import type { CreateKey, KeepKey, RequestedRotation, RotateKey } from './decision.ts';
import type { RotationDeps } from './deps.ts';
import type { KeySnapshot } from './key-snapshot.ts';
import { keepDecision, planDecision } from './last-decision.ts';
import type { RotationReport } from './report.ts';

/**
 * Reports the decisions that change no key, and writes them to the channel's record. Each write takes a
 * pending rotation away: at this point the old key still exists, so that rotation has changed nothing.
 */
export class DecisionRecorder {
  readonly #deps: RotationDeps;
  readonly #report: RotationReport;

  constructor(deps: RotationDeps, report: RotationReport) {
    this.#deps = deps;
    this.#report = report;
  }

  /** @returns the reason, which is `overdue` once the key has been too old for too long */
  async keep(decision: KeepKey, { record, tags }: KeySnapshot): Promise<RotationReason> {
    const reported = this.#report.countOverdue(decision, this.#deps.overdueAlarmMs);
    const { reason, recheckAt, facts } = reported;
    await this.#report.kept({ ...decision, reason }, record, tags);
    await this.#update(record, {
      ...facts,
      rotationDueAt: recheckAt === undefined ? null : isoTime(recheckAt),
      lastRotationDecision: reason === 'untagged' ? null : keepDecision(reason),
    });
    return reason;
  }

  /** Leaves the channel due, so that the same rotation is carried out when the mode becomes `apply`. */
  async plan(
    decision: Pick<RotateKey, 'do' | 'reason' | 'facts'> | CreateKey,
    { record, tags }: KeySnapshot,
  ): Promise<'planned'> {
    const { do: action, reason } = decision;
    await this.#report.planned(`${action}-key`, { reason, record, tags });
    const facts = 'facts' in decision ? decision.facts : {};
    await this.#update(record, { ...facts, lastRotationDecision: planDecision(record) });
    return 'planned';
  }

  /**
   * For a channel whose plan is recorded already. It notes that the tag still asks for the rotation, or
   * asks for another age: otherwise the age would count as new when the mode becomes `apply`.
   */
  async stillPlanned(
    record: ChannelRecord,
    rotation: RequestedRotation,
    now: number,
  ): Promise<'planned'> {
    const ageRule = rotation.on === 'age' && nextRule(record.ageRule, rotation.ageMs, now);
    if (ageRule) await this.#update(record, { ageRule });
    return 'planned';
  }

  /** In mode `off` the channel is no longer due. In another mode, `reconcile` marks it as due again. */
  async unmark(record: ChannelRecord): Promise<'off'> {
    await this.#update(record, { rotationDueAt: null });
    return 'off';
  }

  async #update(record: ChannelRecord, changes: ChannelRecordChanges): Promise<void> {
    const { channels } = this.#deps;
    await channels.update(record, { ...changes, pendingRotation: null }, 'rotation');
  }
}
