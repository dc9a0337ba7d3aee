import type { Simulator, Violation } from '../../../src/simulator/index.ts';
import type { Checks } from './invariant.ts';
import type { Observer } from './observer.ts';

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
 * No rolling second has more than 5 PutMetadata requests for a channel, or 155 for the account; and the functions
 * together stay within the rates of the other operations, because each of them keeps to its share.
 */
export function callRatesHold(checks: Checks, simulator: Simulator): Observer {
  let seen = 0;
  return {
    onTick() {
      const { violations } = simulator.report();
      const isOwn = ({ operation }: Violation) => OF_FUNCTIONS.has(operation);
      const over = violations.slice(seen).find(isOwn);
      seen = violations.length;
      checks.expect('call rates hold', over === undefined, () => JSON.stringify(over));
    },
  };
}
