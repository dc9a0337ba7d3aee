import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bundleConsole } from './console-bundle.mjs';

// npm run build: what other programs import, `ivs-autopilot/player` and `ivs-autopilot/publisher`,
// into dist/: an ES module each, and its types. And the command line, dist/cli.mjs, with the page of the console.

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');
const TYPES = join(ROOT, '.build/types');
const IMPORT = /(?<= from ')(\.[^']+)\.ts(?=')/g;

const COMMON = { bundle: true, format: 'esm', charset: 'utf8', legalComments: 'none' };
/** For browsers of 2020 and later. Nothing is imported. */
const PLAYER = { platform: 'neutral', target: 'es2020', minify: true };
/** For Node.js; the AWS SDK, zod and commander stay imports, since package.json brings them. */
const NODE = { platform: 'node', target: 'node20', packages: 'external' };

await rm(DIST, { recursive: true, force: true });
await Promise.all([
  bundle('player', 'index.ts', PLAYER),
  bundle('publisher', 'index.ts', NODE),
  bundle('cli', 'main.ts', {
    ...{ ...NODE, banner: { js: '#!/usr/bin/env node' } },
    plugins: [loadedLater('../console/server/index.ts', './console/server.mjs')],
  }),
  bundle('console/server', 'index.ts', NODE),
  bundlePage(),
  declare(),
]);
await chmod(join(DIST, 'cli.mjs'), 0o755);

/** A module that is loaded when it is needed, from a file of its own. */
function loadedLater(module, file) {
  const filter = new RegExp(`^${module.replaceAll('.', '\\.')}$`);
  return {
    name: 'loaded-later',
    setup: ({ onResolve }) => onResolve({ filter }, () => ({ path: file, external: true })),
  };
}

async function bundle(name, entry, options) {
  await build({
    ...COMMON,
    ...options,
    entryPoints: [join(ROOT, 'src', name, entry)],
    outfile: join(DIST, `${name}.mjs`),
  });
}

/** The page of the operator console, which the command line serves. */
async function bundlePage() {
  const folder = join(DIST, 'console');
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(await bundleConsole()))
    await writeFile(join(folder, name), text);
}

/** Declarations, of which only those that can be reached are of use to others. */
async function declare() {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const project = join(ROOT, 'tsconfig.build.json');
  await rm(TYPES, { recursive: true, force: true });
  await promisify(execFile)(process.execPath, [compiler, '-p', project]);
  for (const name of ['player', 'publisher']) await ship(join(TYPES, name, 'index'));
}

async function ship(module) {
  const text = await readFile(`${module}.d.ts`, 'utf8');
  const target = join(DIST, 'types', relative(TYPES, `${module}.d.ts`));
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text.replace(IMPORT, '$1.js'));
  for (const [path] of text.matchAll(IMPORT))
    await ship(resolve(dirname(module), path.slice(0, -3)));
}
