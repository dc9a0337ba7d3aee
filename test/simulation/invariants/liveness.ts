import { durationMs, mayDelete } from './consent.ts';
import type { Invariant } from './names.ts';
import type { Observer, ObserverTools } from './observer.ts';

const MINUTE = 60_000;
/** How long after its grace a channel may wait until it is deleted, ms, while nothing goes wrong. */
const DELETED_WITHIN_MS = 90 * MINUTE;
/** Each scheduled function succeeds within this time, ms, while nothing goes wrong. */
const SUCCEEDS_WITHIN_MS = 20 * MINUTE;
const SCHEDULED = [
  'deleteDueChannels',
  'rotateStreamKeys',
  'reconcile',
  'sampleViewers',
  'revokeStreamKey',
  'repeatStickyMetadata',
];
const DEFAULT_GRACE_MS = 10 * MINUTE;

/** When nothing goes wrong any more, everything that waits is done: queues are empty, and nothing is due. */
export function everythingEnds({ checks, cloud, simulator, timeline }: ObserverTools): Observer {
  const lastSuccess = new Map<string, number>();
  const expect = (name: Invariant, holds: boolean, what: () => string, channelArn?: string) =>
    checks.expect(name, holds, what, channelArn);

  function expectDeleted(): void {
    for (const { arn, tags } of simulator.channels()) {
      const [session] = simulator.sessions({ channelArn: arn });
      const end = session?.endedAt;
      if (!mayDelete(tags) || end === undefined) continue;
      const grace = durationMs(tags['autopilot:auto-delete']) ?? DEFAULT_GRACE_MS;
      const lateMs = timeline.now() - end - grace;
      const what = () => `not deleted ${Math.round(lateMs / MINUTE)} minutes after its grace`;
      expect('every channel that was given up is deleted', lateMs <= DELETED_WITHIN_MS, what, arn);
    }
  }

  return {
    onFunctionEnd({ name, outcome }) {
      if ('payload' in outcome) lastSuccess.set(name, timeline.now());
    },
    atRest() {
      expect('queues drain', cloud.isIdle(), () => cloud.describeWaiting());
      for (const name of SCHEDULED) {
        const ms = timeline.now() - (lastSuccess.get(name) ?? 0);
        const what = () => `${name} has not succeeded for ${Math.round(ms / MINUTE)} minutes`;
        expect('scheduled functions run', ms <= SUCCEEDS_WITHIN_MS, what);
      }
      expectDeleted();
    },
  };
}
