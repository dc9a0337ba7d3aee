import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildHandlers } from '../../../scripts/bundle.mjs';
import { openEntry } from '../../../src/local/cache/cache.ts';
import { ownService } from './service.ts';
import { Template } from './template.ts';

/** Everything that `serverless package` of this project depends on, besides the packages. */
const INPUTS = [
  ...['serverless.yml', 'resources', 'handlers', 'src', 'scripts', 'package.json', 'tsconfig.json'],
  ...['test/serverless/support/packaged.ts', 'test/serverless/support/service.ts'],
].map((path) => resolve(path));
/** Folders with what it makes: templates and zip files; bundles. */
const ARTIFACTS = ['.serverless', '.build/package/handlers'];
const TEMPLATE = '.serverless/cloudformation-template-update-stack.json';

export interface Packaged {
  /** A folder that holds `.serverless` and `.build/package`. */
  directory: string;
  template: Template;
  remove(): void;
}

/**
 * What `serverless package` makes of this project. While nothing that it depends on has changed, it comes
 * from the cache in .build/cache: each run of the framework takes seconds.
 *
 * @throws with the framework's own words, if it fails
 */
export async function packaged(stage: string): Promise<Packaged> {
  const options = { directory: resolve('.'), kind: 'package', inputs: INPUTS, also: { stage } };
  const entry = openEntry(options);
  let files = entry.read()?.files;
  if (!files) {
    files = await packageService(stage);
    entry.write({ files }, await sourcesOfPackages());
  }
  const directory = mkdtempSync(join(tmpdir(), 'ivs-autopilot-packaged-'));
  for (const folder of ARTIFACTS) mkdirSync(join(directory, folder), { recursive: true });
  for (const [name, content] of files) writeFileSync(join(directory, name), content);
  return {
    directory,
    template: new Template(readFileSync(join(directory, TEMPLATE), 'utf8')),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function packageService(stage: string): Promise<Map<string, Buffer>> {
  const service = ownService();
  const { code, stdout } = await service.run(['package', '--stage', stage]);
  if (code !== 0) throw new Error(`serverless package failed: ${stdout}`);
  const files = ARTIFACTS.flatMap((folder) =>
    readdirSync(join(service.directory, folder)).map((name) => join(folder, name)),
  );
  const contents = files.map(
    (name) => [name, readFileSync(join(service.directory, name))] as const,
  );
  service.remove();
  return new Map(contents);
}

/** The files that the bundler reads. */
async function sourcesOfPackages(): Promise<string[]> {
  const outDir = mkdtempSync(join(tmpdir(), 'ivs-autopilot-sources-'));
  const { read } = await buildHandlers({ outDir });
  rmSync(outDir, { recursive: true });
  return read;
}
