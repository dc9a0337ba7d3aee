import type { Simulator } from '../../../src/simulator/index.ts';
import type { Checks } from './invariant.ts';
import type { Observer } from './observer.ts';

/** No rolling second has more than 5 PutMetadata requests for a channel, or 155 for the account. */
export function metadataKeepsToItsRates(checks: Checks, simulator: Simulator): Observer {
  let seen = 0;
  return {
    onTick() {
      const { violations } = simulator.report();
      const [over] = violations.slice(seen).filter(({ operation }) => operation === 'PutMetadata');
      seen = violations.length;
      checks.expect('metadata keeps to its rates', over === undefined, () => JSON.stringify(over));
    },
  };
}
