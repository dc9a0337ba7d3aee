import { type AuditAction, type AuditReason, withAuditRecord } from '../channels/audit.ts';
import type { PassDeps } from '../channels/pass.ts';
import { policyTags, protectionOf, readPolicy } from '../channels/policy.ts';
import { fetchFinalStreamStatus } from '../channels/read-stream-status.ts';
import { fetchChannel } from '../channels/snapshot.ts';
import type { Channel } from '../ivs/api.ts';
import type { StreamKeyValue } from '../ivs/stream-key-value.ts';
import { isoTime } from '../platform/clock.ts';
import { createKey } from '../rotation/create-key.ts';
import { type HandOverDeps, handOver } from '../rotation/hand-over/hand-over.ts';
import type { Revocation, RevocationStore } from './store.ts';

export interface AdvanceDeps extends PassDeps, Omit<HandOverDeps, 'ivs'> {
  revocations: RevocationStore;
}

/**
 * What it waits for: `stream-end`, the stream was stopped; `settling`, somebody may have connected with
 * the old key just before, and go live yet; `key`, CreateStreamKey has to be asked again.
 */
export type Waiting = 'stream-end' | 'settling' | 'key';

export interface Progress {
  revocation: Revocation;
  /** Absent: it is done. */
  waitingFor?: Waiting;
}

/** An encoder that connected right before the deletion of an offline channel may not show in any answer for so long, ms. */
const UNSEEN_MS = 10_000;
/** A stream that goes on after it was stopped is stopped again after this time, ms. */
const STOP_AGAIN_MS = 10_000;

/**
 * Takes one revocation as far as it goes now:
 *
 *     look at the channel and its keys -> note them -> DeleteStreamKey -> StopStream, until no stream of
 *     theirs is left -> CreateStreamKey -> hand over -> done
 *
 * Each step is noted when it is done, and does no harm when it is done again, so it goes on wherever it
 * was cut off. The key goes first: an encoder that is cut off and comes back at once is refused.
 *
 * @throws what IVS, the table, the secret store or the bus throw: the next run goes on
 */
export async function advance(revocation: Revocation, deps: AdvanceDeps): Promise<Progress> {
  return new Advance(revocation, deps).run();
}

class Advance {
  private readonly arn: string;
  /** Of the key that this run made. */
  private value: StreamKeyValue | undefined;

  constructor(
    private now: Revocation,
    private readonly deps: AdvanceDeps,
  ) {
    this.arn = now.channelArn;
  }

  async run(): Promise<Progress> {
    const channel = await fetchChannel(this.deps.ivs, this.arn);
    if (!channel) return this.close('gone');
    const refused = await this.findKeys(channel);
    if (refused) return this.close(refused);
    await this.deleteKeys();
    const waitingFor = (await this.endStreams()) ?? (await this.makeKey());
    if (waitingFor === 'gone') return this.close('gone');
    if (waitingFor) return { revocation: this.now, waitingFor };
    return this.tell(channel);
  }

  /** @returns why nothing is to be done */
  private async findKeys({ tags = {} }: Channel): Promise<'gone' | 'protected' | undefined> {
    if (this.now.oldKeys) return;
    const keys = await this.deps.ivs.listStreamKeys(this.arn);
    if (!keys) return 'gone';
    const all = [tags, ...keys.map((key) => key.tags ?? {})];
    const off = all.map((each) => protectionOf(readPolicy(each))).find((each) => each);
    if (off && !this.now.allowProtected) {
      const entry = this.entry('revoke-key', off.reason, { tags: policyTags(tags) });
      await this.deps.audit.write({ ...entry, outcome: 'kept' }, this.deps.clock.now());
      return 'protected';
    }
    const oldKeys = keys.flatMap((key) =>
      key.arn ? [{ arn: key.arn, tags: key.tags ?? {} }] : [],
    );
    await this.save({ oldKeys: oldKeys.length > 0 ? oldKeys : await this.lostKeys() });
  }

  /** The key that a rotation deleted, if it was cut off before there was another. */
  private async lostKeys(): Promise<NonNullable<Revocation['oldKeys']>> {
    const [record] = await this.deps.channels.get([this.arn]);
    const { pendingRotation } = record ?? {};
    return pendingRotation ? [{ arn: pendingRotation.keyArn, tags: pendingRotation.tags }] : [];
  }

  private async deleteKeys(): Promise<void> {
    const { oldKeys = [], deletedAt } = this.now;
    if (deletedAt !== undefined) return;
    await withAuditRecord(this.deps, this.entry('revoke-key', 'revoked'), async () => {
      for (const { arn } of oldKeys) await this.deps.ivs.deleteStreamKey(arn);
      return { outcome: 'done' };
    });
    await this.save({ deletedAt: this.time() });
  }

