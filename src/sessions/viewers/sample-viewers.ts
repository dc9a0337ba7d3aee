import { OutOfTimeError } from '../../platform/errors.ts';
import { withLease } from '../../platform/lease.ts';
import { expiresAfter } from '../../platform/table.ts';
import { isYoung, recordIngest } from '../details/record-ingest.ts';
import type { LiveStream } from '../live-streams.ts';
import { sessionLookup } from '../session-id.ts';
import { addUnrecordedStreams } from './add-unrecorded-streams.ts';
import { countFailure } from './count-failure.ts';
import {
  type AccountSum,
  dayOf,
  interruptedCount,
  type ViewerDay,
  withInterruption,
  withSum,
} from './day/day.ts';
import { sumStreams } from './day/sum-streams.ts';
import { PagesOfStreams } from './pages-of-streams.ts';
import type { SampleContext, SampleReport } from './sample-context.ts';
import { sampleStream } from './sample-stream.ts';

/**
 * Sampling has its own lease and its own part of the ListStreams quota, so a long rotation does not
 * delay it.
 */
const VIEWERS_LEASE = 'viewers';
/**
 * How long a run waits for the lease. If an earlier run still holds it, the next minute's run
 * samples.
 */
const WAIT_MS = 5_000;
/**
 * IVS counts requests in a rolling second. The next run waits until it is over, if it comes so soon: usually it comes a
 * minute later. If each run waited for it, an idle stage would pay for 0.8 s a minute.
 */
const QUOTA_WINDOW_MS = 1_000;
/** Viewer records that are written at the same time. */
const MAX_CONCURRENT_WRITES = 25;

/**
 * Samples the number of viewers of every live stream. Pages through ListStreams, a hundred streams
 * per request, and adds each count to the viewer record of its session by a conditional write, and the sum to the
 * account's viewers of the day.
 *
 * A stream that has been live for 30 seconds, and whose start no event reported, is added as a
 * session. The function runs each minute, so a stream that is live for 90 seconds is recorded even
 * if all of its events are lost.
 *
 * For young streams it also records what their encoder sends, so that this is known while they are live.
 *
 * A failure for one stream is logged and counted. Throws what IVS or the table throw for a whole
 * page.
 */
export async function sampleViewers(context: SampleContext): Promise<SampleReport> {
  const { leases: store, holder, clock, log, deadline, metrics } = context;
  const report: SampleReport = {
    ...{ outcome: 'done', streams: 0, sampled: 0, unknown: 0, viewers: 0, found: 0 },
    ...{ described: 0, failed: 0 },
  };
  const lease = { name: VIEWERS_LEASE, waitMs: WAIT_MS, restMs: QUOTA_WINDOW_MS };
  const options = { store, holder, clock, log, deadline, ...lease };
  const leased = await withLease(options, () => samplePages(context, report));
  if (!leased.ran) return { ...report, outcome: 'busy' };
  report.described = await recordIngest(leased.result, context, (stream, work) =>
    countFailure(stream, context, report, work),
  );
  log.info('viewers sampled', { ...report });
  metrics.add('ViewerSamples', report.sampled);
  return report;
}

/**
 * If the time is not sufficient for all pages, the next run continues after the last page, and its sum counts the
 * pages of both runs.
 *
 * @returns the young streams
 */
async function samplePages(context: SampleContext, report: SampleReport): Promise<LiveStream[]> {
  const { viewerDays, clock, metrics, retentionDays } = context;
  const began = clock.now();
  const day = await viewerDays.get(dayOf(began));
  const continued = interruptedCount(day, began);
  const pages = new PagesOfStreams(continued);
  const young: LiveStream[] = [];
  let after: ViewerDay | undefined;
  try {
    do {
      const streams = await pages.next(context);
      pages.counted(await samplePage(streams, context, report));
      young.push(...streams.filter((stream) => isYoung(stream, clock.now())));
    } while (pages.token !== undefined);
    if (!continued) metrics.add('Viewers', report.viewers);
    after = withSum(day, began, pages.sum);
  } catch (error) {
    if (!(error instanceof OutOfTimeError)) throw error;
    report.outcome = 'partial';
    const { token, sum } = pages;
    if (token !== undefined) after = withInterruption(day, began, token, sum);
  }
  if (after) await viewerDays.put(after, expiresAfter(began, retentionDays));
  return young;
}

async function samplePage(
  streams: LiveStream[],
  context: SampleContext,
  report: SampleReport,
): Promise<AccountSum> {
  const { viewers, clock } = context;
  const at = clock.now();
  const recordOf = sessionLookup(await viewers.get(streams));
  const isKnown = (one: LiveStream) => recordOf(one) !== undefined;
  await addUnrecordedStreams(streams, isKnown, context, report);
  for (let i = 0; i < streams.length; i += MAX_CONCURRENT_WRITES) {
    const chunk = streams.slice(i, i + MAX_CONCURRENT_WRITES);
    await Promise.all(chunk.map((one) => sampleStream(one, at, recordOf(one), context, report)));
  }
  return sumStreams(streams, recordOf, at);
}
