import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface RunOptions {
  cwd: string;
  PATH?: string;
  env?: Record<string, string>;
}

/** Runs a program. A failure throws an error with all that the program printed. */
export async function run(
  program: string,
  words: string[],
  { cwd, PATH, env }: RunOptions,
): Promise<{ stdout: string; stderr: string }> {
  try {
    const all = { ...strangersEnvironment(), ...(PATH !== undefined && { PATH }), ...env };
    return await execute(program, words, { cwd, env: all, timeout: 110_000 });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${words.join(' ')} failed in ${cwd}\n${stdout}${stderr}`, {
      cause: error,
    });
  }
}

/** Variables of this test run, of npm run and of AWS, which somebody else does not have. */
const OWN =
  /^(VITEST|TEST$|NODE_ENV$|NODE_OPTIONS$|NODE_V8|npm_(?!config_)|npm_config_local_|INIT_CWD$|AWS_)/;

export function strangersEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !OWN.test(entry[0]),
  );
  return { ...Object.fromEntries(entries), NO_COLOR: '1', FORCE_COLOR: '0' };
}
