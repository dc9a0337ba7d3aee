import { neverLiveSince } from '../channels/never-live.ts';
import type { PassDeps } from '../channels/pass.ts';
import { readPolicy } from '../channels/policy.ts';
import {
  fetchFinalStreamStatus,
  readStreamStatus,
  type StreamStatusSnapshot,
} from '../channels/read-stream-status.ts';
import type { ChannelRecord } from '../channels/record.ts';
import { type StreamStatus, startedSinceEnd } from '../channels/stream-status.ts';
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

/** Decides right before the deletion. The newest session is read from IVS, and GetStream is asked last. */
export async function assessChannelFinally(
  record: ChannelRecord,
  channel: Channel,
  deps: AssessDeps,
): Promise<Assessment> {
  const snapshot = await fetchFinalStreamStatus(record, deps);
  await recordLiveStream(record, snapshot, deps);
  return assess(record, channel, snapshot, deps);
}

async function assess(
  record: ChannelRecord,
  channel: Channel,
  { streamStatus, stream, live }: StreamStatusSnapshot,
  deps: AssessDeps,
): Promise<Assessment> {
  const { tags = {} } = channel;
  const now = deps.clock.now();
  const since = neverLiveSince(record, now);
  const evidence: CleanupEvidence = {
    ...{ policy: readPolicy(tags), streamStatus, startedSinceEnd: startedSinceEnd(record) },
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
  return { decision, facts, streamStatus, end: endOf(streamStatus, since) };
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
