import type { RotationReason } from '../channels/audit-reason.ts';
import type { ChannelRecord, ChannelRecordChanges } from '../channels/record.ts';
import { isoTime } from '../platform/clock.ts';
import type { CreateKey, KeepKey, RotateKey } from './decision.ts';
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
    { do: action, reason }: Pick<RotateKey, 'do' | 'reason'> | Pick<CreateKey, 'do' | 'reason'>,
    { record, tags }: KeySnapshot,
  ): Promise<'planned'> {
    await this.#report.planned(`${action}-key`, { reason, record, tags });
    await this.#update(record, { lastRotationDecision: planDecision(record) });
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
