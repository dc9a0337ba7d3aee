import type { InvocationIvs } from '../../ivs/client.ts';
import { isoTime } from '../../platform/clock.ts';
import type { CursorStore } from '../../platform/cursor.ts';
import { errorMessage, errorName, OutOfTimeError } from '../../platform/errors.ts';
import { withLease } from '../../platform/lease.ts';
import type { LeaseStore } from '../../platform/lease-store.ts';
import { expiresAfter } from '../../platform/table.ts';
import { type LiveStream, liveStreamsOf } from '../live-streams.ts';
import { startOf } from '../repair/missing-events.ts';
import { type RepairContext, repairSession } from '../repair/repair-session.ts';
import { hasEnded } from '../summary.ts';
import { withSample } from './audience.ts';
import type { ViewerRecord, ViewerStore } from './store.ts';

export interface SampleContext extends RepairContext {
  ivs: Pick<InvocationIvs, 'listStreams' | 'waitForQuotaWindow'>;
  viewers: ViewerStore;
  cursors: CursorStore;
  leases: LeaseStore;
  /** Names this invocation. */
  holder: string;
  /** When Lambda cuts the invocation, ms since the epoch. */
  deadline: number;
}

export interface SampleReport {
  /** `busy`: the last minute's run is not over. `partial`: the next run goes on where this one stopped. */
  outcome: 'done' | 'partial' | 'busy';
  /** Live streams that were seen. */
  streams: number;
  /** Samples that were added. */
  sampled: number;
  /** Streams of which IVS did not know the audience just then. */
  unknown: number;
  /** Viewers of all streams that were seen. */
  viewers: number;
  /** Sessions of which no event had told. */
  found: number;
  failed: number;
}

/** Its own, so that no long rotation keeps it waiting: of ListStreams it has its own part of the share. */
export const VIEWERS_LEASE = 'viewers';
/** A run that is still at work is left alone: the next minute comes. */
const WAIT_MS = 5_000;
const CURSOR = 'viewer-sampling';
/** Written at once. */
const CHUNK = 25;
/** An event takes a moment to come; then its session should be there. */
const HEARD_AFTER_MS = 30_000;
/** For so long after its start a stream is looked up among the sessions. */
const YOUNG_MS = 180_000;

/**
 * Counts the audience of every live stream: pages through ListStreams, a hundred streams a request, and
 * adds each count to its session's record by a conditional write. A stream that has been live for half a
 * minute and whose start no event told of becomes a session then and there: so no stream that lives through a
 * minute can be lost with its events.
 *
 * What fails for one stream is logged and counted. Throws what IVS or the table throw for a whole page.
 */
export async function sampleViewers(context: SampleContext): Promise<SampleReport> {
  const { leases: store, holder, clock, log, deadline, ivs, metrics } = context;
  const report: SampleReport = {
    ...{ outcome: 'done', streams: 0, sampled: 0, unknown: 0, viewers: 0, found: 0, failed: 0 },
  };
  const beforeRelease = () => ivs.waitForQuotaWindow();
  const lease = { name: VIEWERS_LEASE, waitMs: WAIT_MS };
  const options = { store, holder, clock, log, deadline, beforeRelease, ...lease };
  const leased = await withLease(options, () => lap(context, report));
  if (!leased.ran) return { ...report, outcome: 'busy' };
  log.info('viewers sampled', { ...report });
  metrics.add('ViewerSamples', report.sampled);
  return report;
}

/** With more streams than a minute has time for, the next run goes on behind the last page. */
async function lap(context: SampleContext, report: SampleReport): Promise<void> {
  const { cursors, clock } = context;
  const saved = await cursors.load(CURSOR, clock.now());
  let token = saved;
  try {
    do {
      const page = await listFrom(token, context);
      const at = clock.now();
      const streams = liveStreamsOf(page.items);
      const records = await recordsOf(streams, context);
      await findUnheard(streams, records, context, report);
      for (const chunk of chunks(streams))
        await Promise.all(chunk.map((one) => sample(one, at, records, context, report)));
      token = page.nextToken;
    } while (token !== undefined);
    if (saved !== undefined) await cursors.clear(CURSOR);
    else context.metrics.add('Viewers', report.viewers);
  } catch (error) {
    if (!(error instanceof OutOfTimeError)) throw error;
    report.outcome = 'partial';
    if (token !== undefined) await cursors.save(CURSOR, token, clock.now());
  }
}

/** A saved token that IVS no longer takes means: from the beginning. */
async function listFrom(token: string | undefined, { ivs, log }: SampleContext) {
  try {
    return await ivs.listStreams(token);
  } catch (error) {
    if (token === undefined || errorName(error) !== 'ValidationException') throw error;
    log.warn('the saved place in the list of streams is no longer valid');
    return ivs.listStreams();
  }
}

type Records = ReadonlyMap<string, ViewerRecord>;

async function recordsOf(streams: LiveStream[], { viewers }: SampleContext): Promise<Records> {
  return new Map((await viewers.get(streams)).map((record) => [record.streamId, record]));
}

async function sample(
  stream: LiveStream,
  at: number,
  records: Records,
  context: SampleContext,
  report: SampleReport,
): Promise<void> {
  const { viewers, retentionDays } = context;
  const count = stream.viewerCount ?? -1;
  report.streams++;
  if (count < 0) report.unknown++;
  else report.viewers += count;
  const before = records.get(stream.streamId);
  const after = withSample(before, stream, { at, count });
  if (!after) return;
  await guarded(stream, context, report, async () => {
    // False: another run has counted the same minute.
    const added = await viewers.put(after, before, expiresAfter(at, retentionDays));
    if (added) report.sampled++;
  });
}

/**
 * Streams that the table should know by now, and does not; and young ones with a start that is a repair, since
 * that may have been cut off before it was told. No request to IVS.
 */
async function findUnheard(
  streams: LiveStream[],
  records: Records,
  context: SampleContext,
  report: SampleReport,
): Promise<void> {
  const { store, clock } = context;
  const age = ({ startTime }: LiveStream) => clock.now() - startTime.getTime();
  const due = streams.filter((one) => {
    const isNew = !records.has(one.streamId) || age(one) < YOUNG_MS;
    return isNew && age(one) >= HEARD_AFTER_MS;
  });
  const known = new Map((await store.get(due)).map((one) => [one.streamId, one]));
  for (const stream of due) {
    const summary = known.get(stream.streamId);
    const { started } = summary ?? {};
    if ((started && !started.repaired) || (summary && hasEnded(summary))) continue;
    const startTime = started ? new Date(started.at) : stream.startTime;
    await guarded(stream, context, report, async () => {
      const start = startOf({ ...stream, startTime });
      if (await repairSession('found', stream, [start], context)) report.found++;
    });
  }
}

async function guarded(
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
    log.error('viewers could not be sampled', { ...fields, error: name, reason });
  }
}

function* chunks<T>(all: T[]): Generator<T[]> {
  for (let i = 0; i < all.length; i += CHUNK) yield all.slice(i, i + CHUNK);
}
