import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fillBlocks } from './blocks.ts';
import { pages, ROOT } from './pages.ts';

// npm run docs: writes the generated blocks of the pages anew. A test fails where one is out of date.

for (const page of await pages()) {
  const file = join(ROOT, page);
  const text = await readFile(file, 'utf8');
  const filled = fillBlocks(text);
  if (filled === text) continue;
  await writeFile(file, filled);
  process.stdout.write(`${page}\n`);
}
