import type { CleanupReason, RotationReason } from '../channels/audit-reason.ts';
import { neverLiveSince } from '../channels/never-live.ts';
import type { ChannelRecord } from '../channels/record.ts';
import { type StreamStatus, startedSinceEnd } from '../channels/stream-status.ts';
import {
  type CleanupDecision,
  type CleanupRules,
  decideCleanup,
  recordingMatters,
} from '../cleanup/decide.ts';
import { isPlanned } from '../cleanup/report.ts';
import { isoTime } from '../platform/clock.ts';
import { isSudden } from '../rotation/age-rule.ts';
import { decideRotation } from '../rotation/decide.ts';
import type { RotationDecision } from '../rotation/decision.ts';
import { keepDecision, planDecision } from '../rotation/last-decision.ts';
import type { Mode } from '../settings/mode.ts';
import type { ChannelFacts } from './channel-facts.ts';
import { earliestAction } from './earliest.ts';
import type { ExplainSettings } from './settings.ts';

export type NextAction = 'delete-channel' | 'rotate-key' | 'create-key' | 'note-key';

/** What will happen to a channel or to its key, by the same decisions that the passes make. */
export interface Forecast<Reason extends CleanupReason | RotationReason> {
  /** In mode `plan` the action is only reported, in mode `off` not even that. */
  mode: Mode;
  /** Absent: nothing will happen, also after a stream. */
  action?: NextAction;
  /** The mode is `plan`, and the audit says already that mode `apply` would do it now. */
  reported?: true;
  /** When, ISO 8601, if nothing happens until then. If it is now, the next pass acts. */
  dueAt?: string;
  /** When it would be due if the stream ended now, ISO 8601. Only if `dueAt` is absent. */
  dueIfEndedNow?: string;
  /**
   * IVS knows of streams of which no event has arrived. No pass checks the channel until the reconcile
   * has found them. So the action may happen later than `dueAt`, but never earlier.
   */
  unnoticed?: true;
  /** The reason of the decision now; docs/policy.md explains it. */
  reason: Reason;
  detail?: string;
  /**
   * The rotation is limited, because too many keys would be replaced because of a new age. This key is
   * replaced at this time at the latest, ISO 8601.
   */
  limitedUntil?: string;
  /** Since when the key is too old and cannot be replaced, because the channel is in use; ISO 8601. */
  overdueSince?: string;
}

const ACTIONS: Record<Exclude<Decision['do'], 'keep'>, NextAction> = {
  delete: 'delete-channel',
  rotate: 'rotate-key',
  create: 'create-key',
  adopt: 'note-key',
};

type Decision = CleanupDecision | RotationDecision;
type ReasonOf<D extends Decision> = Extract<D, { do: 'keep' }>['reason'];
type Decide<D extends Decision> = (now: number, facts: ChannelFacts) => D;

/** @param now ms since the epoch */
export function forecastCleanup(
  facts: ChannelFacts,
  now: number,
  { mode, ...rules }: CleanupRules & { mode: Mode },
): Forecast<CleanupReason> {
  const decide: Decide<CleanupDecision> = (at, { record, recordingWindow, ...evidence }) => {
    const { streamStatus } = evidence;
    const hasWindow = streamStatus.state === 'ended' && recordingMatters(streamStatus.at, at);
    const more = {
      startedSinceEnd: startedSinceEnd(record),
      // If there is no observation yet, the next survey makes the first one.
      neverLiveSince: neverLiveSince(record, now) ?? now,
      ...(hasWindow && recordingWindow !== undefined && { recordingWindow }),
    };
    return decideCleanup({ ...evidence, ...more }, at, rules);
  };
  const reported = mode === 'plan' && isPlanned(facts.record);
  return { ...forecast(decide, facts, now, mode), ...(reported && { reported }) };
}

/** @param now ms since the epoch */
export function forecastRotation(
  facts: ChannelFacts,
  now: number,
  { mode, endGraceMs, limitWindowMs }: ExplainSettings['rotation'],
): Forecast<RotationReason> {
  const decide: Decide<RotationDecision> = (at, evidence) =>
    decideRotation(evidence, at, endGraceMs);
  const first = decide(now, facts);
  const reported =
    mode === 'plan' && facts.record.lastRotationDecision === planDecision(facts.record);
  const result = {
    ...forecast(decide, withKeyFacts(facts, first), now, mode),
    ...(reported && { reported }),
    ...limitOf(facts.record, now, limitWindowMs),
  };
  // A rotation that has begun is finished in every mode.
  if (first.reason === 'cut-off') return { ...result, mode: 'apply' };
  const since = first.do === 'keep' ? first.overdueSince : undefined;
  return since === undefined ? result : { ...result, overdueSince: isoTime(since) };
}

function limitOf(
  { lastRotationDecision, ageRule }: ChannelRecord,
  now: number,
  limitWindowMs: number,
): Pick<Forecast<RotationReason>, 'limitedUntil'> {
  const isLimited = lastRotationDecision === keepDecision('limit-reached');
  if (!isLimited || !ageRule || !isSudden(ageRule, now, limitWindowMs)) return {};
  return { limitedUntil: isoTime(Date.parse(ageRule.since) + limitWindowMs) };
}

/** Adds to the record what the next pass will store in it, for example since when it knows the key. */
function withKeyFacts(facts: ChannelFacts, decision: RotationDecision): ChannelFacts {
  const keyFacts = 'facts' in decision ? decision.facts : undefined;
  const { onEndSince, ageRule, ...rest } = { ...facts.record, ...keyFacts };
  const rules = { ...(onEndSince && { onEndSince }), ...(ageRule && { ageRule }) };
  return { ...facts, record: { ...rest, ...rules } };
}

function forecast<D extends Decision>(
  decide: Decide<D>,
  facts: ChannelFacts,
  now: number,
  mode: Mode,
): Forecast<ReasonOf<D>> {
  const decision = decide(now, facts);
  const detail = 'detail' in decision ? decision.detail : undefined;
  const reason = decision.reason as ReasonOf<D>;
  const current = { mode, reason, ...(detail !== undefined && { detail }) };
  const next = earliestAction((at) => decide(at, facts), now);
  if (next) {
    const isNoticed = noticedAt(decide, facts, now) === next.at;
    const action = actionOf(next.decision);
    return { ...current, action, dueAt: isoTime(next.at), ...(!isNoticed && { unnoticed: true }) };
  }
  const ended = ifEndedNow(facts, now);
  const afterEnd = earliestAction((at) => decide(at, ended), now);
  if (!afterEnd) return current;
  const action = actionOf(afterEnd.decision);
  return { ...current, action, dueIfEndedNow: isoTime(afterEnd.at) };
}

/** When the action would be due by what the table knows alone, ms since the epoch. */
function noticedAt<D extends Decision>(
  decide: Decide<D>,
  facts: ChannelFacts,
  now: number,
): number | undefined {
  const recorded = { ...facts, streamStatus: facts.recordedStreamStatus };
  return earliestAction((at) => decide(at, recorded), now)?.at;
}

function actionOf(decision: Exclude<Decision, { do: 'keep' }>): NextAction {
  return ACTIONS[decision.do];
}

/** The same channel, if its stream (or a first stream) had ended now. */
function ifEndedNow(facts: ChannelFacts, now: number): ChannelFacts {
  const { lastStart: _start, lastEnd: _end, ...record } = facts.record;
  const streamStatus: StreamStatus = { state: 'ended', streamId: 'not ended yet', at: now };
  return { ...facts, record, streamStatus, live: false };
}
