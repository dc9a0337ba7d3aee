import type { Observer, ObserverTools } from './observer.ts';

const NAME = 'a lease has one holder';
/** Clocks of instances are at most this far from the true time, ms. Times have whole ms. */
const SKEW_MS = 1_001;

interface Lease {
  holder?: string;
  until?: string;
}

/** The last request about a lease: what the lease was before it, and when it was sent. */
interface Seen {
  at: number;
  before: Lease;
}

/** Nobody takes a lease that somebody else holds. */
export function leasesHaveOneHolder({ checks, cloud, timeline }: ObserverTools): Observer {
  const seen = new Map<string, Seen>();

  /** What the last request did shows when the next one arrives: the table is not changed in between. */
  function check(name: string, { at, before }: Seen, { holder }: Lease): void {
    // The pass over sticky values has no end: the newest one goes on, and the others stop.
    if (before.until === undefined || holder === undefined || holder === before.holder) return;
    const leftMs = Date.parse(before.until) - at;
    const what = () => `${name} is taken ${leftMs} ms before its holder loses it`;
    checks.expect(NAME, leftMs <= 2 * SKEW_MS, what);
  }

  return {
    onRequest(service, input) {
      if (service !== 'dynamodb') return;
      const { Key: key, UpdateExpression } = input as UpdateInput;
      if (key?.sk !== 'LEASE' || UpdateExpression === undefined) return;
      const lease = (cloud.table.get(key) ?? {}) as Lease;
      const last = seen.get(key.pk);
      if (last) check(key.pk, last, lease);
      seen.set(key.pk, { at: timeline.now(), before: lease });
    },
  };
}

interface UpdateInput {
  Key?: { pk: string; sk: string };
  UpdateExpression?: string;
}
