import { readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assetOf } from '../../console/server/assets.ts';
import type { FindAsset } from '../../console/server/options.ts';

const SOURCES = fileURLToPath(new URL('../../console', import.meta.url));
const BUNDLER = new URL('../../../scripts/console-bundle.mjs', import.meta.url).href;

/**
 * The files of the console's page. They are bundled when somebody opens the page, so that the stack starts fast, and again when
 * the page has changed.
 */
export function pageFiles(): FindAsset {
  let bundled: { changedAt: number; files: Promise<Record<string, string>> } | undefined;
  return async (name) => {
    if (name === 'hls.js') return assetOf(name, await readFile(hlsFile()));
    if (!bundled || (name === 'index.html' && (await lastChange()) > bundled.changedAt))
      bundled = { changedAt: await lastChange(), files: bundle() };
    try {
      return assetOf(name, (await bundled.files)[name]);
    } catch (error) {
      bundled = undefined;
      throw error;
    }
  };
}

async function bundle(): Promise<Record<string, string>> {
  const { bundleConsole } = (await import(BUNDLER)) as {
    bundleConsole(): Promise<Record<string, string>>;
  };
  return bundleConsole();
}

/** hls.js without what only encrypted streams and those with several sound tracks need, as a module. */
const hlsFile = (): string =>
  join(dirname(createRequire(import.meta.url).resolve('hls.js/package.json')), HLS);
const HLS = 'dist/hls.light.min.mjs';

/** @returns ms since the epoch */
async function lastChange(): Promise<number> {
  const entries = await readdir(SOURCES, { recursive: true });
  const stats = await Promise.all(entries.map((entry) => stat(join(SOURCES, entry))));
  return Math.max(...stats.map(({ mtimeMs }) => mtimeMs));
}
