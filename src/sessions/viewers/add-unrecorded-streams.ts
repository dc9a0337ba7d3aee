import type { LiveStream } from '../live-streams.ts';
import { startOf } from '../repair/missing-events.ts';
import { repairSession } from '../repair/repair-session.ts';
import { hasEnded, type SessionSummary } from '../summary.ts';
import { countFailure } from './count-failure.ts';
import type { SampleContext, SampleReport } from './sample-context.ts';

/** Events are delayed. A session should be known when its stream has been live for this long. */
const EVENT_DELAY_MS = 30_000;
/** The summary of a stream that has been live for less than this is read at every run. */
const RECENT_START_MS = 180_000;

/**
 * Adds a session for each live stream that the table should know by now but does not know. A recent
 * stream whose start is a repair is repaired again, since an earlier run may have been interrupted
 * before it published the start. Sends no request to IVS.
 *
 * @param hasViewerRecord whether a stream was sampled before; its session was checked then
 */
export async function addUnrecordedStreams(
  streams: LiveStream[],
  hasViewerRecord: (stream: LiveStream) => boolean,
  context: SampleContext,
  report: SampleReport,
): Promise<void> {
  const { store, clock } = context;
  const age = ({ startTime }: LiveStream) => clock.now() - startTime.getTime();
  const toCheck = streams.filter((stream) => {
    const mayBeUnknown = !hasViewerRecord(stream) || age(stream) < RECENT_START_MS;
    return mayBeUnknown && age(stream) >= EVENT_DELAY_MS;
  });
  const known = new Map((await store.get(toCheck)).map((one) => [one.streamId, one]));
  for (const stream of toCheck) await addStart(stream, known.get(stream.streamId), context, report);
}

async function addStart(
  stream: LiveStream,
  summary: SessionSummary | undefined,
  context: SampleContext,
  report: SampleReport,
): Promise<void> {
  const { started } = summary ?? {};
  const wasDelivered = started && !started.repaired;
  if (wasDelivered || (summary && hasEnded(summary))) return;
  const startTime = started ? new Date(started.at) : stream.startTime;
  await countFailure(stream, context, report, async () => {
    const start = startOf({ ...stream, startTime });
    const { channelArn, streamId } = stream;
    const known = summary ?? { channelArn, streamId };
    if (await repairSession('found', known, [start], context)) report.found++;
  });
}
