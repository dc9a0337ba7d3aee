import { reconciling } from './sessions/reconcile.ts';
import { recording } from './sessions/record.ts';
import type { Bench } from './support/bench.ts';

/** What sessions cost: table writes and reads for an event, and requests to IVS for a pass of reconcile. */
export const sessions: Bench = {
  about: 'the cost of an event in the table, and of a pass of reconcile over 2,000 live streams',
  run: async () => [...(await recording()), ...(await reconciling())],
};
