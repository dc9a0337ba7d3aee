import { isProtected } from './consent.ts';
import type { Observer, ObserverTools } from './observer.ts';

const NAME = 'only what its owner gave up is deleted';
/** A run reads the tags before it acts, and no run is longer than this, ms. */
const LONGEST_RUN_MS = 120_000;

/** A key that has a protecting tag of its own is not rotated. */
export function protectedKeysStay({ checks, timeline }: ObserverTools): Observer {
  const protectedSince = new Map<string, number>();
  return {
    onTick(channels) {
      for (const { streamKeys } of channels)
        for (const { arn, tags } of streamKeys)
          if (!isProtected(tags)) protectedSince.delete(arn);
          else if (!protectedSince.has(arn)) protectedSince.set(arn, timeline.now());
    },
    onDeed({ operation, by, keyArn, channel, channelArn, at }) {
      if (operation !== 'DeleteStreamKey' || by === 'revokeStreamKey') return;
      const tags = channel.streamKeys.find(({ arn }) => arn === keyArn)?.tags ?? {};
      const since = protectedSince.get(keyArn ?? '') ?? at;
      const isOldNews = isProtected(tags) && at - since > LONGEST_RUN_MS;
      checks.expect(NAME, !isOldNews, () => `${by} deleted a protected key`, channelArn);
    },
  };
}
