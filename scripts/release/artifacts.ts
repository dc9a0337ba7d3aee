import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { changesIn } from './changelog.ts';
import { type Bill, billOf, type Released } from './sbom.ts';
import type { Tools } from './tools.ts';

/** Where `npm run build` leaves packages that are made from this one, each in a folder of its own. */
const PACKAGES = '.build/packages';
const LICENSES = 'third-party-licenses.txt';
/** The heading of a package in that file, below a rule: `zod 4.6.7 (MIT)`. */
const LICENSE_HEADING = /^-{80}\n\n(\S+) (\S+) \(/gm;

/** What a deployment puts on Lambda. It is no package. */
const FUNCTIONS = {
  name: 'ivs-autopilot-functions',
  description: 'The code of the Lambda functions of ivs-autopilot',
  dependencies: [],
};

interface Manifest {
  name: string;
  version: string;
  description?: string;
  dependencies?: Record<string, string>;
}

/**
 * Makes the files of a release: each package, a bill of materials for each and for the functions, what has changed, and
 * checksums.
 *
 * @returns the folder, below the project's
 */
export async function makeArtifacts(tools: Tools, version: string): Promise<string> {
  const folder = join('.build/release', version);
  const target = join(tools.directory, folder);
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const project = JSON.parse(await tools.run('npm', 'sbom', '--sbom-format', 'cyclonedx')) as Bill;
  const bill = (released: Released, file: string) =>
    writeFile(join(target, file), `${JSON.stringify(billOf(project, released), null, 2)}\n`);
  for (const source of await packageFolders(tools.directory)) {
    const released = await describe(join(tools.directory, source), version);
    await tools.run('npm', 'pack', `./${source}`, '--ignore-scripts', '--pack-destination', folder);
    await bill(released, `${released.name}-${version}.cdx.json`);
  }
  const functions = { ...FUNCTIONS, version, bundled: await tools.functionPackages() };
  await bill(functions, `${functions.name}-${version}.cdx.json`);
  const changelog = await readFile(join(tools.directory, 'CHANGELOG.md'), 'utf8');
  await writeFile(join(target, 'CHANGES.md'), `${changesIn(changelog, version)}\n`);
  await writeFile(join(target, 'SHA256SUMS'), await checksums(target));
  return folder;
}

async function packageFolders(directory: string): Promise<string[]> {
  const parent = join(directory, PACKAGES);
  if (!existsSync(parent)) return ['.'];
  return ['.', ...(await readdir(parent)).sort().map((name) => join(PACKAGES, name))];
}

async function describe(folder: string, expected: string): Promise<Released> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  const { name, version, description = name, dependencies = {} } = manifest;
  if (version !== expected)
    throw new Error(`${folder}: expected version ${expected}, received ${version}`);
  const installed = Object.keys(dependencies);
  return { name, version, description, dependencies: installed, bundled: await bundled(folder) };
}

/** The packages whose licenses are in the files of a package, because their code is. */
async function bundled(folder: string): Promise<string[]> {
  const files = [join(folder, 'dist', LICENSES), join(folder, LICENSES)].filter(existsSync);
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return bundledIn(texts.join('\n'));
}

export function bundledIn(licenses: string): string[] {
  const found = [...licenses.matchAll(LICENSE_HEADING)];
  return found.map(([, name, version]) => `${name}@${version}`);
}

/** In the form that `sha256sum --check` reads. */
async function checksums(folder: string): Promise<string> {
  const lines = (await readdir(folder)).sort().map(async (file) => {
    const hash = createHash('sha256').update(await readFile(join(folder, file)));
    return `${hash.digest('hex')}  ${file}\n`;
  });
  return (await Promise.all(lines)).join('');
}
