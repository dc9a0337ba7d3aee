import { type Stack, startStack } from '../stack.ts';

const DAY_MS = 86_400_000;
/** Cleanup stops itself if more than three channels are due. */
const PARAMS = ['cleanupMaxDeletes=3'];

const SIMULATOR = {
  /** A stream that starves goes on, so that it can be looked at. */
  delays: { starvationTimeoutMs: DAY_MS },
  /** The audience of the scene. */
  quotas: { resources: { concurrentViewers: 50_000 } },
};

/** Starts a one-machine stack in which the scene can be played. @param port 0 takes a free port */
export const startSceneStack = (port: number): Promise<Stack> =>
  startStack({ port, params: PARAMS, simulator: SIMULATOR });
