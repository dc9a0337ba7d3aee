import type { CursorStore } from '../../src/platform/cursor.ts';
import { CURSOR_MAX_AGE_MS } from '../../src/platform/cursor.ts';
import { type LeaseClaim, type LeaseStore, WAITER_VALID_MS } from '../../src/platform/lease.ts';

/** Leases in memory. Passes the same contract tests as the table's. */
export function memoryLeaseStore(): LeaseStore & { clear(): void } {
  const claims = new Map<string, LeaseClaim>();
  const asks = new Map<string, { holder: string; at: number }>();
  const inLine = (name: string, holder: string, now: number) => {
    const next = asks.get(name);
    return !next || next.holder === holder || next.at < now - WAITER_VALID_MS;
  };
  return {
    clear: () => claims.clear(),
    async acquire(claim) {
      const { name, holder, now, urgent } = claim;
      const held = claims.get(name);
      const free = (!held || held.until < now) && (urgent || inLine(name, holder, now));
      if (!free && held?.holder !== holder) return false;
      claims.set(name, claim);
      if (!urgent) asks.delete(name);
      return true;
    },
    async release(name, holder) {
      if (claims.get(name)?.holder === holder) claims.delete(name);
    },
    async addWaiter(name, holder, now) {
      if (inLine(name, holder, now)) asks.set(name, { holder, at: now });
    },
    async hasWaiter(name, since) {
      return (asks.get(name)?.at ?? Number.NEGATIVE_INFINITY) >= since;
    },
  };
}

/** Cursors in memory. Passes the same contract tests as the table's. */
export function memoryCursorStore(): CursorStore {
  const saved = new Map<string, { position: string; at: number }>();
  return {
    async load(name, now, maxAgeMs = CURSOR_MAX_AGE_MS) {
      const cursor = saved.get(name);
      return cursor && cursor.at > now - maxAgeMs ? cursor.position : undefined;
    },
    async save(name, position, now) {
      saved.set(name, { position, at: now });
    },
    async clear(name) {
      saved.delete(name);
    },
  };
}
