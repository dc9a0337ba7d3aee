import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { disorder, offencesIn, ROOMS } from './rooms.ts';

// Part of `npm run check`: fails on an import against the order of the rooms, and prints it.

const ROOT = join(import.meta.dirname, '../..');

/** Code files below a folder, from the root of the repository. */
async function codeFiles(folder: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, folder), { recursive: true });
  return entries.filter((name) => /\.[cm]?[jt]sx?$/.test(name)).map((name) => `${folder}/${name}`);
}

const roots = [...new Set(ROOMS.map(({ path }) => path.split('/')[0] ?? path))];
const files = (await Promise.all(roots.map(codeFiles))).flat().sort();
const offences = await Promise.all(
  files.map(async (file) => offencesIn(file, await readFile(join(ROOT, file), 'utf8'))),
);
const lines = [
  ...disorder(),
  ...offences.flat().map(({ file, line, imported, reason }) => {
    return `${file}:${line}: imports ${imported}: ${reason}`;
  }),
];

if (lines.length > 0) {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.stderr.write('The order of the rooms is in scripts/rooms/rooms.json.\n');
  process.exitCode = 1;
} else {
  process.stdout.write(`Checked the imports of ${files.length} files in ${ROOMS.length} rooms.\n`);
}
