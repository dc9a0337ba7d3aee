import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { openEntry } from '../cache/cache.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FOLDER = fileURLToPath(new URL('.', import.meta.url));

let compiled: string | undefined;

/** The source of a worker thread, as plain JavaScript: threads start faster without a TypeScript loader. */
export function compileWorker(): string {
  compiled ??= load();
  return compiled;
}

/** From the cache, or newly compiled. `worker.ts` imports only types, from files in its own folder. */
function load(): string {
  const entry = openEntry({ directory: ROOT, kind: 'worker', inputs: [FOLDER] });
  const stored = entry.read()?.value;
  if (typeof stored === 'string') return stored;
  const made = compile();
  entry.write({ value: made });
  return made;
}

function compile(): string {
  // Loaded only when it is needed: loading the compiler takes longer than reading the cache.
  const { buildSync } = createRequire(import.meta.url)('esbuild') as typeof import('esbuild');
  const { outputFiles } = buildSync({
    entryPoints: [`${FOLDER}worker.ts`],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('\n');
}
