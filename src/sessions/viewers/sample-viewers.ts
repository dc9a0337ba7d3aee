import { errorName, OutOfTimeError } from '../../platform/errors.ts';
import { withLease } from '../../platform/lease.ts';
import { isYoung, recordIngest } from '../details/record-ingest.ts';
import { type LiveStream, liveStreamsOf } from '../live-streams.ts';
import { addUnrecordedStreams } from './add-unrecorded-streams.ts';
import { countFailure } from './count-failure.ts';
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
const CURSOR = 'viewer-sampling';
/** Viewer records that are written at the same time. */
const MAX_CONCURRENT_WRITES = 25;

/**
 * Samples the number of viewers of every live stream. Pages through ListStreams, a hundred streams
 * per request, and adds each count to the viewer record of its session by a conditional write.
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
 * If the time is not sufficient for all pages, the next run continues after the last page.
 *
 * @returns the young streams
 */
async function samplePages(context: SampleContext, report: SampleReport): Promise<LiveStream[]> {
  const { cursors, clock } = context;
  const young: LiveStream[] = [];
  const saved = await cursors.load(CURSOR, clock.now());
  let token = saved;
  try {
    do {
      const page = await listFrom(token, context);
      const streams = liveStreamsOf(page.items);
      await samplePage(streams, context, report);
      young.push(...streams.filter((stream) => isYoung(stream, clock.now())));
      token = page.nextToken;
    } while (token !== undefined);
    if (saved !== undefined) await cursors.clear(CURSOR);
    else context.metrics.add('Viewers', report.viewers);
  } catch (error) {
    if (!(error instanceof OutOfTimeError)) throw error;
    report.outcome = 'partial';
    if (token !== undefined) await cursors.save(CURSOR, token, clock.now());
  }
  return young;
}

/** A page of ListStreams. If IVS no longer accepts a saved token, the first page. */
async function listFrom(token: string | undefined, { ivs, log }: SampleContext) {
  try {
    return await ivs.listStreams(token);
  } catch (error) {
    if (token === undefined || errorName(error) !== 'ValidationException') throw error;
    log.warn('the saved page token of ListStreams is no longer valid; starting at the first page');
    return ivs.listStreams();
  }
}

async function samplePage(
  streams: LiveStream[],
  context: SampleContext,
  report: SampleReport,
): Promise<void> {
  const { viewers, clock } = context;
  const at = clock.now();
  const records = new Map((await viewers.get(streams)).map((one) => [one.streamId, one]));
  await addUnrecordedStreams(streams, (one) => records.has(one.streamId), context, report);
  for (let i = 0; i < streams.length; i += MAX_CONCURRENT_WRITES) {
    const chunk = streams.slice(i, i + MAX_CONCURRENT_WRITES);
    await Promise.all(
      chunk.map((one) => sampleStream(one, at, records.get(one.streamId), context, report)),
    );
  }
}
