import { expiresAfter } from '../../platform/table.ts';
import type { LiveStream } from '../live-streams.ts';
import { countFailure } from './count-failure.ts';
import type { SampleContext, SampleReport } from './sample-context.ts';
import { withSample } from './samples.ts';
import type { ViewerRecord } from './store.ts';

/**
 * Adds the viewer count of a live stream to its viewer record.
 *
 * @param at when ListStreams answered, ms since the epoch
 * @param before the stream's viewer record; undefined if there is none
 */
export async function sampleStream(
  stream: LiveStream,
  at: number,
  before: ViewerRecord | undefined,
  context: SampleContext,
  report: SampleReport,
): Promise<void> {
  const { viewers, retentionDays } = context;
  const count = stream.viewerCount ?? -1;
  report.streams++;
  if (count < 0) report.unknown++;
  else report.viewers += count;
  const after = withSample(before, stream, { at, count, health: stream.health });
  if (!after) return;
  await countFailure(stream, context, report, async () => {
    // The write is refused if another run has added a sample in the meantime.
    const added = await viewers.put(after, before, expiresAfter(at, retentionDays));
    if (added) report.sampled++;
  });
}
