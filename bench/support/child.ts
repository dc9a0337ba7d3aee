import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A child process that sent a message when it was ready. */
export interface Child<Ready> {
  /** The message. */
  ready: Ready;
  stop(): Promise<void>;
}

/**
 * Runs a module in a child process with the same Node.js options as this process.
 *
 * @param module a file that calls `process.send` once, when it is ready
 * @throws Error if the process exits before it is ready
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
  throw new Error(`${module.pathname} exited with code ${code} before it was ready`);
}
