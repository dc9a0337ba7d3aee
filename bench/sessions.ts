import { reconciling } from './sessions/reconcile.ts';
import { recording } from './sessions/record.ts';
import type { Bench } from './support/bench.ts';

/**
 * The cost of sessions: table writes and reads for an event, and requests to IVS for a pass of
 * reconcile.
 */
export const sessions: Bench = {
  about:
    'table writes and reads for an event; requests to IVS for a reconcile pass with 2,000 live streams',
  run: async () => [...(await recording()), ...(await reconciling())],
};
