import type { IvsEvent } from '../../src/ivs/events.ts';
import { parseIvsEvent } from '../../src/ivs/events.ts';
import type { CursorStore } from '../../src/platform/cursor.ts';
import {
  reconcileSessions,
  type SessionsReconcileContext,
} from '../../src/reconcile/sessions/reconcile-sessions.ts';
import { classify } from '../../src/sessions/event-meaning.ts';
import { listLiveStreams } from '../../src/sessions/live-streams.ts';
import { recordEvent } from '../../src/sessions/record-event.ts';
import type { SessionId } from '../../src/sessions/session-id.ts';
import { toView } from '../../src/sessions/view.ts';
import { memoryBus } from '../support/bus.ts';
import { type HistoryOptions, ivsHistory, type StreamPlan } from '../support/ivs/history.ts';
import { type EventParts, parsedEvent } from '../support/ivs-events.ts';
import { memoryDetailStore, memoryViewerStore } from '../support/memory-details.ts';
import { memorySessionStore } from '../support/memory-sessions.ts';
import { recordObservability } from '../support/observability.ts';

export const NOW = '2026-11-21T12:00:00.000Z';
const RETENTION_DAYS = 90;

/** `minutes` before NOW, ISO 8601. */
export const ago = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

/**
 * Between Session Ended and Stream End there is a minute, so that tests see which of them is meant. In IVS, it is some
 * seconds.
 */
const DELAYS = { streamEndMs: 60_000 };

function memoryCursors() {
  const saved = new Map<string, string>();
  const cursors: CursorStore = {
    load: async (name) => saved.get(name),
    save: async (name, position) => void saved.set(name, position),
    clear: async (name) => void saved.delete(name),
  };
  return { cursors, saved };
}

/**
 * A simulator in which these streams have happened until NOW, a session store in memory that has received no event, and
 * what is needed to compare them.
 */
export async function setUp<const Plans extends readonly StreamPlan[]>(
  plans: Plans,
  { delays, ...options }: HistoryOptions = {},
) {
  const world = await ivsHistory(plans, NOW, { delays: { ...DELAYS, ...delays }, ...options });
  const { clock, ivs } = world;
  const store = memorySessionStore();
  const bus = memoryBus();
  const seen = recordObservability();
  const { cursors, saved } = memoryCursors();
  const recorder = { store, bus, clock, retentionDays: RETENTION_DAYS };
  const [details, viewers] = [memoryDetailStore(), memoryViewerStore()];
  const context = { ...seen, ...recorder, details, viewers, ivs, cursors };
  const record = (event: IvsEvent) => recordEvent(recorder, classify(event));
  const publishedEvents = ({ streamId }: SessionId): IvsEvent[] =>
    world.events.filter(({ detail }) => detail.stream_id === streamId).map(parsed);
  const summaryOf = ({ streamId }: Pick<SessionId, 'streamId'>) =>
    [...store.summaries.values()].find((one) => one.streamId === streamId);
  return {
    ...{
      ...world,
      store,
      bus,
      details,
      viewers,
      seen,
      saved,
      cursors,
      summaryOf,
      publishedEvents,
      record,
    },
    /** Delivers the events of a session that have these names; all of its events without names. */
    async deliver(session: SessionId, ...names: string[]): Promise<void> {
      for (const event of publishedEvents(session))
        if (names.length === 0 || names.includes(event.name)) await record(event);
    },
    /** Delivers an event that IVS has not published, such as one with a wrong time. */
    deliverForged: (parts: EventParts) => record(parsedEvent(parts)),
    async reconcile(more: Partial<SessionsReconcileContext> & { ivs?: typeof ivs } = {}) {
      const live = await listLiveStreams(more.ivs ?? ivs);
      return reconcileSessions(live, {
        ...context,
        lease: { shouldRelease: async () => false },
        ...more,
      });
    },
    views: () => [...store.summaries.values()].map(toView),
    view(session: Pick<SessionId, 'streamId'>) {
      const summary = summaryOf(session);
      return summary && toView(summary);
    },
  };
}

function parsed(raw: unknown): IvsEvent {
  const result = parseIvsEvent(raw);
  if (result.kind === 'foreign')
    throw new Error(`not an event about streams: ${result.detailType}`);
  return result.event;
}
