import { HOST } from '../../http/listen.ts';
import { errorMessage } from '../../platform/errors.ts';
import type { StartOptions } from './options.ts';

/** The program on a port has this long to say that it is a stack, ms. */
const ANSWER_MS = 500;
const LAST_PORT = 65_535;

/** Why the stack has not started, and what to do. */
export async function startFailure(
  error: unknown,
  options: Pick<StartOptions, 'rtmp'> | undefined,
): Promise<string> {
  const { code, port } = error as { code?: string; port?: number };
  if (port === undefined) return errorMessage(error);
  const flag = port === options?.rtmp?.port ? '--rtmp-port' : '--port';
  if (code === 'EACCES')
    return `port ${port}: expected a port that this user may use, such as ${flag} ${port + 8_000}`;
  if (code !== 'EADDRINUSE') return errorMessage(error);
  const by = (await isStack(port)) ? 'another one-machine stack' : 'another program';
  const other = port < LAST_PORT ? port + 1 : 0;
  return `port ${port} is in use by ${by}: stop that, or choose another port: npm start -- ${flag} ${other}`;
}

async function isStack(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://${HOST}:${port}/`, {
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const { name } = Object((await response.json()) as unknown) as { name?: unknown };
    return typeof name === 'string' && name.endsWith('the one-machine stack');
  } catch {
    // Whatever does not answer as a stack is none.
    return false;
  }
}
