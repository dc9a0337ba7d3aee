import type { Listing, LiveStream } from '../../sessions/live-streams.ts';
import type { SessionQuery } from '../../sessions/store.ts';
import {
  ENDED,
  isOver,
  LIVE,
  type ListedSession,
  lastEvidence,
  type SessionSummary,
} from '../../sessions/summary.ts';
import { misses, STARTING_MS } from './decisions.ts';
import { checkEnded, closeGone, openMissed, type Repair, type RepairContext } from './repairs.ts';

/** The stages of a pass: what IVS lists; what the table calls live; what has ended since the last pass. */
const STAGES = ['listed', 'open', 'ended'] as const;
export type Stage = (typeof STAGES)[number];

/** Where a pass is: in a stage, after this session. */
export interface Place {
  stage: Stage;
  after?: ListedSession;
}
export const START: Place = { stage: 'listed' };

/** One session that may need repair. */
export interface Task {
  place: Required<Place>;
  repair: Repair;
}

/** Read at once: DynamoDB's largest batch. */
const BATCH = 100;

/** What is to be looked at, from `from` to the end. Reads only the table; asks IVS nothing. */
export async function* tasks(
  listing: Listing,
  context: RepairContext,
  from: Place,
): AsyncGenerator<Task> {
  for (const stage of STAGES.slice(STAGES.indexOf(from.stage))) {
    const after = stage === from.stage ? from.after : undefined;
    yield* STAGE_TASKS[stage](listing, context, after);
  }
}

type StageTasks = (
  listing: Listing,
  context: RepairContext,
  after: ListedSession | undefined,
) => AsyncGenerator<Task>;

const STAGE_TASKS: Record<Stage, StageTasks> = {
  async *listed(listing, context, after) {
    for (const streams of batches(inOrder(listing, after))) {
      const known = new Map((await context.store.get(streams)).map((one) => [one.streamId, one]));
      for (const stream of streams) {
        const summary = known.get(stream.streamId);
        if (summary && !lacksStart(summary, context)) continue;
        const place = placeOf('listed', { ...stream, sessionAt: stream.startTime.toISOString() });
        yield { place, repair: () => openMissed(stream, summary, context) };
      }
    }
  },

  async *open(listing, context, after) {
    for await (const gone of unlisted({ phase: LIVE }, listing, context, after)) {
      if (isOver(gone)) continue;
      yield { place: placeOf('open', gone), repair: () => closeGone(gone, context) };
    }
  },

  async *ended(listing, context, after) {
    for await (const over of unlisted({ phase: ENDED }, listing, context, after)) {
      if (over.checked) continue;
      yield { place: placeOf('ended', over), repair: () => checkEnded(over, context) };
    }
  },
};

function placeOf(
  stage: Stage,
  { channelArn, streamId, sessionAt }: ListedSession,
): Required<Place> {
  return { stage, after: { channelArn, streamId, sessionAt } };
}

/** Whether a live session misses what IVS can tell. @returns false for one that events have ended */
function lacksStart(summary: SessionSummary, { clock, log }: RepairContext): boolean {
  const now = clock.now();
  if (!isOver(summary)) return misses(summary);
  const { channelArn, streamId } = summary;
  if (now - Date.parse(lastEvidence(summary)) > STARTING_MS)
    log.warn('IVS still lists a session that its events have ended', { channelArn, streamId });
  return false;
}

/** By stream id, so that a later pass, with another listing, can go on from an id. */
function inOrder(listing: Listing, after: ListedSession | undefined): LiveStream[] {
  const streams = [...listing.values()].filter((one) => !after || one.streamId > after.streamId);
  return streams.sort((a, b) => (a.streamId < b.streamId ? -1 : 1));
}

/** The sessions of a phase that IVS does not list, newest first, as they are now. */
async function* unlisted(
  query: SessionQuery,
  listing: Listing,
  { store }: RepairContext,
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
