import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { buildConsole } from '../console-bundle.mjs';
import { DIST, ROOT, SRC } from './paths.mjs';

const SIMULATOR = join(SRC, 'simulator/index.ts');
/** Data files that the simulator reads from beside its module. */
const SIMULATOR_FILES = [
  'model/ivs-model.json',
  'playback/picture/video.flv',
  'playback/picture/audio.flv',
];
/** Modules that the command `ivs-simulator` takes from the built simulator instead of a second copy. */
const COMMAND_SHARES = ['server.ts', 'events/event-bridge.ts'].map((file) =>
  join(SRC, 'simulator', file),
);

const COMMON = { bundle: true, charset: 'utf8', legalComments: 'none', metafile: true };
/** For browsers of 2020 and later. Nothing is imported. */
const PLAYER = { platform: 'neutral', target: 'es2020', minify: true };
/**
 * For Node.js. The AWS SDK stays an import, since package.json brings it. A test kit takes its test runner from the
 * project that it runs in. Everything else is bundled: `module` first, since zod can be tree-shaken only as ES modules.
 */
const NODE = {
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  external: ['@aws-sdk/*', '@smithy/*', 'vitest', '@jest/globals'],
};

/** In an ES module, bundled CommonJS code has no `require` of its own. */
const REQUIRE = `import { createRequire as makeRequire } from 'node:module';
const require = makeRequire(import.meta.url);`;
/** In CommonJS, `import.meta.url` does not exist. */
const MODULE_URL = `const moduleUrl = require('node:url').pathToFileURL(__filename).href;`;

/**
 * Bundles everything that others import or run into dist/.
 *
 * The simulator is CommonJS, and its ES module only passes its exports on. So a program that imports it and
 * requires it has one simulator: `instanceof ServiceError` holds. The test kit imports that module as well.
 *
 * @returns esbuild's metafiles of all bundles by the folder or file in dist/ that they are for
 */
export async function bundleAll() {
  const [simulator, command, testing, player, publisher, cli, server, page] = await Promise.all([
    bundle('simulator/index', 'simulator/index.ts', NODE, ['cjs']),
    bundle('simulator/command', 'simulator/main.ts', NODE, ['esm'], COMMAND_SHARES),
    existsSync(join(SRC, 'testing/index.ts'))
      ? bundle('testing/index', 'testing/index.ts', NODE)
      : [],
    bundle('player', 'player/index.ts', PLAYER),
    bundle('publisher', 'publisher/index.ts', NODE),
    bundle('cli', 'cli/main.ts', NODE, ['esm']),
    bundle('console/server', 'console/server/index.ts', NODE, ['esm']),
    bundlePage(),
    copySimulatorFiles(),
  ]);
  await passOn(simulator[0]);
  for (const program of ['cli.mjs', 'simulator/command.mjs'])
    await chmod(join(DIST, program), 0o755);
  return { simulator, command, testing, player, publisher, cli, server, page };
}

/** @param shared modules that are imported from the built simulator */
async function bundle(name, entry, options, formats = ['esm', 'cjs'], shared = [SIMULATOR]) {
  const made = formats.map((format) =>
    build({
      ...{ ...COMMON, ...options, format, absWorkingDir: ROOT, entryPoints: [join(SRC, entry)] },
      outfile: join(DIST, `${name}.${EXTENSIONS[format]}`),
      plugins: [fromBuilt(name, format, shared)],
      ...(options === NODE && FORMS[format](name)),
    }),
  );
  return (await Promise.all(made)).map(({ metafile }) => metafile);
}

const EXTENSIONS = { esm: 'mjs', cjs: 'cjs' };
const PROGRAMS = ['cli', 'simulator/command'];
const FORMS = {
  esm: (name) => ({
    banner: { js: PROGRAMS.includes(name) ? `#!/usr/bin/env node\n${REQUIRE}` : REQUIRE },
  }),
  cjs: () => ({ banner: { js: MODULE_URL }, define: { 'import.meta.url': 'moduleUrl' } }),
};

/**
 * Imports of the shared modules, and of the server of the console, become imports of their built files. The
 * server is a file of its own, so that other commands start fast.
 */
function fromBuilt(name, format, shared) {
  const folder = dirname(join(DIST, name));
  const files = new Map([[join(SRC, 'console/server/index.ts'), 'console/server']]);
  for (const module of shared) files.set(module, 'simulator/index');
  return {
    name: 'from-built',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
        const built = files.get(resolve(resolveDir, path));
        if (kind === 'entry-point' || built === undefined || built === name) return undefined;
        const file = relative(folder, join(DIST, `${built}.${EXTENSIONS[format]}`));
        return { path: file.startsWith('.') ? file : `./${file}`, external: true };
      }),
  };
}

/** Writes the ES module of the simulator: the exports of its CommonJS module, by name. */
async function passOn({ outputs }) {
  const { default: simulator } = await import(join(DIST, 'simulator/index.cjs'));
  const names = Object.keys(simulator).sort();
  if (names.length === 0) throw new Error(`no exports in ${Object.keys(outputs)}`);
  const text = `export { ${names.join(', ')} } from './index.cjs';\n`;
  await writeFile(join(DIST, 'simulator/index.mjs'), text);
}

async function copySimulatorFiles() {
  await mkdir(join(DIST, 'simulator'), { recursive: true });
  for (const file of SIMULATOR_FILES) {
    const from = join(SRC, 'simulator', file);
    await copyFile(from, join(DIST, 'simulator', file.split('/').at(-1)));
  }
}

/** The page of the operator console, which the command line serves. */
async function bundlePage() {
  const { files, metafile } = await buildConsole();
  const folder = join(DIST, 'console');
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return [metafile];
}
