import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { errorMessage } from '../../platform/errors.ts';

const run = promisify(execFile);
const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;
/** The framework must not look for an account, a newer version or a dashboard. */
const QUIET = { SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off', FORCE_COLOR: '0' };
const ARGUMENTS = ['print', '--stage', 'local', '--format', 'json'];

/**
 * Runs `serverless print` for stage `local`. Takes about two seconds and needs no network.
 *
 * @param directory where serverless.yml is
 * @param params settings that override those of serverless.yml: `name=value`
 * @returns serverless.yml with all params, variables and included files resolved
 * @throws Error with the framework's own message if it does not accept the file or a setting
 */
export async function printServerlessYml(
  directory: string,
  params: readonly string[] = [],
): Promise<unknown> {
  const options = {
    cwd: directory,
    env: { ...process.env, ...QUIET },
    maxBuffer: MOST_OUTPUT_BYTES,
  };
  const settings = params.map((param) => `--param=${param}`);
  try {
    const args = [frameworkBin(), ...ARGUMENTS, ...settings];
    const { stdout } = await run(process.execPath, args, options);
    return JSON.parse(stdout.slice(stdout.indexOf('{')));
  } catch (cause) {
    throw new Error(`serverless print --stage local failed: ${wordsOf(cause)}`, { cause });
  }
}

function frameworkBin(): string {
  const manifest = createRequire(import.meta.url).resolve('serverless/package.json');
  return join(dirname(manifest), 'bin', 'serverless.js');
}

/** The framework's message stands after `Error:` on standard output; around it are versions and links. */
function wordsOf(cause: unknown): string {
  const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
  const [, message] = stdout.split(/^Error:\n/m);
  const words = (message ?? [stderr, stdout].join('\n')).trim();
  return words || errorMessage(cause);
}
