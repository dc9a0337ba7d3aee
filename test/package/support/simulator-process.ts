import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { openProject } from './projects.ts';
import { strangersEnvironment } from './run.ts';

/** Starts `ivs-simulator` of a project on a free port. `stop()` resolves to its exit code. */
export async function startSimulatorProcess(
  { folder, PATH }: ReturnType<typeof openProject>,
  command: string[] = ['npx', '--no', '--', 'ivs-simulator'],
): Promise<{ endpoint: string; stop(): Promise<number | null> }> {
  const [program = '', ...words] = [...command, '--port', '0'];
  const env = { ...strangersEnvironment(), PATH };
  const child = spawn(program, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines = createInterface({ input: child.stdout });
  const { value: first = '' } = await lines[Symbol.asyncIterator]().next();
  const [endpoint] = /http:\S+/.exec(first) ?? [];
  if (endpoint === undefined) {
    child.kill();
    throw new Error(`ivs-simulator: expected a line with its address, received "${first}"`);
  }
  return {
    endpoint,
    stop: () => {
      child.kill();
      return ended;
    },
  };
}
