import { neverLiveSince } from '../channels/never-live.ts';
import type { Policy } from '../channels/policy.ts';
import type { ChannelRecord } from '../channels/record.ts';
import { type StreamStatus, startedSinceEnd } from '../channels/stream-status.ts';
import {
  type CleanupReason,
  type CleanupRules,
  decideCleanup,
  recordingMatters,
} from '../cleanup/decide.ts';
import type { StreamKeySummary } from '../ivs/api.ts';
import { isoTime } from '../platform/clock.ts';
import { decideRotation } from '../rotation/decide.ts';
import type { RotationReason } from '../rotation/decision.ts';
import type { RotationSettings } from '../rotation/settings.ts';
import type { Mode } from '../settings/mode.ts';

export type NextAction = 'delete-channel' | 'rotate-key' | 'create-key' | 'note-key';

/** What would happen to a channel or its key, as the passes themselves would decide it. */
export interface Forecast<Reason extends string = string> {
  /** In `plan` it would only be said, in `off` not even that. */
  mode: Mode;
  /** Absent: nothing, whatever its streams do. */
  action?: NextAction;
  /** When, ISO 8601, if nothing happens until then. Not later than now: the next pass does it. */
  dueAt?: string;
  /** When it would be due if its stream ended this moment, ISO 8601. Only where `dueAt` is not known. */
  dueIfEndedNow?: string;
  /**
   * IVS knows of streams that no event told of. Until the reconcile has found that, no pass looks: so
   * it may be done later than `dueAt`, never before.
   */
  unnoticed?: true;
  /** What the decision says now: a word of docs/policy.md. */
  reason: Reason;
  detail?: string;
  /** Since when a key is too old that can't be replaced, as its channel is in use; ISO 8601. */
  overdueSince?: string;
}

/** All that the decisions about one channel rest on. */
export interface ChannelFacts {
  policy: Policy;
  record: ChannelRecord;
  /** As IVS tells when it is asked. */
  streamStatus: StreamStatus;
  /** As events have told so far. */
  recordedStreamStatus: StreamStatus;
  live: boolean;
  keys: readonly StreamKeySummary[];
  /** How long its recording may still go on into another stream, ms; absent if it has none. */
  recordingWindow?: number | 'unknown';
}

type Decided<Reason> = { do: string; reason: Reason; detail?: string };
type Decide<Reason> = (now: number, situation: ChannelFacts) => Decided<Reason>;

/** No grace and no age is longer than ten years, so what is not due by then never is. */
const HORIZON_MS = 2 * 3650 * 86_400_000;

export function forecastCleanup(
  situation: ChannelFacts,
  now: number,
  { mode, ...rules }: CleanupRules & { mode: Mode },
): Forecast<CleanupReason> {
  const decide: Decide<CleanupReason> = (at, { record, recordingWindow, ...evidence }) => {
    const { streamStatus } = evidence;
    const recording = streamStatus.state === 'ended' && recordingMatters(streamStatus.at, at);
    const more = {
      startedSinceEnd: startedSinceEnd(record),
      // From now on the survey notes it, and keeps doing so.
      neverLiveSince: neverLiveSince(record, now) ?? now,
      ...(recording && recordingWindow !== undefined && { recordingWindow }),
    };
    return decideCleanup({ ...evidence, ...more }, at, rules);
  };
  return outlookOf(decide, situation, now, mode);
}

export function forecastRotation(
  situation: ChannelFacts,
  now: number,
  { mode, endGraceMs }: RotationSettings,
): Forecast<RotationReason> {
  const decide = (at: number, evidence: ChannelFacts) => decideRotation(evidence, at, endGraceMs);
  const first = decide(now, situation);
  const facts = 'facts' in first ? first.facts : undefined;
  // As a pass would note them: from now on the key has an age.
  const { onEndSince, ...noted } = { ...situation.record, ...facts };
  const record = { ...noted, ...(onEndSince && { onEndSince }) };
  const outlook = outlookOf<RotationReason>(decide, { ...situation, record }, now, mode);
  // What was begun is finished in every mode.
  if (first.reason === 'cut-off') return { ...outlook, mode: 'apply' };
  const since = first.do === 'keep' ? first.overdueSince : undefined;
  return since === undefined ? outlook : { ...outlook, overdueSince: isoTime(since) };
}

function outlookOf<Reason extends string>(
  decide: Decide<Reason>,
  situation: ChannelFacts,
  now: number,
  mode: Mode,
): Forecast<Reason> {
  const { reason, detail } = decide(now, situation);
  const said = { mode, reason, ...(detail !== undefined && { detail }) };
  const due = earliest((at) => decide(at, situation), now);
  if (due) {
    const byEvents = { ...situation, streamStatus: situation.recordedStreamStatus };
    const noticed = earliest((at) => decide(at, byEvents), now)?.at === due.at;
    const dueAt = isoTime(due.at);
    return { ...said, action: due.action, dueAt, ...(!noticed && { unnoticed: true }) };
  }
  const ended = afterItsStream(situation, now);
  const ifEnded = earliest((at) => decide(at, ended), now);
  if (!ifEnded) return said;
  return { ...said, action: ifEnded.action, dueIfEndedNow: isoTime(ifEnded.at) };
}

/**
 * The first moment at which a decision is to act, should nothing happen until then. Asked at the far
 * end first, then halved: once it is to act, time alone never takes that back.
 */
export function earliest(
  decide: (at: number) => { do: string },
  now: number,
): { at: number; action: NextAction } | undefined {
  if (!acts(decide(now + HORIZON_MS))) return undefined;
  let [from, to] = [now - 1, now + HORIZON_MS];
  if (acts(decide(now))) to = now;
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (acts(decide(middle))) to = middle;
    else from = middle;
  }
  const { do: word } = decide(to);
  return { at: to, action: ACTIONS[word] ?? 'note-key' };
}

const ACTIONS: Record<string, NextAction> = {
  delete: 'delete-channel',
  rotate: 'rotate-key',
  create: 'create-key',
  adopt: 'note-key',
};

function acts(decision: { do: string }): boolean {
  return decision.do !== 'keep';
}

/** The same channel, had its stream (or a first one) ended now. */
function afterItsStream(situation: ChannelFacts, now: number): ChannelFacts {
  const { lastStart: _start, lastEnd: _end, ...record } = situation.record;
  const streamStatus: StreamStatus = {
    state: 'ended',
    streamId: 'the one that is yet to end',
    at: now,
  };
  return { ...situation, record, streamStatus: streamStatus, live: false };
}
