import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './paths.mjs';

const COMPILED = join(ROOT, '.build/types');
/** A module that a declaration refers to: `from './a.ts'` or `import('./a.ts')`. */
const REFERENCE = /(?<=(?: from |\bimport\()')(\.[^']+)\.ts(?=')/g;

/** Makes the declarations of all modules that others import, into .build/types/. */
export async function declare() {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  await rm(COMPILED, { recursive: true, force: true });
  const project = ['-p', join(ROOT, 'tsconfig.build.json')];
  await promisify(execFile)(process.execPath, [compiler, ...project]);
}

/**
 * Writes the declarations that can be reached from the entries: `.d.mts` for the ES modules and `.d.cts` for
 * CommonJS. TypeScript takes the kind of a module from the extension of its declarations.
 *
 * @param entries modules in src/, without `.ts`
 * @param folder where to write them
 */
export async function ship(entries, folder) {
  const written = new Set();
  for (const entry of entries) await shipModule(join(COMPILED, entry), folder, written);
}

async function shipModule(module, folder, written) {
  if (written.has(module)) return;
  written.add(module);
  const text = await readFile(`${module}.d.ts`, 'utf8');
  const target = join(folder, relative(COMPILED, module));
  await mkdir(dirname(target), { recursive: true });
  await writeFile(`${target}.d.mts`, text.replace(REFERENCE, '$1.mjs'));
  await writeFile(`${target}.d.cts`, text.replace(REFERENCE, '$1.cjs'));
  for (const [path] of text.matchAll(REFERENCE))
    await shipModule(resolve(dirname(module), path.slice(0, -'.ts'.length)), folder, written);
}
