import type { DetailType } from '../../src/ivs/events.ts';
import type { CursorStore } from '../../src/platform/cursor.ts';
import {
  reconcileSessions,
  type SessionsReconcileContext,
} from '../../src/reconcile/sessions/reconcile-sessions.ts';
import { classify } from '../../src/sessions/event-meaning.ts';
import { listLiveStreams } from '../../src/sessions/live-streams.ts';
import { recordEvent } from '../../src/sessions/record-event.ts';
import { toView } from '../../src/sessions/view.ts';
import { memoryBus } from '../support/bus.ts';
import { fakeClock } from '../support/clock.ts';
import { parsedEvent } from '../support/ivs-events.ts';
import { memoryDetailStore, memoryViewerStore } from '../support/memory-details.ts';
import { memoryIvs, type WorldSession } from '../support/memory-ivs.ts';
import { memorySessionStore } from '../support/memory-sessions.ts';
import { recordObservability } from '../support/observability.ts';

export const NOW = '2026-11-21T12:00:00.000Z';
const RETENTION_DAYS = 90;

/** `minutes` before NOW, ISO 8601. */
export const ago = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();
export const arnOf = (channel: string) => `arn:aws:ivs:us-west-2:123456789012:channel/${channel}`;

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
 * A session store, an IVS double that knows the sessions of `world`, and what is needed to compare
 * them.
 */
export function setUp(world: WorldSession[]) {
  const store = memorySessionStore();
  const ivs: ReturnType<typeof memoryIvs> = memoryIvs(world);
  const clock = fakeClock(Date.parse(NOW));
  const bus = memoryBus();
  const seen = recordObservability();
  const { cursors, saved } = memoryCursors();
  const recorder = { store, bus, clock, retentionDays: RETENTION_DAYS };
  const [details, viewers] = [memoryDetailStore(), memoryViewerStore()];
  const context = { ...seen, ...recorder, details, viewers, ivs, cursors };
  return {
    store,
    bus,
    details,
    viewers,
    ivs,
    clock,
    seen,
    saved,
    cursors,
    /** Delivers an event of the session. */
    async deliver(
      { channelArn, streamId, channelName = '' }: WorldSession,
      name: string,
      time: string,
      detailType: DetailType = 'IVS Stream State Change',
    ) {
      const event = parsedEvent({ channelArn, streamId, name, time, channelName, detailType });
      await recordEvent(recorder, classify(event));
    },
    async reconcile(more: Partial<SessionsReconcileContext> & { ivs?: typeof ivs } = {}) {
      const live = await listLiveStreams(more.ivs ?? ivs);
      return reconcileSessions(live, {
        ...context,
        lease: { shouldRelease: async () => false },
        ...more,
      });
    },
    views: () => [...store.summaries.values()].map(toView),
    view(streamId: string) {
      const summary = [...store.summaries.values()].find((one) => one.streamId === streamId);
      return summary && toView(summary);
    },
  };
}
