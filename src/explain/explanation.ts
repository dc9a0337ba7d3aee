import { handsOff, policyTags, type Tags, unreadableTags } from '../channels/policy.ts';
import type { StreamStatus } from '../channels/stream-status.ts';
import type { CleanupReason, CleanupRules } from '../cleanup/decide.ts';
import type { Stop } from '../cleanup/stops.ts';
import { isoTime } from '../platform/clock.ts';
import type { RotationReason } from '../rotation/decide.ts';
import type { RotationSettings } from '../rotation/settings.ts';
import type { SessionSummary } from '../sessions/summary.ts';
import { type SessionView, toView } from '../sessions/view.ts';
import type { Mode } from '../settings/mode.ts';
import type { LookedAt } from './look.ts';
import { cleanupOutlook, type Outlook, rotationOutlook } from './outlook.ts';
import { sentencesOf } from './sentences.ts';

export interface ExplainSettings {
  cleanup: CleanupRules & { mode: Mode };
  rotation: RotationSettings;
}

/** How a channel's streams stand. Times are ISO 8601. */
export type StreamsView =
  | { state: 'live'; streamId?: string; since?: string }
  /** Created so lately that it counts as live, until its end is known or this time has passed. */
  | { state: 'starting'; streamId: string; until: string }
  /** A stream started, and nobody knows its end: its events are late, or lost. */
  | { state: 'end-unknown'; streamIds: string[] }
  | { state: 'offline'; streamId: string; since: string }
  | { state: 'never-streamed' };

/** A stream key, never its value. */
export interface KeyView {
  arn: string;
  /** When the autopilot made it (`created`), else when it first saw it. Absent: it has not seen it yet. */
  since?: string;
  created?: boolean;
}

/** What would happen to a channel, when, and why. Times are ISO 8601 in UTC. */
export interface Explanation {
  channelArn: string;
  /** When it was looked at. */
  at: string;
  name: string;
  /** Those that are ours. */
  tags: Tags;
  /** Why they can't be read, one sentence each. */
  unreadable: string[];
  protected: boolean;
  streams: StreamsView;
  keys: KeyView[];
  cleanup: Outlook<CleanupReason> & Marked;
  rotation: Outlook<RotationReason> & Marked;
  /** Cleanup has stopped itself: nothing is deleted that an operator has not approved. */
  stopped?: Pick<Stop, 'id' | 'at' | 'channels' | 'allowed'>;
  /** A new key of which nobody has been told yet: that comes before all else. */
  untold?: { keyArn: string; at: string };
  /** Since when its key is being revoked: until that is over, nobody else touches it. */
  revokingSince?: string;
  /** The newest ones first. */
  sessions: SessionView[];
  /** The same in plain words. */
  sentences: string[];
}

/** A channel that IVS does not know: deleted, or never there. */
export interface NoChannel {
  channelArn: string;
  at: string;
  gone: true;
  sessions: SessionView[];
  sentences: string[];
}

export interface Marked {
  /** When a pass looks at it next. Absent: not before the reconcile, or an event, marks it. */
  nextLookAt?: string;
}

export function explain(
  { name, tags, situation, stream, revocation }: LookedAt,
  summaries: SessionSummary[],
  now: number,
  settings: ExplainSettings,
  stop?: Stop,
): Explanation {
  const { policy, record, streamStatus, keys } = situation;
  const told: Omit<Explanation, 'sentences'> = {
    channelArn: record.channelArn,
    at: isoTime(now),
    name,
    tags: policyTags(tags),
    unreadable: unreadableTags(policy),
    protected: handsOff(policy)?.reason === 'protected',
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
      ...cleanupOutlook(situation, now, settings.cleanup),
      ...(record.cleanupDueAt !== undefined && { nextLookAt: record.cleanupDueAt }),
    },
    rotation: {
      ...rotationOutlook(situation, now, settings.rotation),
      ...(record.rotationDueAt !== undefined && { nextLookAt: record.rotationDueAt }),
    },
    ...(stop && { stopped: stoppedOf(stop) }),
    ...(record.pendingAnnouncement && {
      untold: { keyArn: record.pendingAnnouncement.keyArn, at: record.pendingAnnouncement.at },
    }),
    ...(revocation && !revocation.doneAt && { revokingSince: revocation.at }),
    sessions: newestFirst(summaries),
  };
  return { ...told, sentences: sentencesOf(told, policy, settings) };
}

function stoppedOf({ id, at, channels, allowed }: Stop) {
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
