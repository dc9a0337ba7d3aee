import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { COMMON, FORMS, NODE } from './esbuild-options.mjs';
import { DIST, ROOT, SRC } from './paths.mjs';

/** Data files that the simulator reads from beside its module. */
const SIMULATOR_FILES = [
  'model/ivs-model.json',
  'playback/picture/video.flv',
  'playback/picture/audio.flv',
];
/**
 * The modules that are in the same bundle, by the names under which it exports them. `command` is what the program
 * `ivs-simulator` runs.
 */
export const SHARED = {
  simulator: 'simulator/index.ts',
  testing: 'testing/index.ts',
  command: 'simulator/command.ts',
};

/**
 * The simulator and its test kit are one bundle in CommonJS, from which all their modules take their exports. So a
 * program that imports one and requires the other has one simulator: `instanceof ServiceError` holds.
 */
export async function bundleSimulator() {
  const contents = Object.entries(SHARED)
    .map(([name, file]) => `export * as ${name} from './${file}';`)
    .join('\n');
  const stdin = { contents, resolveDir: SRC };
  const outfile = join(DIST, 'simulator/bundle.cjs');
  const made = { ...COMMON, ...NODE, ...FORMS.cjs, stdin, outfile };
  const { metafile } = await build({ ...made, format: 'cjs', absWorkingDir: ROOT });
  for (const file of SIMULATOR_FILES)
    await copyFile(join(SRC, 'simulator', file), join(dirname(outfile), basename(file)));
  await Promise.all([
    passOn(outfile, 'simulator'),
    passOn(outfile, 'testing'),
    writeFile(join(DIST, 'simulator/command.mjs'), COMMAND, { mode: 0o755 }),
  ]);
  return [metafile];
}

/** Writes the modules of one part of the shared bundle. */
async function passOn(file, part) {
  const names = Object.keys((await import(file)).default[part]).sort();
  const bundled = part === 'simulator' ? './bundle.cjs' : '../simulator/bundle.cjs';
  const folder = join(DIST, part);
  await mkdir(folder, { recursive: true });
  const imported = `import bundle from '${bundled}';\n\n`;
  const passed = `export const {\n  ${names.join(',\n  ')},\n} = bundle.${part};\n`;
  await writeFile(join(folder, 'index.mjs'), imported + passed);
  await writeFile(join(folder, 'index.cjs'), `module.exports = require('${bundled}').${part};\n`);
}

const COMMAND = `#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import bundle from './bundle.cjs';

const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
await bundle.command.runCommand({
  command: 'npx ivs-simulator',
  version: JSON.parse(manifest).version,
});
`;
