import { FACT_KINDS, type Fact, type Facts } from './facts.ts';
import type { SessionSummary } from './summary.ts';

export type SessionState = 'created' | 'live' | 'ended' | 'failed';

/** A session in an answer of `getSessions`. Times are ISO 8601 in UTC, and absent while unknown. */
export interface SessionView {
  channelArn: string;
  /** From the latest event that had a name. */
  channelName?: string;
  streamId: string;
  state: SessionState;
  /** Session Created: the stream key was accepted. */
  createdAt?: string;
  /** Stream Start: viewers can watch. */
  startedAt?: string;
  /** Session Ended: the encoder disconnected. */
  ingestEndedAt?: string;
  /** Stream End: no more video. */
  endedAt?: string;
  /** Stream Failure. */
  failedAt?: string;
  /** The first event of any other name; if none is known, the latest change of health. */
  seenAt?: string;
  /** `code` of an end event. Only `state` says whether the session failed. */
  code?: string;
  /** Why the stream failed. */
  reason?: string;
  /** Some of these members were derived from answers of IVS, because an event was not delivered. */
  repaired?: true;
  /**
   * One of these times is implausible: when its event was received, it was more than 5 minutes in
   * the future or more than a year ago.
   */
  oddTime?: true;
}

/**
 * The state of a session by its facts. The order in which the events came does not matter.
 *
 * A session with a Stream Failure is `failed` even if an end is known. IVS sends end events after
 * each failure of a live stream, so the state would otherwise be `failed` for about a second only.
 */
export function deriveState({ started, failed, ended, ingestEnded }: Facts): SessionState {
  if (failed) return 'failed';
  if (ended || ingestEnded) return started ? 'ended' : 'failed';
  return started ? 'live' : 'created';
}

/** Whether a fact of the session was derived from an answer of IVS. */
export const isRepaired = (facts: Facts): boolean =>
  FACT_KINDS.some((kind) => facts[kind]?.repaired);

export function toView(summary: SessionSummary): SessionView {
  const { created, started, seen = summary.health, failed, ingestEnded, ended } = summary;
  const code = ingestEnded?.code ?? ended?.code ?? failed?.code;
  const name = latestName(summary);
  const repaired = isRepaired(summary);
  const oddTime = FACT_KINDS.some((kind) => summary[kind]?.odd);
  return {
    channelArn: summary.channelArn,
    ...(name !== undefined && { channelName: name }),
    streamId: summary.streamId,
    state: deriveState(summary),
    ...(created && { createdAt: created.at }),
    ...(started && { startedAt: started.at }),
    ...(ingestEnded && { ingestEndedAt: ingestEnded.at }),
    ...(ended && { endedAt: ended.at }),
    ...(failed && { failedAt: failed.at }),
    ...(seen && { seenAt: seen.at }),
    ...(code !== undefined && { code }),
    ...(failed?.reason !== undefined && { reason: failed.reason }),
    ...(repaired && { repaired }),
    ...(oddTime && { oddTime }),
  };
}

function latestName(facts: Facts): string | undefined {
  const named = FACT_KINDS.map((kind) => facts[kind]).filter((fact) => fact?.name !== undefined);
  return named.reduce((a, b) => (sortKey(b) > sortKey(a) ? b : a), undefined)?.name;
}

const sortKey = (fact: Fact | undefined): string => (fact ? `${fact.at}#${fact.id}` : '');
