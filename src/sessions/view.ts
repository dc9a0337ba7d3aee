import { FACT_KINDS, type Fact, type Facts } from './facts.ts';
import type { SessionSummary } from './summary.ts';

export type SessionState = 'created' | 'live' | 'ended' | 'failed';

/** A session as `getSessions` answers it. Times are ISO 8601 in UTC, absent while unknown. */
export interface SessionView {
  channelArn: string;
  /** As in the latest event that had a name. */
  channelName?: string;
  streamId: string;
  state: SessionState;
  /** Session Created: the stream key was accepted. */
  createdAt?: string;
  /** Stream Start: viewers can watch. */
  startedAt?: string;
  /** Session Ended: the encoder is gone. */
  ingestEndedAt?: string;
  /** Stream End: no more video. */
  endedAt?: string;
  /** Stream Failure. */
  failedAt?: string;
  /** The first event that is none of these. */
  seenAt?: string;
  /** Of the end events. Says nothing about success: state alone does. */
  code?: string;
  /** Why the stream failed. */
  reason?: string;
  /** Part of this stems from a look at IVS, because the event did not come. */
  repaired?: true;
  /** One of these times can't be right: more than 5 minutes ahead when its event came, or a year old. */
  oddTime?: true;
}

/**
 * The state that follows from the facts, whatever their order of arrival.
 *
 * A Stream Failure stays a failure when end events are known too: they follow every failure of a
 * stream that was live, so `failed` would otherwise last a second and then hide the reason.
 */
export function deriveState({ started, failed, ended, ingestEnded }: Facts): SessionState {
  if (failed) return 'failed';
  if (ended || ingestEnded) return started ? 'ended' : 'failed';
  return started ? 'live' : 'created';
}

export function toView(summary: SessionSummary): SessionView {
  const { created, started, seen, failed, ingestEnded, ended } = summary;
  const code = ingestEnded?.code ?? ended?.code ?? failed?.code;
  const name = latestName(summary);
  const repaired = FACT_KINDS.some((kind) => summary[kind]?.repaired);
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
  return named.reduce((a, b) => (order(b) > order(a) ? b : a), undefined)?.name;
}

const order = (fact: Fact | undefined): string => (fact ? `${fact.at}#${fact.id}` : '');
