import type { DetailStore, SessionDetails } from '../../src/sessions/details/store.ts';
import type { SessionId } from '../../src/sessions/session-id.ts';
import type { ViewerRecord, ViewerStore } from '../../src/sessions/viewers/store.ts';

const keyOf = ({ channelArn, streamId }: SessionId) => `${channelArn} ${streamId}`;

/** Details in memory. Passes the same contract tests as the table's. */
export function memoryDetailStore() {
  const details = new Map<string, SessionDetails & { expiresAt: number }>();
  const store: DetailStore = {
    async put(one, expiresAt) {
      details.set(keyOf(one), structuredClone({ ...one, expiresAt }));
    },
    async get(ids) {
      const found = ids.flatMap((id) => details.get(keyOf(id)) ?? []);
      return found.map(({ expiresAt, ...one }) => structuredClone(one));
    },
  };
  return { ...store, details };
}

/** Audiences in memory. Passes the same contract tests as the table's. */
export function memoryViewerStore() {
  const records = new Map<string, ViewerRecord & { expiresAt: number }>();
  const store: ViewerStore = {
    async get(ids) {
      const found = ids.flatMap((id) => records.get(keyOf(id)) ?? []);
      return found.map(({ expiresAt, ...one }) => one);
    },
    async put(after, before, expiresAt) {
      if (records.get(keyOf(after))?.lastAt !== before?.lastAt) return false;
      records.set(keyOf(after), { ...after, expiresAt });
      return true;
    },
  };
  return { ...store, records };
}
