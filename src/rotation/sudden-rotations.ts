import { type ChangeAllowance, ChangeBudget } from '../channels/change-budget.ts';
import type { ChangeLimits } from '../channels/change-limits.ts';
import type { ChannelCountStore } from '../channels/channel-count.ts';
import type { PassDeps } from '../channels/pass.ts';
import type { RollingCountStore } from '../channels/rolling-count-store.ts';
import { isoTime } from '../platform/clock.ts';
import { isSudden } from './age-rule.ts';
import { BLOCKED_KEY_CHECK_MS } from './decide.ts';
import type { KeepKey, RotateKey } from './decision.ts';
import type { KeyChangeOutcome } from './outcome.ts';

export interface SuddenRotationsDeps extends Pick<PassDeps, 'ivs' | 'clock' | 'log' | 'metrics'> {
  channelCounts: Pick<ChannelCountStore, 'last'>;
  /** Counts the sudden rotations. */
  rotations: RollingCountStore;
  limits: ChangeLimits;
}

/**
 * Limits the rotations that come suddenly (`isSudden`), for one run. They are due because of an age in
 * `rotate-key` that is new on the channel. If too many channels have got such an age at once, none of
 * these keys is replaced before the age is no longer new: a day in which an operator can correct it.
 *
 * Rotations after a stream (`on-end`), and those that were foreseeable for a day, are not limited.
 */
export class SuddenRotations {
  readonly #deps: SuddenRotationsDeps;
  readonly #budget: ChangeBudget;
  #allowance: Promise<ChangeAllowance> | undefined;

  constructor(deps: SuddenRotationsDeps) {
    const { ivs, channelCounts, rotations: changes, clock, limits } = deps;
    this.#deps = deps;
    const options = { ivs, channelCounts, changes, clock, limits };
    this.#budget = new ChangeBudget({ ...options, removesChannels: false });
  }

  /** @returns the decision to keep the key; undefined if it may be replaced, as far as the limit is concerned */
  async blocked(decision: RotateKey): Promise<KeepKey | undefined> {
    if (!this.#isCounted(decision)) return undefined;
    const { allowed, left, counted, count } = await this.#read();
    const isReached = left === 0 && !counted.has(decision.keyArn);
    return isReached || count.newRules > allowed ? this.#keep(decision) : undefined;
  }

  /**
   * Counts the rotation, before the key is deleted.
   *
   * @returns the decision to keep the key; undefined if it may be replaced
   */
  async reserve(decision: RotateKey): Promise<KeepKey | undefined> {
    if (!this.#isCounted(decision)) return undefined;
    await this.#read();
    return (await this.#budget.reserve(decision.keyArn)) ? undefined : this.#keep(decision);
  }

  /** @param outcome of the rotation; if it failed without one, it stays counted */
  finish({ keyArn }: RotateKey, outcome: KeyChangeOutcome): void {
    if (outcome === 'changed') this.#budget.notMade(keyArn);
    else this.#budget.made(keyArn);
  }

  /** Writes the outcomes of the last rotations. */
  flush(): Promise<void> {
    return this.#budget.flush();
  }

  #read(): Promise<ChangeAllowance> {
    this.#allowance ??= this.#budget.read();
    return this.#allowance;
  }

  #isCounted({ reason, facts: { ageRule } }: RotateKey): boolean {
    const { clock, limits } = this.#deps;
    return reason === 'key-too-old' && !!ageRule && isSudden(ageRule, clock.now(), limits.windowMs);
  }

  #keep({ keyArn, facts }: RotateKey): KeepKey {
    const { clock, metrics, log, limits } = this.#deps;
    const now = clock.now();
    const until = Date.parse(facts.ageRule?.since ?? isoTime(now)) + limits.windowMs;
    metrics.add('RotationLimited');
    log.warn('a stream key is kept: too many keys would be replaced suddenly', { keyArn });
    const detail = `until ${isoTime(until)}, or until fewer channels have a new age`;
    const recheckAt = Math.min(until, now + BLOCKED_KEY_CHECK_MS);
    return { do: 'keep', reason: 'limit-reached', recheckAt, detail, facts };
  }
}
