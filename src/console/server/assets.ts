import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Asset, FindAsset } from './options.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};
/** The files that `npm run build` writes into dist/console/. */
const FILES = ['index.html', 'app.js', 'app.css'];

/** @returns undefined without a body */
export function assetOf(name: string, body: string | Buffer | undefined): Asset | undefined {
  if (body === undefined) return undefined;
  return { type: TYPES[extname(name)] ?? 'application/octet-stream', body };
}

/** The files of the built page. @param folder as `npm run build` writes it */
export const builtFiles =
  (folder: string): FindAsset =>
  async (name) =>
    FILES.includes(name) ? assetOf(name, await readFile(join(folder, name))) : undefined;
