import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openEntry } from '../cache/cache.ts';
import { printServerlessYml } from './framework.ts';
import { isSelfContained } from './variables.ts';

/** What the framework reads: serverless.yml, the files that it includes, the plugins, and the checks of settings. */
const INPUTS = [
  ...['serverless.yml', 'resources', 'scripts', 'stages', 'package.json'],
  ...['src/settings', 'src/platform/duration.ts', 'src/platform/errors.ts'],
  'src/platform/log-levels.ts',
];
const FRAMEWORK = fileURLToPath(new URL('./framework.ts', import.meta.url));

/**
 * serverless.yml as the Serverless Framework resolves it (params, variables, included files) for stage
 * `local`. While no input has changed, the result comes from the cache.
 *
 * @param directory where serverless.yml is
 * @param params settings that override those of serverless.yml: `name=value`
 * @param print runs the framework
 * @throws Error with the framework's own message if it does not accept the file or a setting
 */
export async function readServerlessYml(
  directory: string,
  params: readonly string[] = [],
  print = printServerlessYml,
): Promise<unknown> {
  if (!dependsOnInputsAlone(directory)) return print(directory, params);
  const inputs = [...INPUTS.map((path) => join(directory, path)), FRAMEWORK];
  const also = [params, frameworkSettings()];
  const entry = openEntry({ directory, kind: 'config', inputs, also });
  const stored = entry.read();
  if (stored) return stored.value;
  const config = await print(directory, params);
  entry.write({ value: config });
  return config;
}

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
