import type { ActionResult } from '../channels/audit.ts';
import { FinalCheck, type FinalEvidence } from '../channels/final-check.ts';
import type { PassDeps } from '../channels/pass.ts';
import type { Tags } from '../channels/policy.ts';
import type {
  ChannelRecord,
  KeyAnnouncement,
  KnownKey,
  PendingRotation,
} from '../channels/record.ts';
import type { StreamKeyValue } from '../ivs/stream-key-value.ts';
import { isoTime } from '../platform/clock.ts';
import { OutOfTimeError } from '../platform/errors.ts';
import { createKey, type NewKey } from './create-key.ts';
import type { CreateKey, KeepKey, RotateKey, RotationDecision } from './decision.ts';
import type { RotationDeps } from './deps.ts';
import { HAND_OVER_RETRY_MS } from './key-hand-over.ts';
import type { KeyChangeOutcome } from './outcome.ts';
import type { RotationReport } from './report.ts';

type RotatorDeps = PassDeps & Pick<RotationDeps, 'creations'>;

export interface KeyChange {
  outcome: KeyChangeOutcome;
  /** The new key, which has not been handed over yet. */
  announcement?: KeyAnnouncement;
  value?: StreamKeyValue;
  /** The final check kept the key. */
  kept?: { decision: KeepKey; final: FinalEvidence };
}

/** The outcome as the audit log has it. `kept`: the final check differs from the checks before it. */
interface AuditedChange extends ActionResult {
  outcome: 'done' | 'gone' | 'failed' | 'kept';
  announcement?: KeyAnnouncement;
  value?: StreamKeyValue;
  kept?: NonNullable<KeyChange['kept']>;
}

const NOT_DONE = { gone: 'gone', kept: 'changed', failed: 'unsure' } as const;

/**
 * The time that must be left when a rotation begins, ms: 5 s for DeleteStreamKey, and then enough for a
 * CreateStreamKey that starts 5.5 s before the invocation ends. If the invocation ended between the two,
 * the channel would have no key until the next run.
 */
const ROTATION_TIME_MS = 12_000;

/** Rotates, creates and adopts the stream key of one channel. It passes the key's value on unread. */
export class KeyRotator {
  readonly #channelArn: string;
  readonly #deps: RotatorDeps;
  readonly #report: RotationReport;

  constructor(channelArn: string, deps: RotatorDeps, report: RotationReport) {
    this.#channelArn = channelArn;
    this.#deps = deps;
    this.#report = report;
  }

  /**
   * Makes the final check, deletes the key that the decision names, and creates the next one. The record
   * must hold the pending rotation already.
   *
   * @param decideFinally the decision by the final check
   * @throws OutOfTimeError if too little time is left; the old key is then still there
   */
  async rotate(
    record: ChannelRecord,
    tags: Tags,
    { keyArn, reason }: RotateKey,
    decideFinally: (final: FinalEvidence) => RotationDecision,
  ): Promise<KeyChange> {
    const { clock, deadline } = this.#deps;
    const notAfter = deadline - ROTATION_TIME_MS;
    const check = await FinalCheck.reserve('DeleteStreamKey', this.#deps);
    if (clock.now() > notAfter)
      throw new OutOfTimeError('too little time is left to rotate a key; the next run continues');
    const evidence = { reason, record, tags, oldKeyArn: keyArn };
    const change = await this.#report.audited<AuditedChange>('rotate-key', evidence, async () => {
      const final = await check.read(this.#channelArn);
      if (final === 'gone') return { outcome: 'gone' };
      if (final === 'changed' || !isSameRotation(final.record, record)) return { outcome: 'kept' };
      const decision = decideFinally(final);
      if (decision.do === 'keep')
        return { outcome: 'kept', result: { reason: decision.reason }, kept: { decision, final } };
      if (decision.do !== 'rotate' || decision.keyArn !== keyArn) return { outcome: 'kept' };
      await check.ivs.deleteStreamKey(keyArn, Math.min(final.validUntil, notAfter));
      return this.#createAndRecord(record);
    });
    return this.#finish(change, 'rotated');
  }

