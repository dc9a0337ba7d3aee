import { backlog } from './metadata/backlog.ts';
import { account, compressed, saturated, unbatched } from './metadata/rates.ts';
import { withStack } from './metadata/stack-fixture.ts';
import type { Bench } from './support/bench.ts';

const PLAIN = new URL('./servers/stack.ts', import.meta.url);
const COMPRESSING = new URL('./servers/compressing-stack.ts', import.meta.url);

/** Runs the real functions on the one-machine stack with the real clock. It takes about three minutes. */
export const metadata: Bench = {
  about: 'timed metadata through the queue, next to what IVS allows (3 minutes)',
  async run() {
    return [
      ...(await withStack(PLAIN, 'off', saturated)),
      ...(await withStack(PLAIN, 'off', unbatched)),
      ...(await withStack(COMPRESSING, 'deflate', compressed)),
      ...(await withStack(PLAIN, 'off', account)),
      ...(await backlog()),
    ];
  },
};
