import { withAuditRecord } from '../channels/audit.ts';
import { fetchStreamStatus } from '../channels/read-stream-status.ts';
import { isoTime } from '../platform/clock.ts';
import type { RevocationRun } from './revocation-run.ts';

/**
 * An encoder that connected right before the keys of an offline channel were deleted may show in no answer
 * of IVS for this time, ms.
 */
const UNSEEN_ENCODER_MS = 10_000;
/** A stream that continues after StopStream is stopped again after this time, ms. */
const STOP_AGAIN_MS = 10_000;

/**
 * Stops the stream of the old keys, until none is left.
 *
 * @returns what to wait for; undefined once no stream is left
 */
export async function endStreams(
  run: RevocationRun,
): Promise<'stream-end' | 'settling' | undefined> {
  if (run.revocation.endedAt !== undefined) return undefined;
  const { channelArn, deps } = run;
  const [record = { channelArn }] = await deps.channels.get([channelArn]);
  const { streamStatus, live, stream } = await fetchStreamStatus(record, deps);
  if (live) {
    await stop(run, stream?.streamId ?? '');
    return 'stream-end';
  }
  if (streamStatus.state === 'settling' || mayHaveUnseenEncoder(run)) return 'settling';
  await run.save({ endedAt: isoTime(run.now) });
  return undefined;
}

function mayHaveUnseenEncoder({ revocation, now }: RevocationRun): boolean {
  const { deletedAt, oldKeys = [], stopped = [] } = revocation;
  if (deletedAt === undefined || oldKeys.length === 0 || stopped.length > 0) return false;
  return now - Date.parse(deletedAt) < UNSEEN_ENCODER_MS;
}

async function stop(run: RevocationRun, streamId: string): Promise<void> {
  const { channelArn, deps } = run;
  const { stopped = [] } = run.revocation;
  const before = stopped.find((each) => each.streamId === streamId);
  if (before && Date.parse(before.at) > run.now - STOP_AGAIN_MS) return;
  const entry = run.auditEntry('stop-stream', 'revoked', { streamId });
  await withAuditRecord(deps, entry, async () => {
    const outcome = await deps.ivs.stopStream(channelArn);
    return { outcome: outcome === 'stopped' ? 'done' : 'gone' };
  });
  const others = stopped.filter((each) => each !== before);
  await run.save({ stopped: [...others, { streamId, at: isoTime(run.now) }] });
}
