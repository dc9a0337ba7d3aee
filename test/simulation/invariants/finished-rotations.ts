import type { FunctionEnd } from '../cloud/functions.ts';
import type { Observer, ObserverTools } from './observer.ts';

const NAME = 'a rotation that was cut off is finished';
const ROTATES = 'rotateStreamKeys';
const GOOD_RUNS = 3;
/** A channel that failed is tried again after half a minute, ms. Somebody may start runs sooner, and clocks differ. */
const RETRY_MS = 33_000;
/** What a run counts that could not do its work for a channel, or must not do it now. */
const NOT_DONE = ['failed', 'throttled', 'changed', 'unsure', 'untold', 'revoking'];

/** The key of a channel was deleted, or another one was created, and no event tells of it yet. */
interface Begun {
  /** A run that starts before has nothing to do for the channel, ms since the epoch. */
  dueAt: number;
  /** The new key; absent until there is one. */
  keyArn?: string;
  /** How many runs have begun since, and could do all their work. */
  goodRuns: number;
}

/**
 * What `rotateStreamKeys` has begun, it finishes in its next runs, in any weather: the channel has a key again, and an
 * event tells of it. Only runs count in which nothing fails.
 */
export function rotationsAreFinished({ checks, simulator, timeline }: ObserverTools): Observer {
  const begun = new Map<string, Begun>();

  /** @returns what is missing; undefined if somebody else has replaced the key */
  function missing(channelArn: string, { keyArn }: Begun): string | undefined {
    const [channel] = simulator.channels({ channelArn });
    if (!channel) return undefined;
    if (keyArn === undefined) return channel.streamKeys.length === 0 ? 'has no key' : undefined;
    const exists = channel.streamKeys.some(({ arn }) => arn === keyArn);
    return exists ? 'has a key of which no event tells' : undefined;
  }

  function check(channelArn: string, rotation: Begun): void {
    const missed = missing(channelArn, rotation);
    const what = () => `after ${GOOD_RUNS} runs, the channel ${missed}`;
    checks.expect(NAME, missed === undefined, what, channelArn);
    begun.delete(channelArn);
  }

  return {
    onDeed({ operation, channelArn, keyArn, by, at }) {
      if (operation !== 'CreateStreamKey' && operation !== 'DeleteStreamKey') return;
      // A revocation finishes what a rotation has begun.
      if (by !== ROTATES) begun.delete(channelArn);
      else if (operation === 'DeleteStreamKey')
        begun.set(channelArn, { dueAt: at + RETRY_MS, goodRuns: 0 });
      else begun.set(channelArn, { dueAt: at + RETRY_MS, ...(keyArn && { keyArn }), goodRuns: 0 });
    },
    onOwnEvent({ 'detail-type': type, resources: [channelArn = '', keyArn] }) {
      if (!type.startsWith('Stream Key R')) return;
      const known = begun.get(channelArn)?.keyArn;
      if (known === undefined || known === keyArn) begun.delete(channelArn);
    },
    onKeyDeletedByHand: (channelArn) => begun.delete(channelArn),
    onFunctionEnd(end) {
      if (end.name !== ROTATES) return;
      const dueAt = timeline.now() + RETRY_MS;
      for (const [channelArn, rotation] of begun) {
        const isCounted = isGood(end) && end.startedAt >= rotation.dueAt;
        if (isCounted) rotation.goodRuns += 1;
        if (isCounted || !isGood(end)) rotation.dueAt = dueAt;
        if (rotation.goodRuns >= GOOD_RUNS) check(channelArn, rotation);
      }
    },
  };
}

function isGood({ outcome }: FunctionEnd): boolean {
  if (!('payload' in outcome)) return false;
  const { outcome: result, counts = {} } = JSON.parse(outcome.payload) as {
    outcome: string;
    counts?: Record<string, number>;
  };
  return result === 'done' && !NOT_DONE.some((name) => name in counts);
}
