import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

let compiled: string | undefined;

/** The source of a worker thread, as plain JavaScript: threads start faster without a TypeScript loader. */
export function compileWorker(): string {
  compiled ??= build();
  return compiled;
}

function build(): string {
  const entry = fileURLToPath(new URL('./worker.ts', import.meta.url));
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('\n');
}
