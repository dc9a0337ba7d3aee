import { expect, test } from 'vitest';
import { directImports, roomsBlock } from '../../scripts/docs/rooms.ts';
import { disorder, offencesIn, ROOMS, type Room, roomOf } from '../../scripts/rooms/rooms.ts';

const room = (name: string, path: string, ...imports: string[]): Room => ({
  ...{ name, path, imports },
  holds: `what ${name} holds`,
});
const low = room('low', 'src/low');
const middle = room('middle', 'src/middle', 'low');
const inner = room('inner', 'src/middle/inner', 'low');
const high = room('high', 'src/high', 'low', 'middle');
const house = [low, inner, middle, high];

test('the order of the rooms is one: each imports only rooms that are listed before it', () => {
  expect(disorder()).toEqual([]);
});

test('a room that imports a later one is named', () => {
  expect(disorder([middle, low])).toEqual([
    'rooms.json: "middle" imports "low", which is not listed before it',
  ]);
});

test('a file belongs to the room with the longest path', () => {
  expect(roomOf('src/middle/inner/a.ts', house)).toBe(inner);
  expect(roomOf('src/middle/a.ts', house)).toBe(middle);
  expect(roomOf('test/a.ts', house)).toBeUndefined();
});

test('imports of the same room, of allowed rooms and of packages are fine', () => {
  const source = `
    import { a } from './a.ts';
    import { b } from '../low/b.ts';
    import { c } from 'zod';
    import manifest from '../../package.json' with { type: 'json' };
  `;
  expect(offencesIn('src/middle/x.ts', source, house)).toEqual([]);
});

test.each([
  [
    "import { a } from '../high/a.ts';",
    'src/high/a.ts',
    '"middle" may not import "high", only low',
  ],
  ["import type { A } from '../high/a.ts';", 'src/high/a.ts', 'only low'],
  ["export * from '../high/a.ts';", 'src/high/a.ts', 'only low'],
  ["const a = await import('../high/a.ts');", 'src/high/a.ts', 'only low'],
  ["import '../high/a.ts';", 'src/high/a.ts', 'only low'],
  ["import { a } from './inner/a.ts';", 'src/middle/inner/a.ts', 'may not import "inner"'],
  ["import { a } from '../../test/a.ts';", 'test/a.ts', 'code that is in no room'],
])('an import against the order is reported with its place: %s', (line, imported, reason) => {
  const [offence, ...more] = offencesIn('src/middle/x.ts', `\n${line}\n`, house);
  expect(more).toEqual([]);
  expect(offence).toMatchObject({ file: 'src/middle/x.ts', line: 2, imported });
  expect(offence?.reason).toContain(reason);
});

test('the picture draws only arrows that no other arrows imply', () => {
  expect(directImports(high, house)).toEqual(['middle']);
  expect(roomsBlock(house)).toContain('high --> middle');
  expect(roomsBlock(house)).not.toContain('high --> low');
});

test('every room says what it holds', () => {
  expect(ROOMS.filter(({ holds }) => holds === '')).toEqual([]);
});
