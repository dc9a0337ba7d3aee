import type { FinalEvidence } from '../channels/final-check.ts';
import { neverLiveSince } from '../channels/never-live.ts';
import type { PassDeps } from '../channels/pass.ts';
import { readPolicy } from '../channels/policy.ts';
import {
  fetchListedStreamStatus,
  finalStreamStatus,
  readStreamStatus,
  type StreamStatusSnapshot,
} from '../channels/read-stream-status.ts';
import type { ChannelRecord } from '../channels/record.ts';
import {
  type SessionFacts,
  type StreamStatus,
  startedSinceEnd,
} from '../channels/stream-status.ts';
import type { Channel } from '../ivs/api.ts';
import { isoTime } from '../platform/clock.ts';
import {
  type CleanupDecision,
  type CleanupEvidence,
  decideCleanup,
  recordingMatters,
} from './decide.ts';
import { endOf } from './limits.ts';
import type { ReconnectWindows } from './reconnect-windows.ts';
import type { CleanupFacts } from './report.ts';
import type { CleanupSettings } from './settings.ts';

export interface AssessDeps extends PassDeps {
  settings: CleanupSettings;
  windows: ReconnectWindows;
}

export interface Assessment {
  decision: CleanupDecision;
  facts: CleanupFacts;
  streamStatus: StreamStatus;
  /** The sessions from which the stream status follows. */
  sessions: readonly SessionFacts[];
  /** The end for which the channel would be deleted (`endOf`). */
  end: string;
}

/** Decides by the tags and by what the table knows; IVS is asked only for an end that is missing. */
export async function assessChannel(
  record: ChannelRecord,
  channel: Channel,
  deps: AssessDeps,
): Promise<Assessment> {
  const askIvs = !startedSinceEnd(record);
  return assess(record, channel, await readStreamStatus(record, deps, askIvs), deps);
}

/** Decides by what IVS says about the streams, before the deletion is announced. */
export async function assessWithIvs(
  record: ChannelRecord,
  channel: Channel,
  deps: AssessDeps,
): Promise<Assessment> {
  const snapshot = await fetchListedStreamStatus(record, deps);
  await recordLiveStream(record, snapshot, deps);
  return assess(record, channel, snapshot, deps);
}

/** Decides by the evidence of the final check. It reads nothing, so that the deletion follows at once. */
export function assessFinally(
  final: FinalEvidence,
  before: Assessment,
  { clock, settings, tagKeys }: Pick<AssessDeps, 'clock' | 'settings' | 'tagKeys'>,
): Assessment {
  const { channel, record } = final;
  const { tags = {} } = channel;
  const now = clock.now();
  const { facts: known } = before;
  const { streamStatus, live, sessions } = finalStreamStatus(final, before.sessions, now);
  const since = neverLiveSince(record, now);
  const { recordingWindow } = known;
  const evidence: CleanupEvidence = {
    ...{
      policy: readPolicy(tags, tagKeys),
      streamStatus,
      startedSinceEnd: startedSinceEnd(record),
      live,
    },
    ...(since !== undefined && { neverLiveSince: since }),
    ...(recordingWindow !== undefined && { recordingWindow }),
  };
  return {
    decision: decideCleanup(evidence, now, settings),
    facts: { ...known, record, tags, streamStatus },
    ...{ streamStatus, sessions, end: endOf(streamStatus, since) },
  };
}

async function assess(
  record: ChannelRecord,
  channel: Channel,
  { streamStatus, stream, live, sessions }: StreamStatusSnapshot,
  deps: AssessDeps,
): Promise<Assessment> {
  const { tags = {} } = channel;
  const now = deps.clock.now();
  const since = neverLiveSince(record, now);
  const evidence: CleanupEvidence = {
    ...{
      policy: readPolicy(tags, deps.tagKeys),
      streamStatus,
      startedSinceEnd: startedSinceEnd(record),
    },
    ...(live !== undefined && { live }),
    ...(since !== undefined && { neverLiveSince: since }),
  };
  const facts: CleanupFacts = { record, tags, streamStatus };
  if (stream) facts.liveStream = stream.streamId ?? 'unknown';
  let decision = decideCleanup(evidence, now, deps.settings);
  const recordingWindow = await recordingWindowOf(channel, decision, streamStatus, deps);
  if (recordingWindow !== undefined) {
    facts.recordingWindow = recordingWindow;
    decision = decideCleanup({ ...evidence, recordingWindow }, deps.clock.now(), deps.settings);
  }
  return { decision, facts, streamStatus, sessions, end: endOf(streamStatus, since) };
}

/** Stores the start of a stream that GetStream returned, because its events may be late or lost. */
async function recordLiveStream(
  { channelArn }: ChannelRecord,
  { stream }: StreamStatusSnapshot,
  { channels }: AssessDeps,
): Promise<void> {
  if (!stream?.streamId || !stream.startTime) return;
  const at = isoTime(stream.startTime.getTime());
  await channels.addEvidence(channelArn, 'lastStart', { at, streamId: stream.streamId });
}

/**
 * Reads the recording configuration only if nothing else prevents the deletion.
 *
 * @returns undefined if the recording does not matter
 */
async function recordingWindowOf(
  { recordingConfigurationArn }: Channel,
  decision: CleanupDecision,
  streamStatus: StreamStatus,
  { windows, clock }: AssessDeps,
): Promise<number | 'unknown' | undefined> {
  if (decision.do === 'keep' || !recordingConfigurationArn) return undefined;
  if (streamStatus.state !== 'ended' || !recordingMatters(streamStatus.at, clock.now()))
    return undefined;
  return windows.windowOf(recordingConfigurationArn);
}
