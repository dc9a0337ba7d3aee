import { policyTags, protectionOf, unreadableTags } from '../channels/policy.ts';
import type { ChannelRecord } from '../channels/record.ts';
import type { StreamStatus } from '../channels/stream-status.ts';
import type { CleanupStop } from '../cleanup/cleanup-stop.ts';
import type { Stream, StreamKeySummary } from '../ivs/api.ts';
import { isoTime } from '../platform/clock.ts';
import type { SessionSummary } from '../sessions/summary.ts';
import { type SessionView, toView } from '../sessions/view.ts';
import type { ChannelFacts } from './channel-facts.ts';
import type { CleanupState } from './cleanup-state.ts';
import type { Explanation, KeyView, NextLook, NoChannel, StreamsView } from './explanation.ts';
import { forecastCleanup, forecastRotation } from './forecast.ts';
import type { InspectedChannel } from './inspect-channel.ts';
import { sentencesOf } from './sentences.ts';
import type { ExplainSettings } from './settings.ts';

/**
 * @param summaries the channel's newest sessions, in any order
 * @param now ms since the epoch
 * @param state of cleanup: whether it has stopped, or may wait
 */
export function explain(
  { name, tags, facts, stream, revocation }: InspectedChannel,
  summaries: SessionSummary[],
  now: number,
  settings: ExplainSettings,
  { stop, unmarked }: CleanupState = { unmarked: 0 },
): Explanation {
  const { policy, record, keys } = facts;
  const explanation: Omit<Explanation, 'sentences'> = {
    channelArn: record.channelArn,
    at: isoTime(now),
    name,
    tags: policyTags(tags, policy.keys),
    unreadable: unreadableTags(policy),
    protected: protectionOf(policy)?.reason === 'protected',
    streams: streamsView(facts, stream),
    keys: keys.flatMap((key) => keyViews(key, record)),
    cleanup: {
      ...forecastCleanup(facts, now, settings.cleanup),
      ...nextLook(record.cleanupDueAt),
    },
    rotation: {
      ...forecastRotation(facts, now, settings.rotation),
      ...nextLook(record.rotationDueAt),
    },
    ...(stop && { stopped: stoppedView(stop) }),
    ...(unmarked > 0 && { unmarked }),
    ...pendingAnnouncementView(record),
    ...(revocation && !revocation.doneAt && { revokingSince: revocation.requestedAt }),
    sessions: newestFirst(summaries),
  };
  return { ...explanation, sentences: sentencesOf(explanation, policy, settings) };
}

/** @param now ms since the epoch */
export function explainMissing(
  channelArn: string,
  summaries: SessionSummary[],
  now: number,
): NoChannel {
  const sentences = [
    'IVS does not know this channel: it was deleted or never existed. `npx ivs-autopilot audit` shows what the autopilot did with it.',
  ];
  const sessions = newestFirst(summaries);
  return { channelArn, at: isoTime(now), gone: true, sessions, sentences };
}

function streamsView(
  { live, streamStatus }: ChannelFacts,
  stream: Stream | undefined,
): StreamsView {
  if (!live) return viewOfStatus(streamStatus);
  return {
    state: 'live',
    ...(stream?.streamId && { streamId: stream.streamId }),
    ...(stream?.startTime && { since: isoTime(stream.startTime.getTime()) }),
  };
}

function viewOfStatus(status: StreamStatus): StreamsView {
  switch (status.state) {
    case 'unknown':
      return { state: 'never-streamed' };
    case 'settling':
      return { state: 'starting', streamId: status.streamId, until: isoTime(status.until) };
    case 'open':
      return { state: 'end-unknown', streamIds: status.streams.map(({ streamId }) => streamId) };
    case 'ended':
      return { state: 'offline', streamId: status.streamId, since: isoTime(status.at) };
  }
}

function keyViews({ arn }: StreamKeySummary, { key }: ChannelRecord): KeyView[] {
  if (!arn) return [];
  return [{ arn, ...(key?.arn === arn && { since: key.since, created: key.created }) }];
}

function nextLook(dueAt: string | undefined): NextLook {
  return dueAt === undefined ? {} : { nextLookAt: dueAt };
}

function stoppedView({
  id,
  at,
  channels,
  allowed,
  deleted,
}: CleanupStop): Explanation['stopped'] & object {
  return { id, at, channels, allowed, deleted };
}

function pendingAnnouncementView({
  pendingAnnouncement: pending,
}: ChannelRecord): Pick<Explanation, 'untold'> {
  return pending ? { untold: { keyArn: pending.keyArn, at: pending.at } } : {};
}

function newestFirst(summaries: SessionSummary[]): SessionView[] {
  return [...summaries].sort((a, b) => (a.sessionAt < b.sessionAt ? 1 : -1)).map(toView);
}