  private async endStreams(): Promise<Waiting | undefined> {
    if (this.now.endedAt !== undefined) return;
    const [record = { channelArn: this.arn }] = await this.deps.channels.get([this.arn]);
    const { streamStatus, live, stream } = await fetchFinalStreamStatus(record, this.deps);
    if (live) {
      await this.stop(stream?.streamId ?? '');
      return 'stream-end';
    }
    if (streamStatus.state === 'settling' || this.mayBeUnseen()) return 'settling';
    await this.save({ endedAt: this.time() });
  }

  private mayBeUnseen(): boolean {
    const { deletedAt, oldKeys = [], stopped = [] } = this.now;
    if (deletedAt === undefined || oldKeys.length === 0 || stopped.length > 0) return false;
    return this.deps.clock.now() - Date.parse(deletedAt) < UNSEEN_MS;
  }

  private async stop(streamId: string): Promise<void> {
    const { stopped = [] } = this.now;
    const before = stopped.find((one) => one.streamId === streamId);
    if (before && Date.parse(before.at) > this.deps.clock.now() - STOP_AGAIN_MS) return;
    await withAuditRecord(
      this.deps,
      this.entry('stop-stream', 'revoked', { streamId }),
      async () => {
        const outcome = await this.deps.ivs.stopStream(this.arn);
        return { outcome: outcome === 'stopped' ? 'done' : 'gone' };
      },
    );
    const others = stopped.filter((one) => one !== before);
    await this.save({ stopped: [...others, { streamId, at: this.time() }] });
  }

  private async makeKey(): Promise<'gone' | 'key' | undefined> {
    const { oldKeys = [], newKey } = this.now;
    if (newKey) return;
    const arns = oldKeys.map(({ arn }) => arn);
    const { outcome } = await withAuditRecord(
      this.deps,
      this.entry('create-key', 'revoked'),
      async () => {
        const made = await createKey(this.deps.ivs, this.arn, oldKeys[0]?.tags, arns);
        if (typeof made === 'string') return { outcome: made };
        this.value = made.value;
        await this.note(made.arn, arns[0]);
        return { outcome: 'done' as const, result: { keyArn: made.arn } };
      },
    );
    if (outcome === 'done') return;
    return outcome === 'gone' ? 'gone' : 'key';
  }

  /**
   * On the channel's record first, so that the rotation counts from this key, and tells of no older one:
   * cut off behind that, the next run finds the key and notes it again.
   */
  private async note(keyArn: string, oldKeyArn: string | undefined): Promise<void> {
    const at = this.time();
    const newKey = { keyArn, ...(oldKeyArn && { oldKeyArn }), reason: 'revoked' as const, at };
    const key = { arn: keyArn, since: at, created: true };
    const changes = {
      key,
      pendingRotation: null,
      pendingAnnouncement: null,
      lastRotationDecision: null,
    };
    await this.deps.channels.update({ channelArn: this.arn }, changes, 'always');
    await this.save({ newKey });
  }

  private async tell(channel: Channel): Promise<Progress> {
    const { newKey } = this.now;
    if (!newKey) return { revocation: this.now, waitingFor: 'key' };
    const named = { ...channel, arn: this.arn };
    const handed = await handOver('revoked', newKey, named, this.deps, this.value);
    if (handed.outcome === 'superseded') {
      // Somebody took the new key away before anybody could have it: another one, then.
      const { newKey: _, ...rest } = this.now;
      this.now = rest;
      await this.save({});
      return { revocation: this.now, waitingFor: 'key' };
    }
    const { secretName } = handed;
    const entry = this.entry('hand-over', 'revoked', { ...newKey, ...handed });
    await this.deps.audit.write({ ...entry, outcome: 'done' }, this.deps.clock.now());
    if (secretName !== undefined) this.now = { ...this.now, secretName };
    return this.close('revoked');
  }

  private async close(outcome: NonNullable<Revocation['outcome']>): Promise<Progress> {
    await this.save({ outcome, doneAt: this.time() });
    this.deps.log.info('revocation is over', { channelArn: this.arn, id: this.now.id, outcome });
    this.deps.metrics.add('StreamKeyRevocation', 1, { dimensions: { result: outcome } });
    return { revocation: this.now };
  }

  private async save(changes: Partial<Revocation>): Promise<void> {
    const next = { ...this.now, ...changes };
    await this.deps.revocations.save(next);
    this.now = next;
  }

  private entry(action: AuditAction, reason: AuditReason, more: Record<string, unknown> = {}) {
    const oldKeyArns = (this.now.oldKeys ?? []).map(({ arn }) => arn);
    const evidence = { revocation: this.now.id, askedAt: this.now.at, oldKeyArns, ...more };
    return { channelArn: this.arn, action, reason, evidence };
  }

  private time(): string {
    return isoTime(this.deps.clock.now());
  }
}
