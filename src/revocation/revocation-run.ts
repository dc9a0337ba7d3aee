import type { AuditAction, AuditEntry } from '../channels/audit.ts';
import type { AuditReason } from '../channels/audit-reason.ts';
import type { PassDeps } from '../channels/pass.ts';
import { isoTime } from '../platform/clock.ts';
import type { HandOverDeps } from '../rotation/hand-over/hand-over.ts';
import type { Revocation, RevocationOutcome, WaitingFor } from './revocation.ts';
import type { RevocationStore } from './store.ts';

export interface AdvanceDeps extends PassDeps, Omit<HandOverDeps, 'ivs'> {
  revocations: RevocationStore;
}

/** How far a run has taken a revocation. */
export interface Progress {
  revocation: Revocation;
  /** Absent: the revocation is done. */
  waitingFor?: WaitingFor;
}

/** One revocation while a run works on it. Each step reads its state here and saves what it has done. */
export class RevocationRun {
  readonly channelArn: string;
  readonly deps: AdvanceDeps;
  #revocation: Revocation;

  constructor(revocation: Revocation, deps: AdvanceDeps) {
    this.channelArn = revocation.channelArn;
    this.deps = deps;
    this.#revocation = revocation;
  }

  get revocation(): Revocation {
    return this.#revocation;
  }

  /** Ms since the epoch. */
  get now(): number {
    return this.deps.clock.now();
  }

  /** @throws RevocationEndedError if another run has completed this revocation */
  async save(changes: Partial<Revocation>): Promise<void> {
    await this.#replace({ ...this.#revocation, ...changes });
  }

  /** Removes the new key from the revocation, so that the next run creates another one. */
  async forgetNewKey(): Promise<void> {
    const { newKey: _, ...others } = this.#revocation;
    await this.#replace(others);
  }

  async finish(outcome: RevocationOutcome, changes: Partial<Revocation> = {}): Promise<Progress> {
    const { log, metrics } = this.deps;
    await this.save({ ...changes, outcome, doneAt: isoTime(this.now) });
    const { id } = this.#revocation;
    log.info('revocation is done', { channelArn: this.channelArn, id, outcome });
    metrics.add('StreamKeyRevocation', 1, { dimensions: { result: outcome } });
    return { revocation: this.#revocation };
  }

  wait(waitingFor: WaitingFor): Progress {
    return { revocation: this.#revocation, waitingFor };
  }

  auditEntry(
    action: AuditAction,
    reason: AuditReason,
    more: Record<string, unknown> = {},
  ): Omit<AuditEntry, 'outcome'> {
    const { id, requestedAt, requestedBy: by, oldKeys = [] } = this.#revocation;
    const oldKeyArns = oldKeys.map(({ arn }) => arn);
    const asked = { requestedAt, ...(by !== undefined && { by }) };
    const evidence = { revocation: id, ...asked, oldKeyArns, ...more };
    return { channelArn: this.channelArn, action, reason, evidence };
  }

  async #replace(revocation: Revocation): Promise<void> {
    await this.deps.revocations.save(revocation);
    this.#revocation = revocation;
  }
}
