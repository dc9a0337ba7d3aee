import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { openEntry } from '../../../src/local/cache/cache.ts';
import { frameworkEnvironment, ownService } from './service.ts';
import { Template } from './template.ts';
import { VARIANTS, type Variant } from './variants.ts';

/** Everything that the templates depend on. The code of the functions is not part of it. */
const INPUTS = [
  ...['serverless.yml', 'resources', 'scripts', 'src/settings', 'package.json'],
  ...['test/serverless/support'],
].map((path) => resolve(path));
const PROGRAM = resolve('test/serverless/support/compile-templates.cjs');
const FILE = 'cloudformation-template-update-stack.json';

/**
 * Compiles the CloudFormation templates of all `VARIANTS`, in one run of the framework. While nothing that
 * they depend on has changed, they come from the cache in .build/cache.
 *
 * @returns the templates' JSON, by the name of the variant
 * @throws with the framework's own words, if it fails
 */
export async function compiledTemplates(): Promise<Map<string, string>> {
  const options = { directory: resolve('.'), kind: 'templates', inputs: INPUTS };
  const entry = openEntry(options);
  const stored = entry.read()?.value as string[] | undefined;
  const templates = stored ?? (await compile(VARIANTS));
  if (!stored) entry.write({ value: templates });
  return new Map(VARIANTS.map(({ name }, i) => [name, templates[i] ?? '']));
}

/** The template that stage `local` would have on AWS. */
export async function localTemplate(): Promise<Template> {
  return new Template((await compiledTemplates()).get('stage local') ?? '');
}

async function compile(variants: readonly Variant[]): Promise<string[]> {
  const service = ownService();
  const { directory } = service;
  const runs = variants.map(({ stage, settings = {} }, i) => [
    ...['--stage', stage, '--package', `out/${i}`],
    ...Object.entries(settings).map(([name, value]) => `--param=${name}=${value}`),
  ]);
  try {
    const options = { cwd: directory, env: frameworkEnvironment() };
    await promisify(execFile)(process.execPath, [PROGRAM, JSON.stringify(runs)], options);
    return runs.map((_, i) => readFileSync(join(directory, 'out', `${i}`, FILE), 'utf8'));
  } catch (error) {
    const { stdout = '' } = error as { stdout?: string };
    throw new Error(`serverless package failed: ${stdout}`, { cause: error });
  } finally {
    service.remove();
  }
}
