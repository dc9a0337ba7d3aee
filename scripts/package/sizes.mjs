import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PACKAGES, ROOT } from './paths.mjs';

// npm run sizes, after npm run build: packs both packages, installs each into an empty folder with npm, and prints their
// sizes. Without the optional types of Node.js, which most projects in TypeScript have anyway.

const run = promisify(execFile);
const KB = 1_000;
const MB = 1_000_000;

const rows = [];
for (const source of [ROOT, join(PACKAGES, 'ivs-simulator')]) rows.push(await measure(source));
process.stdout.write(`${table(['package', 'tgz', 'unpacked', 'installed', 'packages'], rows)}\n`);

async function measure(source) {
  const folder = await mkdtemp(join(tmpdir(), 'ivs-autopilot-size-'));
  try {
    const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
    const { stdout } = await run('npm', pack, { cwd: source });
    const [{ name, filename, size, unpackedSize }] = JSON.parse(stdout);
    await writeFile(join(folder, 'package.json'), '{"private":true}');
    await run('npm', ['install', '--no-audit', '--no-fund', filename], { cwd: folder });
    const installed = await contentsOf(join(folder, 'node_modules'));
    const megabytes = (installed.bytes / MB).toFixed(1);
    const sizes = [`${Math.round(size / KB)} KB`, `${(unpackedSize / MB).toFixed(1)} MB`];
    return [name, ...sizes, `${megabytes} MB`, `${installed.packages}`];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The bytes in the files of a folder, and how many packages npm has installed there. */
async function contentsOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
  );
  const { stdout } = await run('npm', ['ls', '--all', '--parseable'], { cwd: join(folder, '..') });
  const packages = stdout.trim().split('\n').length - 1;
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), packages };
}

function table(head, rows) {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
