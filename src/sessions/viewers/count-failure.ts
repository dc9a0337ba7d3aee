import { isoTime } from '../../platform/clock.ts';
import { errorMessage, errorName } from '../../platform/errors.ts';
import type { LiveStream } from '../live-streams.ts';
import type { SampleContext, SampleReport } from './sample-context.ts';

/** Does the work for one stream. If it fails, the failure is logged and counted, and not thrown. */
export async function countFailure(
  { channelArn, streamId }: LiveStream,
  { log, metrics, clock }: SampleContext,
  report: SampleReport,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    report.failed++;
    metrics.add('ViewerFailures');
    const fields = { channelArn, streamId, at: isoTime(clock.now()) };
    const [name, reason] = [errorName(error), errorMessage(error)];
    log.error('the viewers of a stream could not be sampled', { ...fields, error: name, reason });
  }
}
