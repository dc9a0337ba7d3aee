import { ROOMS, type Room } from '../rooms/rooms.ts';

/** The order of the rooms for `docs/architecture.md`: a mermaid picture, and a table of what is where. */
export function roomsBlock(rooms: readonly Room[] = ROOMS): string {
  const arrows = rooms.flatMap((room) =>
    directImports(room, rooms).map((other) => `  ${id(room.name)} --> ${id(other)}`),
  );
  const boxes = rooms.map(({ name }) => `  ${id(name)}["${name}"]`);
  const rows = rooms.map(({ name, path, holds }) => `| ${name} | \`${path}/\` | ${holds} |`);
  return [
    '```mermaid',
    'flowchart TD',
    ...[...boxes].reverse(),
    ...[...arrows].reverse(),
    '```',
    '',
    '| room | folder | holds |',
    '|---|---|---|',
    ...rows,
  ].join('\n');
}

const id = (name: string): string => name.replace(/\W/g, '_');

/** @returns the imports of a room that none of its other imports reaches */
export function directImports({ imports }: Room, rooms: readonly Room[]): string[] {
  return imports.filter(
    (name) => !imports.some((other) => other !== name && reaches(other, name, rooms)),
  );
}

function reaches(from: string, to: string, rooms: readonly Room[]): boolean {
  const { imports = [] } = rooms.find(({ name }) => name === from) ?? {};
  return imports.some((name) => name === to || reaches(name, to, rooms));
}
