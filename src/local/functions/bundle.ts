import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Entry, openEntry } from '../cache/cache.ts';
import { ConfigError } from '../config/config-node.ts';
import type { FunctionPlan } from '../config/plan.ts';
import { makeOwnFolder } from '../own-folder.ts';

/** The program that bundles. */
const BUNDLER = ['bundle.mjs', 'own-source-map.mjs'].map((name) =>
  fileURLToPath(new URL(`../../../scripts/${name}`, import.meta.url)),
);
const BUNDLE_ONCE = fileURLToPath(new URL('../../../scripts/bundle-once.mjs', import.meta.url));
/** What the bundles are made of, in the service's directory, besides the packages. */
const SOURCES = ['handlers', 'src', 'package.json', 'tsconfig.json'];

export interface Bundles {
  /** The bundle of a function, and the name of the handler in it. */
  of(plan: FunctionPlan): { file: string; exportName: string };
  remove(): Promise<void>;
}

/**
 * Bundles the functions exactly as they are deployed, into a directory of this stack's own. Bundles of
 * unchanged sources come from the cache.
 *
 * @param directory the service's: the one that `handlers/` is in
 * @throws naming the file of a handler that does not exist or does not compile
 */
export async function bundleFunctions(plans: FunctionPlan[], directory: string): Promise<Bundles> {
  const serviceDir = resolve(directory);
  const handlers = new Map(plans.map((plan) => [plan.name, readHandler(plan)]));
  const outDir = await makeOwnFolder(serviceDir);
  const names = [...new Set([...handlers.values()].map(({ name }) => name))].sort();
  if (names.length > 0) await fill(outDir, names, serviceDir);
  return {
    of(plan) {
      const { name, exportName } = handlers.get(plan.name) ?? readHandler(plan);
      if (!names.includes(name)) throw new Error(`${plan.handler} was not bundled`);
      return { file: join(outDir, fileOf(name)), exportName };
    },
    remove: () => rm(outDir, { recursive: true, force: true }),
  };
}

const fileOf = (name: string): string => `handlers/${name}.cjs`;

/** Puts the bundles and their source maps into a folder, from the cache or newly made. */
async function fill(outDir: string, names: string[], serviceDir: string): Promise<void> {
  const inputs = [...BUNDLER, ...SOURCES.map((path) => join(serviceDir, path))];
  const entry = openEntry({ directory: serviceDir, kind: 'bundles', inputs, also: names });
  const files = entry.read()?.files;
  if (!files) return make(outDir, names, { serviceDir, entry });
  await mkdir(join(outDir, 'handlers'));
  await Promise.all([...files].map(([name, content]) => writeFile(join(outDir, name), content)));
}

async function make(
  outDir: string,
  names: string[],
  { serviceDir, entry }: { serviceDir: string; entry: Entry },
): Promise<void> {
  const read = await bundle({ names, outDir, serviceDir });
  const files = names.flatMap((name) => [fileOf(name), `${fileOf(name)}.map`]);
  const contents = await Promise.all(
    files.map(async (name) => [name, await readFile(join(outDir, name))] as const),
  );
  entry.write({ files: new Map(contents) }, read);
}

function readHandler({ name, handler }: FunctionPlan): { name: string; exportName: string } {
  const [, file, exportName] = /^handlers\/([\w-]+)\.(\w+)$/.exec(handler) ?? [];
  if (file && exportName) return { name: file, exportName };
  throw new ConfigError(
    `functions.${name}.handler`,
    `expected handlers/<file>.<export>, got ${handler}`,
  );
}

/**
 * Runs the bundler in a process of its own: it needs more than 400 MB, and gives them back only at its end.
 *
 * @returns the files that the bundler has read
 * @throws naming the file of a handler that does not exist or does not compile
 */
async function bundle(options: object): Promise<string[]> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [BUNDLE_ONCE, JSON.stringify(options)], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const { read, error } = JSON.parse(stdout) as { read?: string[]; error?: string };
  if (!read) throw new Error(error);
  return read;
}
