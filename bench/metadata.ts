import { backlog } from './metadata/backlog.ts';
import { account, compressed, saturated, unbatched } from './metadata/rates.ts';
import { inStudio } from './metadata/studio.ts';
import type { Bench } from './support/bench.ts';

const PLAIN = new URL('./servers/stack.ts', import.meta.url);
const COMPRESSING = new URL('./servers/compressing-stack.ts', import.meta.url);

/** The real functions on the one-machine stack and the real clock; takes some three minutes. */
export const metadata: Bench = {
  about: 'timed metadata through the queue, next to what IVS allows (3 minutes)',
  async run() {
    return [
      ...(await inStudio(PLAIN, 'off', saturated)),
      ...(await inStudio(PLAIN, 'off', unbatched)),
      ...(await inStudio(COMPRESSING, 'deflate', compressed)),
      ...(await inStudio(PLAIN, 'off', account)),
      ...(await backlog()),
    ];
  },
};
