import { readdirSync, rmSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Content, readEntry, writeEntry } from './entry-file.ts';
import { hashInputs } from './input-hash.ts';

// A cache of what is derived from the project's files, in .build/cache/. The name of an entry contains
// a hash of everything that the result depends on. A changed input gives another name, so an entry is
// never out of date. Deleting .build/ is always safe.

const FOLDER = '.build/cache';
/** How many entries of a kind are kept, the newest ones: enough to change between a few branches. */
const ENTRIES_KEPT = 5;
const ABANDONED_MS = 3_600_000;
/** The time of a change may be a little early: some file systems keep whole seconds. */
const CLOCK_MARGIN_MS = 1_000;

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** The installed packages, and the code that writes and reads entries. */
const ALWAYS = [
  'package.json',
  'package-lock.json',
  'node_modules/.package-lock.json',
  'src/local/cache',
].map((path) => join(ROOT, path));

export interface EntryOptions {
  /** The folder that `.build` is in. */
  directory: string;
  /** What is derived: `bundles`, … Letters only. */
  kind: string;
  /** The files and folders that the result depends on, besides the installed packages. */
  inputs: readonly string[];
  /** What else it depends on: settings, environment variables. */
  also?: unknown;
}

export interface Entry {
  /** @returns undefined if there is no usable entry: make the result and write it */
  read(): Content | undefined;
  /**
   * Stores a result, unless an input has changed since the entry was opened.
   *
   * @param outside files that the result depends on and that are not among the inputs, such as the
   *   sources of packages. An entry is not used if the size or the time of one has changed.
   */
  write(content: Content, outside?: readonly string[]): void;
}

/** An entry of the cache, for the inputs as they are now. Open it before you make the result. */
export function openEntry({ directory, kind, inputs, also }: EntryOptions): Entry {
  const opened = Date.now();
  const hash = () =>
    hashInputs([...ALWAYS, ...inputs], { also, node: process.version, arch: process.arch });
  const key = hash();
  const folder = join(directory, FOLDER);
  const path = join(folder, `${kind}-${key}`);
  return {
    read() {
      const entry = readEntry(path);
      if (!entry) return undefined;
      const { value, outside } = entry.value as { value: unknown; outside: Seen[] };
      if (!outside.every(isUnchanged)) return undefined;
      return { ...entry, value };
    },
    write({ value, files }, outside = []) {
      const seen = outside.filter((file) => !isBelow(file, inputs)).map(see);
      const changed = seen.some(([, , time]) => time > opened - CLOCK_MARGIN_MS) || hash() !== key;
      if (changed) return;
      writeEntry(path, { value: { value, outside: seen }, ...(files && { files }) });
      prune(folder, kind);
    },
  };
}

const isBelow = (file: string, inputs: readonly string[]): boolean =>
  inputs.some((input) => file === input || file.startsWith(input + sep));

type Seen = [path: string, bytes: number, changedMs: number];

function see(path: string): Seen {
  const stats = statSync(path, { throwIfNoEntry: false });
  return [path, stats?.size ?? -1, stats?.mtimeMs ?? -1];
}

function isUnchanged([path, bytes, changedMs]: Seen): boolean {
  const [, bytesNow, changedNow] = see(path);
  return bytes === bytesNow && changedMs === changedNow;
}

/** Removes the oldest entries of a kind, and temporary files that a killed process has left. */
function prune(folder: string, kind: string): void {
  const found = readdirSync(folder)
    .filter((name) => name.startsWith(`${kind}-`))
    .map((name) => see(join(folder, name)))
    .sort(([, , a], [, , b]) => b - a);
  const temporary = found.filter(([path]) => path.endsWith('.tmp'));
  const entries = found.filter(([path]) => !path.endsWith('.tmp'));
  const abandoned = temporary.filter(([, , changed]) => changed < Date.now() - ABANDONED_MS);
  for (const [path] of [...entries.slice(ENTRIES_KEPT), ...abandoned])
    rmSync(path, { force: true });
}
