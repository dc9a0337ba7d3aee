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
import { lacksStartFacts, STARTING_MS } from './decisions.ts';
import {
  compareEndedSession,
  endSession,
  type IvsRepairContext,
  openSession,
  type Repair,
} from './repairs.ts';

/** The stages of a pass: what IVS lists; what the table calls live; what has ended since the last pass. */
const STAGES = ['listed', 'open', 'ended'] as const;
export type Stage = (typeof STAGES)[number];

/** Where a pass is: in a stage, after this session. */
export interface ReconcileCursor {
  stage: Stage;
  after?: ListedSession;
}
export const FIRST_CURSOR: ReconcileCursor = { stage: 'listed' };

/** One session that may need repair. */
export interface RepairTask {
  cursor: Required<ReconcileCursor>;
  repair: Repair;
}

/** Read at once: DynamoDB's largest batch. */
const BATCH = 100;

/** What is to be looked at, from `from` to the end. Reads only the table; asks IVS nothing. */
export async function* repairTasks(
  listing: LiveStreamsById,
  context: IvsRepairContext,
  from: ReconcileCursor,
): AsyncGenerator<RepairTask> {
  for (const stage of STAGES.slice(STAGES.indexOf(from.stage))) {
    const after = stage === from.stage ? from.after : undefined;
    yield* STAGE_TASKS[stage](listing, context, after);
  }
}

type StageTasks = (
  listing: LiveStreamsById,
  context: IvsRepairContext,
  after: ListedSession | undefined,
) => AsyncGenerator<RepairTask>;

const STAGE_TASKS: Record<Stage, StageTasks> = {
  async *listed(listing, context, after) {
    for (const streams of batches(inOrder(listing, after))) {
      const known = new Map((await context.store.get(streams)).map((one) => [one.streamId, one]));
      for (const stream of streams) {
        const summary = known.get(stream.streamId);
        if (summary && !lacksStart(summary, context)) continue;
        const place = cursorAt('listed', { ...stream, sessionAt: stream.startTime.toISOString() });
        yield { cursor: place, repair: () => openSession(stream, summary, context) };
      }
    }
  },

  async *open(listing, context, after) {
    for await (const gone of unlisted({ phase: LIVE }, listing, context, after)) {
      if (hasEnded(gone)) continue;
      yield { cursor: cursorAt('open', gone), repair: () => endSession(gone, context) };
    }
  },

  async *ended(listing, context, after) {
    for await (const over of unlisted({ phase: ENDED }, listing, context, after)) {
      if (over.finalized) continue;
      yield { cursor: cursorAt('ended', over), repair: () => compareEndedSession(over, context) };
    }
  },
};

function cursorAt(
  stage: Stage,
  { channelArn, streamId, sessionAt }: ListedSession,
): Required<ReconcileCursor> {
  return { stage, after: { channelArn, streamId, sessionAt } };
}

/** Whether a live session misses what IVS can tell. @returns false for one that events have ended */
function lacksStart(summary: SessionSummary, { clock, log }: IvsRepairContext): boolean {
  const now = clock.now();
  if (!hasEnded(summary)) return lacksStartFacts(summary);
  const { channelArn, streamId } = summary;
  if (now - Date.parse(lastFactTime(summary)) > STARTING_MS)
    log.warn('IVS still lists a session that its events have ended', { channelArn, streamId });
  return false;
}

/** By stream id, so that a later pass, with another listing, can go on from an id. */
function inOrder(listing: LiveStreamsById, after: ListedSession | undefined): LiveStream[] {
  const streams = [...listing.values()].filter((one) => !after || one.streamId > after.streamId);
  return streams.sort((a, b) => (a.streamId < b.streamId ? -1 : 1));
}

/** The sessions of a phase that IVS does not list, newest first, as they are now. */
async function* unlisted(
  query: SessionIndexQuery,
  listing: LiveStreamsById,
  { store }: IvsRepairContext,
  start: ListedSession | undefined,
): AsyncGenerator<SessionSummary> {
  let after = start;
  for (;;) {
    const page = await store.list(query, BATCH, after);
    const ids = page.sessions.filter(({ streamId }) => !listing.has(streamId));
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
  for (let i = 0; i < all.length; i += BATCH) yield all.slice(i, i + BATCH);
}
