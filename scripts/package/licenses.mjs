import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';

const PACKAGE = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//;
const LEGAL_FILE = /^(?:licen[cs]e|notice|copying)(?:[.-].*)?$/i;
const RULE = '-'.repeat(80);

/** The npm packages of which code is in the outputs of esbuild's metafiles, in the order of their names. */
export function bundledPackages(metafiles) {
  const outputs = metafiles.flatMap(({ outputs }) => Object.values(outputs));
  const inputs = outputs.flatMap((output) => Object.entries(output.inputs));
  const names = inputs.flatMap(([path, { bytesInOutput }]) => {
    const name = bytesInOutput > 0 && PACKAGE.exec(path)?.[1];
    return name ? [name] : [];
  });
  return [...new Set(names)].sort();
}

/**
 * The licences of bundled packages, as they ask to be passed on.
 *
 * @param holder what holds their code
 * @throws Error that names a package without a licence file
 */
export async function licenseText(holder, names) {
  const parts = await Promise.all(names.map(licenseOf));
  const intro = `${holder} contains code of these packages, under their licenses:\n`;
  return [intro, ...parts].join(`\n${RULE}\n\n`);
}

async function licenseOf(name) {
  const folder = join(ROOT, 'node_modules', name);
  const { version, license, homepage } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  );
  const files = (await readdir(folder)).filter((file) => LEGAL_FILE.test(file)).sort();
  if (files.length === 0) throw new Error(`${name}: expected a license file, found none`);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const title = `${name} ${version} (${license})${homepage ? `\n${homepage}` : ''}`;
  return `${[title, ...texts.map((text) => text.trim())].join('\n\n')}\n`;
}
