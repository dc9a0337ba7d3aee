import { isoTime } from '../../platform/clock.ts';
import { errorMessage, errorName, OutOfTimeError } from '../../platform/errors.ts';
import type { LiveStream } from '../live-streams.ts';
import type { SampleContext, SampleReport } from './sample-context.ts';

/**
 * Does the work for one stream. If it fails, the failure is logged and counted, and not thrown. Except
 * OutOfTimeError: the work for all other streams would fail as well.
 */
export async function countFailure(
  { channelArn, streamId }: LiveStream,
  { log, metrics, clock }: SampleContext,
  report: SampleReport,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof OutOfTimeError) throw error;
    report.failed++;
    metrics.add('ViewerFailures');
    const fields = { channelArn, streamId, at: isoTime(clock.now()) };
    const [name, reason] = [errorName(error), errorMessage(error)];
    log.error('a live stream could not be recorded', { ...fields, error: name, reason });
  }
}
