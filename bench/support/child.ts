import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of its own that said something when it was ready. */
export interface Child<Ready> {
  ready: Ready;
  stop(): Promise<void>;
}

/**
 * Runs a module in a process of its own, with the same Node.js options as this one.
 *
 * @param module a file that calls `process.send` once, when it is ready
 */
export async function startChild<Ready>(module: URL): Promise<Child<Ready>> {
  const child = fork(module);
  const [ready] = await Promise.race([once(child, 'message'), failure(child, module)]);
  return {
    ready,
    async stop() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

async function failure(child: ChildProcess, module: URL): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`${module.pathname} ended with ${code} before it was ready`);
}
