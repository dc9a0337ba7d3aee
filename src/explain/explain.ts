import { policyTags, protectionOf, unreadableTags } from '../channels/policy.ts';
import type { StreamStatus } from '../channels/stream-status.ts';
import type { CleanupStop } from '../cleanup/cleanup-stop.ts';
import { isoTime } from '../platform/clock.ts';
import type { SessionSummary } from '../sessions/summary.ts';
import { type SessionView, toView } from '../sessions/view.ts';
import type { ExplainSettings, Explanation, NoChannel, StreamsView } from './explanation.ts';
import { forecastCleanup, forecastRotation } from './forecast.ts';
import type { InspectedChannel } from './inspect-channel.ts';
import { sentencesOf } from './sentences.ts';

export function explain(
  { name, tags, situation, stream, revocation }: InspectedChannel,
  summaries: SessionSummary[],
  now: number,
  settings: ExplainSettings,
  stop?: CleanupStop,
): Explanation {
  const { policy, record, streamStatus, keys } = situation;
  const told: Omit<Explanation, 'sentences'> = {
    channelArn: record.channelArn,
    at: isoTime(now),
    name,
    tags: policyTags(tags),
    unreadable: unreadableTags(policy),
    protected: protectionOf(policy)?.reason === 'protected',
    streams: situation.live
      ? {
          state: 'live',
          ...(stream?.streamId && { streamId: stream.streamId }),
          ...(stream?.startTime && { since: isoTime(stream.startTime.getTime()) }),
        }
      : streamsOf(streamStatus),
    keys: keys.flatMap(({ arn }) => {
      const known = record.key?.arn === arn ? record.key : undefined;
      return arn ? [{ arn, ...(known && { since: known.since, created: known.created }) }] : [];
    }),
    cleanup: {
      ...forecastCleanup(situation, now, settings.cleanup),
      ...(record.cleanupDueAt !== undefined && { nextLookAt: record.cleanupDueAt }),
    },
    rotation: {
      ...forecastRotation(situation, now, settings.rotation),
      ...(record.rotationDueAt !== undefined && { nextLookAt: record.rotationDueAt }),
    },
    ...(stop && { stopped: stoppedOf(stop) }),
    ...(record.pendingAnnouncement && {
      untold: { keyArn: record.pendingAnnouncement.keyArn, at: record.pendingAnnouncement.at },
    }),
    ...(revocation && !revocation.doneAt && { revokingSince: revocation.requestedAt }),
    sessions: newestFirst(summaries),
  };
  return { ...told, sentences: sentencesOf(told, policy, settings) };
}

function stoppedOf({ id, at, channels, allowed }: CleanupStop) {
  return { id, at, channels, allowed };
}

export function noChannel(channelArn: string, summaries: SessionSummary[], now: number): NoChannel {
  const sentences = [
    'IVS does not know this channel: it was deleted, or never there. `audit` tells what the autopilot did to it.',
  ];
  const sessions = newestFirst(summaries);
  return { channelArn, at: isoTime(now), gone: true, sessions, sentences };
}

function streamsOf(streamStatus: StreamStatus): StreamsView {
  switch (streamStatus.state) {
    case 'unknown':
      return { state: 'never-streamed' };
    case 'settling': {
      const { streamId, until } = streamStatus;
      return { state: 'starting', streamId, until: isoTime(until) };
    }
    case 'open':
      return {
        state: 'end-unknown',
        streamIds: streamStatus.streams.map(({ streamId }) => streamId),
      };
    case 'ended':
      return { state: 'offline', streamId: streamStatus.streamId, since: isoTime(streamStatus.at) };
  }
}

function newestFirst(summaries: SessionSummary[]): SessionView[] {
  return [...summaries].sort((a, b) => (a.sessionAt < b.sessionAt ? 1 : -1)).map(toView);
}
