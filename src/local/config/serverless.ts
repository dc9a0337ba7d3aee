import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { errorMessage } from '../../platform/errors.ts';
import { openEntry } from '../cache/cache.ts';
import { isSelfContained } from './variables.ts';

const run = promisify(execFile);
const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;
/** The framework must not look for an account, a newer version or a dashboard. */
const QUIET = { SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off', FORCE_COLOR: '0' };
const ARGUMENTS = ['print', '--stage', 'local', '--format', 'json'];

/**
 * serverless.yml as the Serverless Framework itself resolves it (params, variables, files) for stage
 * `local`. The framework takes about two seconds and needs no network. While no input has changed, its
 * answer comes from the cache.
 *
 * @param directory where serverless.yml is
 * @throws with the framework's own words if it does not accept the file
 */
export async function readServerlessYml(directory: string): Promise<unknown> {
  if (!dependsOnInputsAlone(directory)) return askFramework(directory);
  const inputs = [...INPUTS.map((path) => join(directory, path)), fileURLToPath(import.meta.url)];
  const entry = openEntry({ directory, kind: 'config', inputs, also: frameworkSettings() });
  const stored = entry.read();
  if (stored) return stored.value;
  const config = await askFramework(directory);
  entry.write({ value: config });
  return config;
}

/** What the framework reads: serverless.yml, the files that it names, and the plugins. */
const INPUTS = ['serverless.yml', 'resources', 'scripts', 'package.json'];
/**
 * Whether the answer depends on nothing but `INPUTS`. Environment variables, values from AWS and other
 * files may change without notice, so an answer that depends on such a value is not stored.
 */
function dependsOnInputsAlone(directory: string): boolean {
  if (!existsSync(join(directory, 'serverless.yml'))) return false;
  return yamlFiles(directory).every((file) => isSelfContained(readFileSync(file, 'utf8')));
}

function yamlFiles(directory: string): string[] {
  const resources = join(directory, 'resources');
  const names = existsSync(resources) ? readdirSync(resources) : [];
  const files = [join(directory, 'serverless.yml'), ...names.map((name) => join(resources, name))];
  return files.filter((file) => file.endsWith('.yml'));
}

/** Environment variables that the framework itself obeys. */
const frameworkSettings = (): [string, string | undefined][] =>
  Object.entries(process.env)
    .filter(([name]) => /^(SLS|SERVERLESS)_/.test(name))
    .sort();

async function askFramework(directory: string): Promise<unknown> {
  const options = {
    cwd: directory,
    env: { ...process.env, ...QUIET },
    maxBuffer: MOST_OUTPUT_BYTES,
  };
  try {
    const { stdout } = await run(process.execPath, [frameworkBin(), ...ARGUMENTS], options);
    return JSON.parse(stdout.slice(stdout.indexOf('{')));
  } catch (cause) {
    throw new Error(`serverless.yml can't be read: ${wordsOf(cause)}`, { cause });
  }
}

function frameworkBin(): string {
  const manifest = createRequire(import.meta.url).resolve('serverless/package.json');
  return join(dirname(manifest), 'bin', 'serverless.js');
}

function wordsOf(cause: unknown): string {
  const { stdout, stderr } = cause as { stdout?: string; stderr?: string };
  return (
    [stderr, stdout]
      .map((text) => text?.trim())
      .filter(Boolean)
      .join('\n') || errorMessage(cause)
  );
}
