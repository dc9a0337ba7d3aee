import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { anchorsOf, linksOf } from '../docs/support/markdown.ts';
import { openProject } from './support/projects.ts';
import { EMPTY } from './support/set-up.ts';

// What is in the package, as it lies in an installation.

const { folder } = openProject(EMPTY, { manager: 'npm', node: '24' });
const PACKAGE = join(folder, 'node_modules/ivs-autopilot');
const read = (path: string) => readFile(join(PACKAGE, path), 'utf8');

const files = new Set<string>();
beforeAll(async () => {
  for (const entry of await readdir(PACKAGE, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) files.add(relative(PACKAGE, join(entry.parentPath, entry.name)));
});

/** What may be in the package. The files in dist/ are compared with what is imported. */
const ALLOWED = [
  /^(README|LICENSE|CHANGELOG|CONTRIBUTING|SECURITY)(\.md)?$/,
  /^package\.json$/,
  /^dist\//,
  /^docs\/[a-z-]+\.(md|png)$/,
  /^examples\/README\.md$/,
  /^examples\/[\w-]+\/(README\.md|package\.json|tsconfig\.json|index\.html)$/,
  /^examples\/[\w-]+\/(src\/)?[\w.-]+\.(js|ts|py)$/,
  /^examples\/replay\/(incident\.jsonl|faults\.json)$/,
];

/** The files in dist/ that are no modules: what the programs and the simulator read, and what the law asks for. */
const DATA = [
  'dist/third-party-licenses.txt',
  ...['app.css', 'app.js', 'index.html'].map((name) => `dist/console/${name}`),
  ...['audio.flv', 'ivs-model.json', 'video.flv'].map((name) => `dist/simulator/${name}`),
];

describe('npm pack', () => {
  test('packs nothing but what is for users', () => {
    const others = [...files].filter((file) => !ALLOWED.some((form) => form.test(file)));
    expect(others).toEqual([]);
  });

  test('packs no built file that nothing imports', async () => {
    const built = [...files].filter((file) => file.startsWith('dist/'));
    const used = new Set([...DATA, ...(await importedFiles())]);
    expect(built.filter((file) => !used.has(file))).toEqual([]);
    expect([...used].filter((file) => !files.has(file))).toEqual([]);
  });

  test('packs every page and picture that a packed page links to', async () => {
    const broken: string[] = [];
    for (const page of [...files].filter((file) => file.endsWith('.md')))
      for (const link of linksOf(await read(page)))
        if (!(await leads(page, link))) broken.push(`${page}: ${link}`);
    expect(broken).toEqual([]);
  });

  test('packs no picture that no page shows', async () => {
    const pages = [...files].filter((file) => file.endsWith('.md'));
    const links = await Promise.all(
      pages.map(async (page) =>
        linksOf(await read(page)).map((link) => normalize(join(dirname(page), link))),
      ),
    );
    const pictures = [...files].filter((file) => file.endsWith('.png'));
    expect(pictures.filter((picture) => !links.flat().includes(picture))).toEqual([]);
  });
});

async function leads(page: string, link: string): Promise<boolean> {
  if (/^[a-z]+:/.test(link)) return true;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), path));
  if (!files.has(target)) return false;
  return anchor === undefined || anchorsOf(await read(target)).includes(anchor);
}

const REFERENCE = /(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*["'](\.\.?\/[^"']+)["']/g;

/** The files in dist/ that can be reached from the exports and programs in package.json. */
async function importedFiles(): Promise<Set<string>> {
  const { exports, bin } = JSON.parse(await read('package.json'));
  const named = JSON.stringify([exports, bin]).matchAll(/"(?:\.\/)?(dist\/[^"]+)"/g);
  const reached = new Set<string>();
  const follow = async (file: string): Promise<void> => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const [, target = ''] of (await read(file)).matchAll(REFERENCE)) {
      const path = normalize(join(dirname(file), target));
      await follow(file.includes('.d.') ? path.replace(/\.([cm]?)js$/, '.d.$1ts') : path);
    }
  };
  for (const [, file = ''] of named) await follow(file);
  return reached;
}
