import type { DueChannel } from '../channels/due-channel-queue.ts';
import type { FinalEvidence } from '../channels/final-check.ts';
import { readPolicy } from '../channels/policy.ts';
import {
  fetchListedStreamStatus,
  finalStreamStatus,
  readStreamStatus,
  type StreamStatusSnapshot,
} from '../channels/read-stream-status.ts';
import type { ChannelRecord } from '../channels/record.ts';
import { fetchChannel } from '../channels/snapshot.ts';
import { consentToRotate, decideRotation } from './decide.ts';
import type { AdoptKey, KeepKey, RotateKey, RotationDecision } from './decision.ts';
import type { RotationDeps } from './deps.ts';
import { KeyHandOver } from './key-hand-over.ts';
import { type KeyChange, KeyRotator } from './key-rotator.ts';
import { type KeySnapshot, keySnapshot } from './key-snapshot.ts';
import { planDecision } from './last-decision.ts';
import type { RotationOutcome } from './outcome.ts';
import { writePendingCreation, writePendingRotation } from './pending-rotation.ts';
import { DecisionRecorder } from './record-decision.ts';
import { RotationReport } from './report.ts';
import type { SuddenRotations } from './sudden-rotations.ts';

/** A key that is kept while none can be created is looked at again after this time, ms. */
const HELD_KEY_CHECK_MS = 2 * 60_000;

/** Handles one channel that is due for rotation. Each channel has its own instance. */
export class DueKey {
  readonly #channelArn: string;
  readonly #deps: RotationDeps;
  readonly #report: RotationReport;
  readonly #decisions: DecisionRecorder;
  readonly #rotator: KeyRotator;
  readonly #keyHandOver: KeyHandOver;
  readonly #sudden: SuddenRotations;

  /** @param sudden the limit, which all channels of a run share */
  constructor(channelArn: string, deps: RotationDeps, sudden: SuddenRotations) {
    this.#channelArn = channelArn;
    this.#deps = deps;
    this.#sudden = sudden;
    this.#report = new RotationReport(channelArn, deps);
    this.#decisions = new DecisionRecorder(deps, this.#report);
    this.#rotator = new KeyRotator(channelArn, deps, this.#report);
    this.#keyHandOver = new KeyHandOver(channelArn, deps, this.#report);
  }

  async handle({ record, channel }: DueChannel): Promise<RotationOutcome> {
    if (!channel) return this.#removeRecord();
    const { pendingAnnouncement } = record;
    if (pendingAnnouncement) return this.#keyHandOver.run(record, channel, pendingAnnouncement);
    const skipped = await this.#skip(keySnapshot(record, channel, []));
    if (skipped) return skipped;
    const keys = await this.#deps.ivs.listStreamKeys(this.#channelArn);
    if (!keys) return this.#removeRecord();
    const snapshot = keySnapshot(record, channel, keys);
    return this.#carryOut(await this.#decideFirst(snapshot), snapshot);
  }

  /**
   * Handles a channel whose mode, tags or last decision already say that its key stays. This saves
   * ListStreamKeys. A rotation that has begun is never skipped.
   *
   * @returns undefined if the keys must be read
   */
  async #skip(snapshot: KeySnapshot): Promise<RotationOutcome | undefined> {
    const { record, tags } = snapshot;
    const { mode } = this.#deps.settings;
    if (record.pendingRotation) return undefined;
    if (mode === 'off') return this.#decisions.unmark(record);
    const consent = consentToRotate(readPolicy(tags, this.#deps.tagKeys));
    if (consent.do === 'keep') return this.#decisions.keep(consent, snapshot);
    const isPlanned = record.lastRotationDecision === planDecision(record);
    if (mode !== 'plan' || !isPlanned) return undefined;
    return this.#decisions.stillPlanned(record, consent.rotation, this.#deps.clock.now());
  }

  #decide(
    { record, tags, keys }: KeySnapshot,
    { streamStatus, live }: Pick<StreamStatusSnapshot, 'streamStatus' | 'live'>,
  ): RotationDecision {
    const { clock, settings } = this.#deps;
    const evidence = {
      ...{ policy: readPolicy(tags, this.#deps.tagKeys), record, streamStatus, keys },
      ...(live !== undefined && { live }),
    };
    return decideRotation(evidence, clock.now(), settings.endGraceMs);
  }

  async #decideFirst(snapshot: KeySnapshot): Promise<RotationDecision> {
    return this.#decide(snapshot, await readStreamStatus(snapshot.record, this.#deps));
  }

  async #carryOut(decision: RotationDecision, snapshot: KeySnapshot): Promise<RotationOutcome> {
    const isOff = this.#deps.settings.mode === 'off';
    if (isOff && decision.reason !== 'cut-off') return this.#decisions.unmark(snapshot.record);
    if (decision.do === 'keep') return this.#decisions.keep(decision, snapshot);
    if (await this.#deps.revocations.isOpen(this.#channelArn)) return 'revoking';
    if (decision.do === 'adopt') return this.#adopt(decision, snapshot);
    return decision.do === 'create' ? this.#create(snapshot) : this.#rotate(decision, snapshot);
  }

  async #adopt({ keyArn }: AdoptKey, snapshot: KeySnapshot): Promise<RotationOutcome> {
    const { record, tags } = snapshot;
    return this.#complete(await this.#rotator.adopt(record, tags, keyArn), snapshot);
  }

