import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PAGE = fileURLToPath(new URL('../src/console/page', import.meta.url));

/**
 * Bundles the page of the operator console.
 *
 * @returns the contents of its files by their names: `index.html`, `app.js`, `app.css`
 */
export async function bundleConsole() {
  const { outputFiles } = await build({
    entryPoints: { app: join(PAGE, 'main.tsx') },
    outdir: PAGE,
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'inline',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
  const files = outputFiles.map(({ path, text }) => [path.slice(PAGE.length + 1), text]);
  return Object.fromEntries([
    ['index.html', await readFile(join(PAGE, 'index.html'), 'utf8')],
    ...files,
  ]);
}
