import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/docs/pages.ts';

/** The example projects, by the names of their folders. */
export const EXAMPLES: readonly string[] = (
  await readdir(join(ROOT, 'examples'), { withFileTypes: true })
).flatMap((entry) => (entry.isDirectory() ? entry.name : []));

/** What `npm install` and a build put into the folder of an example. */
export const MADE = ['node_modules', 'dist', 'package-lock.json', 'pnpm-lock.yaml', '__pycache__'];
