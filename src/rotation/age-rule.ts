import type { AgeRule, ChannelRecord } from '../channels/record.ts';
import { isoTime } from '../platform/clock.ts';

/**
 * The longest time between two observations, ms. A key is checked at least once a day. After a longer gap
 * the rule counts as new, because the tag may have been absent, or rotation may have been off.
 */
const LONGEST_GAP_MS = 48 * 3_600_000;

/**
 * The rule to record for a channel whose tag asks for this age of its key now.
 *
 * @param known the recorded rule
 * @param now ms since the epoch
 */
export function observedRule(known: AgeRule | undefined, ageMs: number, now: number): AgeRule {
  const isKnown =
    known?.ageMs === ageMs && now - Date.parse(known.seenAt) <= LONGEST_GAP_MS ? known : undefined;
  return { ageMs, since: isKnown?.since ?? isoTime(now), seenAt: isoTime(now) };
}

/** How often an observation is saved if nothing else is, ms: often enough for the gap, but not in every run. */
const SAVE_INTERVAL_MS = 12 * 3_600_000;

/**
 * The same for a channel about which nothing else is to be recorded.
 *
 * @returns undefined if the recorded rule is the same, and its observation is recent enough
 */
export function nextRule(
  known: AgeRule | undefined,
  ageMs: number,
  now: number,
): AgeRule | undefined {
  const isRecent = known?.ageMs === ageMs && now - Date.parse(known.seenAt) < SAVE_INTERVAL_MS;
  return isRecent ? undefined : observedRule(known, ageMs, now);
}

/**
 * Whether a rotation at `time` comes suddenly: the channel has had the rule for less than the window. Then
 * nobody could have seen the rotation coming. A mistyped tag on all channels is such a case; the first
 * rotation 30 days after `rotate-key=30d` was set is not.
 *
 * @param time ms since the epoch
 */
export function isSudden(
  { since }: Pick<AgeRule, 'since'>,
  time: number,
  windowMs: number,
): boolean {
  return time < Date.parse(since) + windowMs;
}

/**
 * Whether the key of a channel with this age in its tag may be replaced suddenly.
 *
 * @param now ms since the epoch
 */
export function mayComeSuddenly(
  { ageRule, key }: Pick<ChannelRecord, 'ageRule' | 'key'>,
  ageMs: number,
  now: number,
  windowMs: number,
): boolean {
  const dueAt = (key ? Date.parse(key.since) : now) + ageMs;
  return isSudden(observedRule(ageRule, ageMs, now), Math.max(now, dueAt), windowMs);
}
