import { mayRotate } from './consent.ts';
import type { Observer, ObserverTools } from './observer.ts';

const MINUTE = 60_000;
/** A key that somebody deleted by hand is replaced within this time, ms, while nothing goes wrong. */
const FOUND_WITHIN_MS = 70 * MINUTE;
/** A key that a function deleted is replaced within this time, ms, while nothing goes wrong. */
const RESTORED_WITHIN_MS = 20 * MINUTE;
const NAME = 'no channel stays without a key';

/**
 * A channel whose owner wants its key to be rotated has a key, whoever deleted it. A channel whose key a function
 * deleted has a key again, whatever its tags say by then.
 */
export function channelsHaveKeys(tools: ObserverTools): Observer {
  const { checks, timeline, troubles, cloud } = tools;
  const withoutKeySince = new Map<string, number>();
  /** Channels whose key a function has deleted, and not replaced. */
  const deletedByFunction = new Set<string>();

  function check(arn: string, tags: Record<string, string>): void {
    const since = withoutKeySince.get(arn) ?? timeline.now();
    withoutKeySince.set(arn, since);
    const ms = timeline.now() - since;
    const isOwn = deletedByFunction.has(arn);
    const longest = isOwn ? RESTORED_WITHIN_MS : FOUND_WITHIN_MS;
    const holds = ms <= longest || !(isOwn || mayRotate(tags));
    checks.expect(NAME, holds, () => `no key for ${Math.round(ms / MINUTE)} minutes`, arn);
  }

  return {
    onDeed({ operation, channelArn }) {
      if (operation === 'DeleteStreamKey') deletedByFunction.add(channelArn);
      if (operation === 'CreateStreamKey') deletedByFunction.delete(channelArn);
    },
    // Somebody else had created a key, maybe since the last tick.
    onKeyDeletedByHand: (channelArn) => deletedByFunction.delete(channelArn),
    onOwnEvent({ 'detail-type': type, resources: [channelArn = ''] }) {
      // There was another key, even if nobody looked before it was deleted by hand.
      if (type.startsWith('Stream Key ')) deletedByFunction.delete(channelArn);
    },
    onTick(channels) {
      // Somebody else may have created a key.
      for (const { arn, streamKeys } of channels)
        if (streamKeys.length > 0) deletedByFunction.delete(arn);
      // Trouble may last as long as it likes, and so may a mode in which nothing is done.
      const modes = cloud.settings('ROTATION_MODE');
      if (!troubles.hasStopped || modes.some((mode) => mode !== 'apply'))
        return withoutKeySince.clear();
      for (const { arn, tags, streamKeys } of channels) {
        if (streamKeys.length === 0) check(arn, tags);
        else withoutKeySince.delete(arn);
      }
    },
  };
}
