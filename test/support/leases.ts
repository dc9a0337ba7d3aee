import type { CursorStore } from '../../src/platform/cursor.ts';
import { CURSOR_MAX_AGE_MS } from '../../src/platform/cursor.ts';
import {
  type LeaseClaim,
  type LeaseStore,
  WAITER_VALID_MS,
} from '../../src/platform/lease-store.ts';

/** Leases in memory; the tests of leases in the table hold for these as well. */
export function memoryLeaseStore(): LeaseStore & { clear(): void } {
  const claims = new Map<string, LeaseClaim>();
  const waiters = new Map<string, { holder: string; at: number }>();
  const noOtherWaiter = (name: string, holder: string, now: number) => {
    const waiter = waiters.get(name);
    return !waiter || waiter.holder === holder || waiter.at < now - WAITER_VALID_MS;
  };
  return {
    clear: () => claims.clear(),
    async acquire(claim) {
      const { name, holder, now, urgent } = claim;
      const held = claims.get(name);
      const free = (!held || held.until < now) && (urgent || noOtherWaiter(name, holder, now));
      if (!free && held?.holder !== holder) return false;
      claims.set(name, claim);
      if (!urgent) waiters.delete(name);
      return true;
    },
    async release(name, holder) {
      if (claims.get(name)?.holder === holder) claims.delete(name);
    },
    async addWaiter(name, holder, now) {
      if (noOtherWaiter(name, holder, now)) waiters.set(name, { holder, at: now });
    },
    async hasWaiter(name, since) {
      return (waiters.get(name)?.at ?? Number.NEGATIVE_INFINITY) >= since;
    },
  };
}

/** Cursors in memory; the tests of cursors in the table hold for these as well. */
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
