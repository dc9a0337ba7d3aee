import { readOptions } from './options.ts';
import { release } from './release.ts';
import { realTools } from './tools.ts';

// npm run release -- <patch|minor|major|version>: see docs/versioning.md.

try {
  await release(readOptions(process.argv.slice(2)), realTools(process.cwd()));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
