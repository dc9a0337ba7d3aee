import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { makeArtifacts } from './artifacts.ts';
import { tagOf } from './checks.ts';
import { realTools } from './tools.ts';

// node --import tsx scripts/release/pack.ts <tag> <folder>: makes the files of a tagged release again, from what
// `npm run build` has built. `npm run release` has made them, too.

const [tag, folder] = process.argv.slice(2);
if (!tag || !folder) throw new Error('expected a tag and a folder');
const directory = process.cwd();
const { default: manifest } = await import(join(directory, 'package.json'), {
  with: { type: 'json' },
});
const expected = tagOf(manifest.version);
if (tag !== expected) throw new Error(`tag: expected ${expected}, received ${tag}`);
const made = await makeArtifacts(realTools(directory), manifest.version);
await cp(join(directory, made), folder, { recursive: true });