  /** Creates a key for a channel that has none: its first key, or the end of an interrupted rotation. */
  async create(record: ChannelRecord, tags: Tags, reason: CreateKey['reason']): Promise<KeyChange> {
    const evidence = { reason, record, tags };
    const change = await this.#report.audited('create-key', evidence, () =>
      this.#createAndRecord(record),
    );
    return this.#finish(change, 'created');
  }

  /** Records the key of a rotation that was interrupted after it had created the key. */
  async adopt(record: ChannelRecord, tags: Tags, keyArn: string): Promise<KeyChange> {
    const evidence = { reason: 'cut-off' as const, record, tags };
    const change = await this.#report.audited<AuditedChange>('rotate-key', evidence, async () => {
      const announcement = await this.#recordKey(record, { arn: keyArn, createdHere: false });
      return { outcome: 'done', result: { keyArn }, announcement };
    });
    return this.#finish(change, 'adopted');
  }

  #finish(change: AuditedChange, done: KeyChangeOutcome): KeyChange {
    const { announcement, value, kept } = change;
    // A reason to keep the key is counted by the caller, which writes it to the record.
    if (kept) return { outcome: 'changed', kept };
    const outcome = change.outcome === 'done' ? done : NOT_DONE[change.outcome];
    this.#report.count(outcome);
    this.#deps.log.info('stream key rotation ended', {
      channelArn: this.#channelArn,
      result: outcome,
    });
    return { outcome, ...(announcement && { announcement }), ...(value && { value }) };
  }

  async #createAndRecord(record: ChannelRecord): Promise<AuditedChange> {
    const { pendingRotation: pending } = record;
    const oldKeyArns = pending?.keyArn === undefined ? [] : [pending.keyArn];
    const key = await this.#createKey(pending?.tags, oldKeyArns);
    if (typeof key === 'string') return { outcome: key };
    const announcement = await this.#recordKey(record, key);
    const { arn: keyArn, value } = key;
    return { outcome: 'done', result: { keyArn }, announcement, ...(value && { value }) };
  }

  /** Other channels keep their keys while none can be created. */
  async #createKey(...key: [oldTags: Tags | undefined, oldKeyArns: string[]]) {
    const { creations, clock, ivs } = this.#deps;
    try {
      const created = await createKey(ivs, this.#channelArn, ...key);
      if (created === 'failed') creations.failed(this.#channelArn, clock.now());
      else if (created !== 'gone') creations.succeeded(this.#channelArn);
      return created;
    } catch (error) {
      if (!(error instanceof OutOfTimeError)) creations.failed(this.#channelArn, clock.now());
      throw error;
    }
  }

  /**
   * Records the new key, and that its hand-over is pending. If a stream has started or ended meanwhile,
   * the time of the next check stays as that event set it.
   */
  async #recordKey(record: ChannelRecord, key: NewKey): Promise<KeyAnnouncement> {
    const { channels, clock } = this.#deps;
    const now = clock.now();
    const { pendingRotation: pending } = record;
    const known = knownKey(key, pending, now);
    const announcement: KeyAnnouncement = {
      keyArn: key.arn,
      ...(pending?.keyArn !== undefined && { oldKeyArn: pending.keyArn }),
      reason: pending ? (pending.reason ?? 'cut-off') : 'no-key',
      at: known.since,
    };
    const changes = {
      key: known,
      pendingRotation: null,
      pendingAnnouncement: announcement,
      ...(pending?.end && { handledEnd: pending.end }),
    };
    const nextCheck = {
      rotationDueAt: isoTime(now + HAND_OVER_RETRY_MS),
      lastRotationDecision: null,
    };
    const unchanged = await channels.update(record, { ...changes, ...nextCheck });
    if (!unchanged) await channels.update(record, changes, 'always');
    return announcement;
  }
}

/** Whether no other run has begun, continued or finished a rotation. */
function isSameRotation(a: ChannelRecord, b: ChannelRecord): boolean {
  return a.pendingRotation?.at === b.pendingRotation?.at && a.key?.arn === b.key?.arn;
}

/** A key that was found after the pending rotation was written is at most as old as that write. */
function knownKey(
  { arn, createdHere }: NewKey,
  pending: PendingRotation | undefined,
  now: number,
): KnownKey {
  const since = createdHere ? isoTime(now) : (pending?.at ?? isoTime(now));
  return { arn, since, created: createdHere || pending !== undefined };
}
