import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { buildConsole } from '../console-bundle.mjs';
import { COMMON, FORMS, NODE, PLAYER, REQUIRE } from './esbuild-options.mjs';
import { DIST, ROOT, SRC } from './paths.mjs';
import { bundleSimulator, SHARED } from './simulator-bundle.mjs';

/**
 * Bundles everything that others import or run into dist/.
 *
 * @returns esbuild's metafiles of all bundles, by the name of what they are for
 */
export async function bundleAll() {
  const [simulator, player, publisher, cli, server, page] = await Promise.all([
    bundleSimulator(),
    bundle('player', 'player/index.ts', PLAYER),
    bundle('publisher', 'publisher/index.ts', NODE),
    bundle('cli', 'cli/main.ts', NODE, ['esm']),
    bundle('console/server', 'console/server/index.ts', NODE, ['esm']),
    bundlePage(),
  ]);
  await chmod(join(DIST, 'cli.mjs'), 0o755);
  return { simulator, player, publisher, cli, server, page };
}

async function bundle(name, entry, options, formats = ['esm', 'cjs']) {
  const made = formats.map((format) =>
    build({
      ...{ ...COMMON, ...options, format, absWorkingDir: ROOT, entryPoints: [join(SRC, entry)] },
      outfile: join(DIST, `${name}.${EXTENSIONS[format]}`),
      plugins: [fromBuilt(name, format)],
      ...(options === NODE && FORMS[format]),
      ...(PROGRAMS.includes(name) && { banner: { js: `#!/usr/bin/env node\n${REQUIRE}` } }),
    }),
  );
  const metafiles = (await Promise.all(made)).map(({ metafile }) => metafile);
  for (const { inputs } of metafiles) requireNoSimulator(name, Object.keys(inputs));
  return metafiles;
}

const EXTENSIONS = { esm: 'mjs', cjs: 'cjs' };
const PROGRAMS = ['cli'];

/** A second copy of the simulator would not find its data files, and would have classes of its own. */
function requireNoSimulator(name, inputs) {
  const copied = inputs.find((path) => path.endsWith('simulator/model/model.ts'));
  if (copied) {
    throw new Error(
      `dist/${name}: expected imports of src/simulator/index.ts or src/testing/index.ts, which are built already, received an import of another module that needs ${copied}`,
    );
  }
}

/**
 * Imports of the simulator, of the test kit and of the server of the console become imports of their built files.
 * The server is a file of its own, so that other commands start fast.
 */
function fromBuilt(name, format) {
  const folder = dirname(join(DIST, name));
  const files = new Map([
    [join(SRC, 'console/server/index.ts'), 'console/server'],
    [join(SRC, SHARED.simulator), 'simulator/index'],
    [join(SRC, SHARED.testing), 'testing/index'],
  ]);
  return {
    name: 'from-built',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
        const built = files.get(resolve(resolveDir, path));
        if (kind === 'entry-point' || built === undefined) return undefined;
        const file = relative(folder, join(DIST, `${built}.${EXTENSIONS[format]}`));
        return { path: file.startsWith('.') ? file : `./${file}`, external: true };
      }),
  };
}

/** The page of the operator console, which the command line serves. */
async function bundlePage() {
  const { files, metafile } = await buildConsole();
  const folder = join(DIST, 'console');
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return [metafile];
}
