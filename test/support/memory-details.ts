import type { DetailStore, SessionDetails } from '../../src/sessions/details/store.ts';
import { sessionIdText } from '../../src/sessions/session-id.ts';
import type { ViewerRecord, ViewerStore } from '../../src/sessions/viewers/store.ts';

/** A DetailStore in memory. It passes the same contract tests as `dynamoDetailStore`. */
export function memoryDetailStore() {
  const details = new Map<string, SessionDetails & { expiresAt: number }>();
  const store: DetailStore = {
    async put(one, expiresAt) {
      details.set(sessionIdText(one), structuredClone({ ...one, expiresAt }));
    },
    async putLive(one, expiresAt) {
      if (details.get(sessionIdText(one))?.finalizedAt !== undefined) return false;
      details.set(sessionIdText(one), structuredClone({ ...one, expiresAt }));
      return true;
    },
    async get(ids) {
      const found = ids.flatMap((id) => details.get(sessionIdText(id)) ?? []);
      return found.map(({ expiresAt, ...one }) => structuredClone(one));
    },
  };
  return { ...store, details };
}

/** A ViewerStore in memory. It passes the same contract tests as `dynamoViewerStore`. */
export function memoryViewerStore() {
  const records = new Map<string, ViewerRecord & { expiresAt: number }>();
  const store: ViewerStore = {
    async get(ids) {
      const found = ids.flatMap((id) => records.get(sessionIdText(id)) ?? []);
      return found.map(({ expiresAt, ...one }) => one);
    },
    async put(after, before, expiresAt) {
      if (records.get(sessionIdText(after))?.lastAt !== before?.lastAt) return false;
      records.set(sessionIdText(after), { ...after, expiresAt });
      return true;
    },
  };
  return { ...store, records };
}
