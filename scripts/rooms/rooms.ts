import rooms from './rooms.json' with { type: 'json' };

/** A folder with one responsibility. */
export interface Room {
  name: string;
  /** From the root of the repository, without a slash at the end. */
  path: string;
  /** Names of the rooms that it may import. Each stands before it in `rooms.json`. */
  imports: string[];
  /** What a newcomer finds in it. */
  holds: string;
}

/** All rooms, lower ones first. `rooms.json` is the one place that declares their order. */
export const ROOMS: readonly Room[] = rooms;

/** An import that the order of the rooms does not allow. */
export interface Offence {
  /** The importing file, from the root of the repository. */
  file: string;
  /** Line of the import, from 1. */
  line: number;
  /** What is imported, from the root of the repository. */
  imported: string;
  reason: string;
}

/** @returns the room of a file (the one with the longest matching path); undefined for a file in none */
export function roomOf(file: string, all: readonly Room[] = ROOMS): Room | undefined {
  const around = all.filter(({ path }) => file.startsWith(`${path}/`));
  return around.sort((a, b) => b.path.length - a.path.length)[0];
}

/**
 * Rooms that import a room which is not before them in the list: with these, the order would be none.
 *
 * @returns a sentence for each
 */
export function disorder(all: readonly Room[] = ROOMS): string[] {
  return all.flatMap(({ name, imports }, index) => {
    const lower = new Set(all.slice(0, index).map((room) => room.name));
    return imports
      .filter((other) => !lower.has(other))
      .map((other) => `rooms.json: "${name}" imports "${other}", which is not listed before it`);
  });
}

const IMPORT = /\b(?:from|import)\s*\(?\s*(['"])(\.{1,2}\/[^'"]+)\1/g;

/** @returns what a file imports by a relative path that its room may not import */
export function offencesIn(file: string, source: string, all: readonly Room[] = ROOMS): Offence[] {
  const room = roomOf(file, all);
  if (!room) return [];
  return [...source.matchAll(IMPORT)].flatMap((match) => {
    const imported = resolve(file, match[2] ?? '');
    const other = roomOf(imported, all);
    if (other === room || (other && room.imports.includes(other.name))) return [];
    if (!other && !isCode(imported)) return [];
    const line = source.slice(0, match.index).split('\n').length;
    return [{ file, line, imported, reason: reasonOf(room, other) }];
  });
}

function reasonOf(room: Room, other: Room | undefined): string {
  if (!other) return `"${room.name}" may not import code that is in no room`;
  return `"${room.name}" may not import "${other.name}", only ${room.imports.join(', ') || 'nothing'}`;
}

/** Data files, such as package.json, belong to no room. */
const isCode = (file: string): boolean => /\.[cm]?[jt]sx?$/.test(file);

function resolve(file: string, specifier: string): string {
  const parts = file.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
