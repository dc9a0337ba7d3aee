import type { SessionHealth, SessionRecording } from '../details/health.ts';
import { sessionIdText } from '../session-id.ts';
import { hasEnded, type SessionSummary } from '../summary.ts';
import type { QueryContext } from './context.ts';

/** How many later sessions of the channel are searched for the end of a recording. */
const MAX_SUCCESSORS = 20;

/**
 * Completes recordings that continued into later streams of the channel. IVS merges the recordings
 * of streams that reconnect; the Recording End then comes with the last of these streams.
 */
export async function withMergedRecordings(
  summary: SessionSummary,
  health: SessionHealth,
  { store, details }: Pick<QueryContext, 'store' | 'details'>,
): Promise<SessionHealth> {
  const hasOpen = health.recordings.some(isOpen);
  if (!hasOpen || !hasEnded(summary)) return health;
  const { channelArn, sessionAt: from } = summary;
  const range = { from, oldestFirst: true };
  const { sessions } = await store.list({ channelArn }, MAX_SUCCESSORS, undefined, range);
  const others = sessions.filter((one) => sessionIdText(one) !== sessionIdText(summary));
  const later = (await details.get(others)).flatMap((one) => one.health?.recordings ?? []);
  const recordings = health.recordings.map((recording) => {
    const end = isOpen(recording) && later.find((other) => isEndOf(other, recording));
    return end ? { ...end, ...startOf(recording) } : recording;
  });
  return { ...health, recordings };
}

const isOpen = ({ status, recordingSessionId }: SessionRecording): boolean =>
  status === 'recording' && recordingSessionId !== undefined;

const isEndOf = (other: SessionRecording, { recordingSessionId }: SessionRecording): boolean =>
  other.status !== 'recording' && other.recordingSessionId === recordingSessionId;

const startOf = ({ startedAt }: SessionRecording) => startedAt !== undefined && { startedAt };
