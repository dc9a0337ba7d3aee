import { access, mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { ownSourceMap } from './own-source-map.mjs';

const HANDLERS = 'handlers';
const SOURCE = '.ts';

/**
 * How every bundle is made. `module` first: the AWS SDK and zod can only be tree-shaken as ES
 * modules (a third smaller). CommonJS in a `.cjs` file loads in Lambda and in `serverless invoke
 * local` alike. Node 20 is the oldest that runs it (a laptop); Lambda has a newer one.
 */
export const OPTIONS = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  charset: 'utf8',
  legalComments: 'none',
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'silent',
};

/**
 * Bundles handlers, each into one minified `<outDir>/handlers/<name>.cjs` with its source map.
 *
 * @param names of the handler files; all files of `handlers/` without it
 * @param outDir relative to `serviceDir`, or absolute
 * @param serviceDir the directory that `handlers/` is in; the current one without it
 * @throws an error that names the file, for a handler that does not exist or does not compile
 */
export async function bundleHandlers(options) {
  return (await buildHandlers(options)).bundles;
}

/**
 * As `bundleHandlers`.
 *
 * @returns the bundles, and `read`: the absolute paths of all source files that the compiler has read,
 *   also of those of which no byte is in a bundle
 */
export async function buildHandlers({ names, outDir, serviceDir = process.cwd() }) {
  const wanted = names ?? (await handlerNames(serviceDir));
  await Promise.all(wanted.map((name) => requireHandler(serviceDir, name)));
  const { metafile, outputFiles } = await build({
    ...OPTIONS,
    absWorkingDir: resolve(serviceDir),
    entryPoints: wanted.map((name) => ({ in: `./${sourceOf(name)}`, out: `${HANDLERS}/${name}` })),
    outdir: outDir,
    outExtension: { '.js': '.cjs' },
    metafile: true,
    write: false,
  });
  await Promise.all(outputFiles.map(writeOutput));
  return {
    bundles: wanted.map((name) => describe(name, metafile, { outDir, serviceDir })),
    read: Object.keys(metafile.inputs).map((path) => resolve(serviceDir, path)),
  };
}

async function writeOutput({ path, text }) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, path.endsWith('.map') ? ownSourceMap(text) : text);
}

/** The names of all handlers: the TypeScript files of `handlers/`. */
export async function handlerNames(serviceDir = process.cwd()) {
  const files = await readdir(join(serviceDir, HANDLERS));
  return files
    .filter((file) => file.endsWith(SOURCE))
    .map((file) => basename(file, SOURCE))
    .sort();
}

const sourceOf = (name) => `${HANDLERS}/${name}${SOURCE}`;

async function requireHandler(serviceDir, name) {
  try {
    await access(join(serviceDir, sourceOf(name)));
  } catch (cause) {
    throw new Error(`${sourceOf(name)} does not exist, so there is nothing to bundle`, { cause });
  }
}

function describe(name, { outputs }, { outDir, serviceDir }) {
  const file = resolve(serviceDir, outDir, HANDLERS, `${name}.cjs`);
  const output = outputs[relative(resolve(serviceDir), file)];
  const inputs = Object.entries(output.inputs)
    .map(([path, { bytesInOutput }]) => ({ path, bytes: bytesInOutput }))
    .filter(({ bytes }) => bytes > 0);
  return { name, file, bytes: output.bytes, inputs };
}