  /** Reads the channel again, decides again, and creates the key that is missing. */
  async #create({ record, keys }: KeySnapshot): Promise<RotationOutcome> {
    const channel = await fetchChannel(this.#deps.ivs, this.#channelArn);
    if (!channel) return this.#removeRecord();
    const snapshot = keySnapshot(record, channel, keys);
    const decision = await this.#decideFirst(snapshot);
    if (decision.do === 'keep') return this.#decisions.keep(decision, snapshot);
    const reason = decision.reason === 'cut-off' ? 'cut-off' : 'no-key';
    if (this.#deps.settings.mode === 'plan' && reason === 'no-key')
      return this.#decisions.plan({ do: 'create', reason }, snapshot);
    const fresh = await writePendingCreation(record, reason, this.#deps);
    if (!fresh) return 'changed';
    const change = await this.#rotator.create(fresh, snapshot.tags, reason);
    return this.#complete(change, keySnapshot(fresh, channel, keys));
  }

  /** Asks IVS for the streams, and replaces the key if the decision is the same. */
  async #rotate(
    first: RotateKey,
    { record, channel, keys }: KeySnapshot,
  ): Promise<RotationOutcome> {
    const isPlan = this.#deps.settings.mode === 'plan';
    const blocked = isPlan
      ? undefined
      : (this.#heldEarly(first) ?? (await this.#sudden.blocked(first)));
    if (blocked) return this.#decisions.keep(blocked, keySnapshot(record, channel, keys));
    const fresh = await this.#readAgain(first, keySnapshot(record, channel, keys));
    if (!fresh) return 'changed';
    const snapshot = keySnapshot(fresh, channel, keys);
    const read = await fetchListedStreamStatus(fresh, this.#deps);
    const decision = this.#decide(snapshot, read);
    if (decision.do !== 'rotate') return this.#carryOut(decision, snapshot);
    if (isPlan) return this.#decisions.plan(decision, snapshot);
    const limited = await this.#sudden.reserve(decision);
    if (limited) return this.#decisions.keep(limited, snapshot);
    const { creations, clock } = this.#deps;
    const decideFinally = (final: FinalEvidence): RotationDecision => {
      const status = finalStreamStatus(final, read.sessions, this.#deps.clock.now());
      const last = this.#decide(keySnapshot(final.record, final.channel, keys), status);
      const mayDelete = last.do !== 'rotate' || creations.mayDelete(clock.now());
      return mayDelete ? last : this.#hold(last);
    };
    const change = await this.#rotator.rotate(fresh, snapshot.tags, decision, decideFinally);
    this.#sudden.finish(decision, change.outcome);
    if (!change.kept) return this.#complete(change, snapshot);
    const { decision: keep, final } = change.kept;
    return this.#decisions.keep(keep, keySnapshot(final.record, final.channel, keys));
  }

  /** @returns the decision to keep the key while no key can be created */
  #heldEarly(decision: RotateKey): KeepKey | undefined {
    const { clock, creations } = this.#deps;
    return creations.areFailing(clock.now()) ? this.#hold(decision) : undefined;
  }

  #hold({ facts }: RotateKey): KeepKey {
    const { clock, log } = this.#deps;
    const now = clock.now();
    const channelArn = this.#channelArn;
    log.warn('a stream key is kept: the key of another channel could not be created', {
      channelArn,
    });
    return { do: 'keep', reason: 'creation-fails', recheckAt: now + HELD_KEY_CHECK_MS, facts };
  }

  /** In mode `apply`, first writes to the record which key is about to be deleted. */
  async #readAgain(first: RotateKey, snapshot: KeySnapshot): Promise<ChannelRecord | undefined> {
    const { channels, settings } = this.#deps;
    if (settings.mode === 'apply') return writePendingRotation(first, snapshot, this.#deps);
    return (await channels.get([this.#channelArn]))[0];
  }

  async #complete(
    { outcome, announcement, value }: KeyChange,
    { record, channel }: KeySnapshot,
  ): Promise<RotationOutcome> {
    if (outcome === 'gone') return this.#removeRecord();
    if (announcement) await this.#keyHandOver.run(record, channel, announcement, value);
    return outcome;
  }

  async #removeRecord(): Promise<'gone'> {
    await this.#deps.channels.remove(this.#channelArn);
    this.#report.count('gone');
    return 'gone';
  }
}
