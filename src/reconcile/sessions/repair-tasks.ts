import type { LiveStream, LiveStreamsById } from '../../sessions/live-streams.ts';
import type { SessionIndexQuery } from '../../sessions/store.ts';
import {
  ENDED,
  hasEnded,
  LIVE,
  type ListedSession,
  lastFactTime,
  type SessionSummary,
} from '../../sessions/summary.ts';
import { lacksStartFacts, MAX_STARTING_MS } from './decisions.ts';
import {
  compareEndedSession,
  endSession,
  type IvsRepairContext,
  openSession,
  type Repair,
} from './repairs.ts';

/**
 * The stages of a pass:
 *
 *     listed   the streams that IVS lists
 *     open     the sessions that are live in the table and that IVS does not list
 *     ended    the sessions that have ended and are not finalized
 */
const STAGES = ['listed', 'open', 'ended'] as const;
export type ReconcileStage = (typeof STAGES)[number];

/** The position of a pass: in a stage, after this session. */
export interface ReconcileCursor {
  stage: ReconcileStage;
  after?: ListedSession;
}
export const FIRST_RECONCILE_CURSOR: ReconcileCursor = { stage: 'listed' };

/** One session that may need a repair. */
export interface RepairTask {
  cursor: Required<ReconcileCursor>;
  repair: Repair;
}

/** Sessions that are read at once: DynamoDB's largest batch. */
const BATCH_SIZE = 100;

/** The tasks from a position to the end of the pass. Finding them reads only the table. */
export async function* repairTasks(
  live: LiveStreamsById,
  context: IvsRepairContext,
  from: ReconcileCursor,
): AsyncGenerator<RepairTask> {
  for (const stage of STAGES.slice(STAGES.indexOf(from.stage))) {
    const after = stage === from.stage ? from.after : undefined;
    yield* STAGE_TASKS[stage](live, context, after);
  }
}

type StageTasks = (
  live: LiveStreamsById,
  context: IvsRepairContext,
  after: ListedSession | undefined,
) => AsyncGenerator<RepairTask>;

const STAGE_TASKS: Record<ReconcileStage, StageTasks> = {
  async *listed(live, context, after) {
    for (const streams of batches(sortedStreams(live, after))) {
      const known = new Map((await context.store.get(streams)).map((one) => [one.streamId, one]));
      for (const stream of streams) {
        const summary = known.get(stream.streamId);
        if (summary && !needsStart(summary, context)) continue;
        const cursor = cursorAt('listed', { ...stream, sessionAt: stream.startTime.toISOString() });
        yield { cursor, repair: () => openSession(stream, summary, context) };
      }
    }
  },

  async *open(live, context, after) {
    for await (const summary of unlisted({ phase: LIVE }, live, context, after)) {
      if (hasEnded(summary)) continue;
      yield { cursor: cursorAt('open', summary), repair: () => endSession(summary, context) };
    }
  },

  async *ended(live, context, after) {
    for await (const summary of unlisted({ phase: ENDED }, live, context, after)) {
      if (summary.finalized) continue;
      const repair = () => compareEndedSession(summary, context);
      yield { cursor: cursorAt('ended', summary), repair };
    }
  },
};

function cursorAt(
  stage: ReconcileStage,
  { channelArn, streamId, sessionAt }: ListedSession,
): Required<ReconcileCursor> {
  return { stage, after: { channelArn, streamId, sessionAt } };
}

/**
 * Whether a listed session lacks its creation or start.
 *
 * @returns false for a session that events have ended
 */
function needsStart(summary: SessionSummary, { clock, log }: IvsRepairContext): boolean {
  if (!hasEnded(summary)) return lacksStartFacts(summary);
  const { channelArn, streamId } = summary;
  if (clock.now() - Date.parse(lastFactTime(summary)) > MAX_STARTING_MS)
    log.warn('IVS lists a session as live that has ended by its events', { channelArn, streamId });
  return false;
}

/** Sorted by stream id, so that a later pass, with other live streams, can continue after an id. */
function sortedStreams(live: LiveStreamsById, after: ListedSession | undefined): LiveStream[] {
  const streams = [...live.values()].filter((one) => !after || one.streamId > after.streamId);
  return streams.sort((a, b) => (a.streamId < b.streamId ? -1 : 1));
}

/** The newest state of the sessions of a phase that IVS does not list as live, newest first. */
async function* unlisted(
  query: SessionIndexQuery,
  live: LiveStreamsById,
  { store }: IvsRepairContext,
  start: ListedSession | undefined,
): AsyncGenerator<SessionSummary> {
  let after = start;
  for (;;) {
    const page = await store.list(query, BATCH_SIZE, after);
    const ids = page.sessions.filter(({ streamId }) => !live.has(streamId));
    const found = new Map((await store.get(ids)).map((one) => [one.streamId, one]));
    for (const { streamId } of ids) {
      const summary = found.get(streamId);
      if (summary) yield summary;
    }
    after = page.sessions.at(-1);
    if (!page.more || !after) return;
  }
}

function* batches<T>(all: T[]): Generator<T[]> {
  for (let i = 0; i < all.length; i += BATCH_SIZE) yield all.slice(i, i + BATCH_SIZE);
}
