import type { Violation } from '../../../src/simulator/index.ts';
import type { Observer, ObserverTools } from './observer.ts';

/** Operations that only the functions use: people do not add to their rates. */
const OF_FUNCTIONS = new Set([
  'BatchGetChannel',
  'GetStream',
  'GetStreamSession',
  'ListChannels',
  'ListStreamKeys',
  'ListStreamSessions',
  'ListStreams',
  'PutMetadata',
]);

/**
 * A slow request arrives up to twice the five seconds after it was sent in which the client waits for it, and counts for
 * a second then, ms. Nobody can leave room for it: IVS refuses one of the others, which is sent again. PutMetadata
 * requests have no such exception: the senders count those that may still be on their way.
 */
const SLOW_MS = 11_000;

/**
 * No rolling second has more than 5 PutMetadata requests for a channel, or 155 for the account; and the functions
 * together stay within the rates of the other operations, because each of them keeps to its share.
 */
export function callRatesHold({
  checks,
  simulator,
  timeline,
}: Pick<ObserverTools, 'checks' | 'simulator' | 'timeline'>): Observer {
  let seen = 0;
  /** Slow requests, with when they were sent. */
  let slow: { operation: string; sentAt: number }[] = [];
  const isOwn = ({ operation }: Violation) => OF_FUNCTIONS.has(operation);
  const isByLateRequest = ({ operation, at }: Violation) =>
    operation !== 'PutMetadata' &&
    slow.some(
      (one) => one.operation === operation && at >= one.sentAt && at - one.sentAt <= SLOW_MS,
    );

  return {
    onTrouble(kind, what) {
      const [, operation = ''] = what.split(' ');
      if (kind === 'request slow') slow.push({ operation, sentAt: timeline.now() });
    },
    onTick() {
      const { violations } = simulator.report();
      const over = violations.slice(seen).find((one) => isOwn(one) && !isByLateRequest(one));
      seen = violations.length;
      slow = slow.filter(({ sentAt }) => timeline.now() - sentAt <= SLOW_MS);
      checks.expect('call rates hold', over === undefined, () => JSON.stringify(over));
    },
  };
}
