import { createHash, type Hash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Hashes files and folders by name and content, and `also` as JSON.
 *
 * @param paths of files, or of folders with everything below them. A path that does not exist is hashed
 *   as absent, so the hash changes when it appears.
 * @param also other values that matter, such as versions and settings
 * @returns SHA-256, in hexadecimal
 */
export function hashInputs(paths: readonly string[], also: unknown): string {
  const hash = createHash('sha256');
  hash.update(`${JSON.stringify(also)}\n`);
  for (const path of paths) addPath(hash, path, path);
  return hash.digest('hex');
}

function addPath(hash: Hash, path: string, name: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) hash.update(`absent ${JSON.stringify(name)}\n`);
  else if (stats.isDirectory()) addFolder(hash, path, name);
  else addFile(hash, path, name);
}

function addFolder(hash: Hash, path: string, name: string): void {
  const children = readdirSync(path).sort();
  hash.update(`folder ${JSON.stringify(name)} ${children.length}\n`);
  for (const child of children) addPath(hash, join(path, child), child);
}

/** The length comes first, so that no content can be taken for the next file's name. */
function addFile(hash: Hash, path: string, name: string): void {
  const content = readFileSync(path);
  hash.update(`file ${JSON.stringify(name)} ${content.length}\n`);
  hash.update(content);
}
