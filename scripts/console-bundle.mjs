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
  return (await buildConsole()).files;
}

/** As `bundleConsole`. @returns `files`, and esbuild's `metafile` */
export async function buildConsole() {
  const { outputFiles, metafile } = await build({
    entryPoints: { app: join(PAGE, 'main.tsx') },
    outdir: PAGE,
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'inline',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
  const built = outputFiles.map(({ path, text }) => [path.slice(PAGE.length + 1), text]);
  const html = await readFile(join(PAGE, 'index.html'), 'utf8');
  return { files: Object.fromEntries([['index.html', html], ...built]), metafile };
}
