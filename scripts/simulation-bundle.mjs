import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { bareCommands } from './bare-commands.mjs';

/** The simulator reads this file from its own folder. */
const MODEL = 'src/simulator/model/ivs-model.json';

/**
 * Bundles the simulation.
 *
 * @param {object} [options]
 * @param {string} [options.directory] for the bundle
 * @param {{ file: string, before: string, after: string }} [options.mutation] a text of a source file to replace
 * @returns {Promise<string>} the path of the bundle
 */
export async function bundleSimulation({ directory = '.build/simulation', mutation } = {}) {
  const outfile = join(directory, 'main.mjs');
  await mkdir(directory, { recursive: true });
  await copyFile(MODEL, join(directory, 'ivs-model.json'));
  await build({
    entryPoints: ['test/simulation/main.ts'],
    ...{ bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external' },
    ...{ outfile, sourcemap: true, logLevel: 'error' },
    plugins: [bareCommands, ...(mutation ? [mutate(mutation)] : [])],
  });
  return outfile;
}

/** @throws if the text is not in the file exactly once */
function mutate({ file, before, after }) {
  return {
    name: 'mutate',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (path !== resolve(file)) return undefined;
        const source = await readFile(path, 'utf8');
        const parts = source.split(before);
        if (parts.length !== 2)
          throw new Error(`${file}: expected once, found ${parts.length - 1} times: ${before}`);
        return { contents: parts.join(after), loader: 'ts' };
      });
    },
  };
}
