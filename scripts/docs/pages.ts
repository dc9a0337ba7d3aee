import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** @returns every page that users read, as a path from the root of the repository */
export async function pages(): Promise<string[]> {
  const docs = await readdir(join(ROOT, 'docs'));
  return [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'SECURITY.md',
    'events/README.md',
    'examples/README.md',
    ...docs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
  ];
}
