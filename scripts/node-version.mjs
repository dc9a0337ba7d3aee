import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

// node scripts/node-version.mjs <major>: prints the folder of the program `node` of that version, for PATH:
//   export PATH="$(node scripts/node-version.mjs 24):$PATH"
// The program comes from the npm registry: the package `node-<platform>-<arch>` has nothing else. It is kept in
// .build/node<major>, so that only the first call takes time. Several processes may call this at once.

const run = promisify(execFile);
const BUILD = fileURLToPath(new URL('../.build/', import.meta.url));
const PACKAGE = `node-${process.platform}-${process.arch}`;

const [major = ''] = process.argv.slice(2);
if (!/^\d+$/.test(major))
  throw new Error(`version: expected a major version of Node.js such as 24, received "${major}"`);

const folder = join(BUILD, `node${major}`);
if (!(await isInstalled())) await install();
process.stdout.write(`${programFolder()}\n`);

function programFolder() {
  return join(folder, 'node_modules', PACKAGE, 'bin');
}

async function isInstalled() {
  try {
    const { stdout } = await run(join(programFolder(), 'node'), ['--version']);
    return stdout.startsWith(`v${major}.`);
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Installs beside the folder and then moves: another process never sees half an installation. */
async function install() {
  await mkdir(BUILD, { recursive: true });
  const part = await mkdtemp(join(BUILD, `node${major}-`));
  const options = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--silent'];
  try {
    await run('npm', ['install', ...options, '--prefix', part, `${PACKAGE}@${major}`]);
    await rm(folder, { recursive: true, force: true });
    await rename(part, folder);
  } catch (error) {
    if (!(await isInstalled())) throw error;
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}
