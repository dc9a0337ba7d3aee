import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { DIST, ROOT } from './paths.mjs';

const COMPILED = join(ROOT, '.build/types');
/** A module that a declaration refers to: `from './a.ts'` or `import('./a.ts')`. */
const REFERENCE = /(?<=(?: from |\bimport\()')(\.[^']+)\.ts(?=')/g;

/**
 * Writes the declarations that can be reached from the entries to dist/types/: `.d.mts` for the ES modules and
 * `.d.cts` for CommonJS. TypeScript takes the kind of a module from the extension of its declarations.
 *
 * @param entries modules in src/, without `.ts`
 */
export async function declare(entries) {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  await rm(COMPILED, { recursive: true, force: true });
  const project = ['-p', join(ROOT, 'tsconfig.build.json')];
  await promisify(execFile)(process.execPath, [compiler, ...project]);
  const written = new Set();
  for (const entry of entries) await ship(join(COMPILED, entry), written);
}

async function ship(module, written) {
  if (written.has(module)) return;
  written.add(module);
  const text = await readFile(`${module}.d.ts`, 'utf8');
  const target = join(DIST, 'types', relative(COMPILED, module));
  await mkdir(dirname(target), { recursive: true });
  await writeFile(`${target}.d.mts`, text.replace(REFERENCE, '$1.mjs'));
  await writeFile(`${target}.d.cts`, text.replace(REFERENCE, '$1.cjs'));
  for (const [path] of text.matchAll(REFERENCE))
    await ship(resolve(dirname(module), path.slice(0, -'.ts'.length)), written);
}
