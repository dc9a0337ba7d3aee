import { mayRotate } from './consent.ts';
import type { Observer, ObserverTools } from './observer.ts';

const MINUTE = 60_000;
/** A key that somebody deleted by hand is replaced within this time, ms, while there is no trouble. */
const LONGEST_WITHOUT_KEY_MS = 70 * MINUTE;
const NAME = 'no rotated channel stays without a key';

/** A channel whose owner wants its key to be rotated has a key, whoever deleted it. */
export function channelsHaveKeys({
  checks,
  simulator,
  timeline,
  troubles,
  cloud,
}: ObserverTools): Observer {
  const withoutKeySince = new Map<string, number>();
  return {
    onTick() {
      // Trouble may last as long as it likes, and so may a mode in which nothing is done.
      const isPaused =
        !troubles.hasStopped || cloud.settings('ROTATION_MODE').some((mode) => mode !== 'apply');
      if (isPaused) return withoutKeySince.clear();
      for (const { arn, tags, streamKeys } of simulator.channels()) {
        if (streamKeys.length > 0 || !mayRotate(tags)) {
          withoutKeySince.delete(arn);
          continue;
        }
        const since = withoutKeySince.get(arn) ?? timeline.now();
        withoutKeySince.set(arn, since);
        const ms = timeline.now() - since;
        const what = () => `no key for ${Math.round(ms / MINUTE)} minutes`;
        checks.expect(NAME, ms <= LONGEST_WITHOUT_KEY_MS, what, arn);
      }
    },
  };
}
