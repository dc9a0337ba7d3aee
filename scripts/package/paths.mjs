import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const SRC = join(ROOT, 'src');
/** What `npm run build` makes: the part of the package that is not text. */
export const DIST = join(ROOT, 'dist');
/** Packages that are made from this one, each in a folder of its own. */
export const PACKAGES = join(ROOT, '.build/packages');
