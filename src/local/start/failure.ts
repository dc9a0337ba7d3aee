import { HOST } from '../../http/listen.ts';
import { errorMessage } from '../../platform/errors.ts';

/** The program on a port has this long to say that it is a stack, ms. */
const ANSWER_MS = 500;
const LAST_PORT = 65_535;

/**
 * Why a stack has not started, and what to do.
 *
 * @param again the command that starts it with `other` in place of the port that is in use
 */
export async function startFailure(
  error: unknown,
  again: (other: number, port: number) => string,
): Promise<string> {
  const { code, port } = error as { code?: string; port?: number };
  if (code !== 'EADDRINUSE' || port === undefined) return errorMessage(error);
  const by = (await isStack(port)) ? 'another one-machine stack' : 'another program';
  const other = port < LAST_PORT ? port + 1 : 0;
  return `port ${port} is in use by ${by}: stop that, or choose another port: ${again(other, port)}`;
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
