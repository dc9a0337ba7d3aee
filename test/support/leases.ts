import type { CursorStore } from '../../src/platform/cursor.ts';
import { CURSOR_MAX_AGE_MS } from '../../src/platform/cursor.ts';
import type { Claim, LeaseStore } from '../../src/platform/lease.ts';

/** Leases in memory. Passes the same contract tests as the table's. */
export function memoryLeaseStore(): LeaseStore {
  const claims = new Map<string, Claim>();
  const asks = new Map<string, number>();
  return {
    async acquire(claim) {
      const held = claims.get(claim.name);
      if (held && held.until >= claim.now && held.holder !== claim.holder) return false;
      claims.set(claim.name, claim);
      return true;
    },
    async release(name, holder) {
      if (claims.get(name)?.holder === holder) claims.delete(name);
    },
    async ask(name, now) {
      asks.set(name, now);
    },
    async asked(name, since) {
      return (asks.get(name) ?? Number.NEGATIVE_INFINITY) >= since;
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
