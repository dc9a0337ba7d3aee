import { type Shape, shapeOf } from '../../../src/simulator/model/model.ts';
import { exampleOf } from './cases.ts';

export type Plain = Record<string, unknown>;

/** A member of a structure, and a value that the model allows for it. */
export interface Setting {
  path: string[];
  value: unknown;
}

/** @returns the paths of all members of a structure, and of the structures in it */
export function allMembers(shapeName: string): string[][] {
  const { members = {} } = shapeOf(shapeName);
  return Object.entries(members).flatMap(([name, { shape }]) => [
    [name],
    ...(shapeOf(shape).type === 'structure' ? allMembers(shape) : []).map((path) => [
      name,
      ...path,
    ]),
  ]);
}

/** @returns for each member of a structure, the values at the edges of what the model allows */
export function settings(shapeName: string): Setting[] {
  return allMembers(shapeName).flatMap((path) =>
    edgesOf(shapeAt(shapeName, path)).map((value) => ({ path, value })),
  );
}

export const valueAt = (value: unknown, path: string[]): unknown =>
  path.reduce<unknown>((inner, name) => (inner as Plain | undefined)?.[name], value);

/** @returns a copy with another value at a path. Structures that are new there get what the model requires. */
export function withValue(shapeName: string, whole: Plain, path: string[], value: unknown): Plain {
  const [name = '', ...rest] = path;
  if (rest.length === 0) return { ...whole, [name]: value };
  const shape = shapeOf(shapeName).members?.[name]?.shape ?? '';
  const inner = (whole[name] ?? exampleOf(shape, true)) as Plain;
  return { ...whole, [name]: withValue(shape, inner, rest, value) };
}

function shapeAt(shapeName: string, path: string[]): string {
  return path.reduce((shape, name) => shapeOf(shape).members?.[name]?.shape ?? '', shapeName);
}

function edgesOf(shapeName: string): unknown[] {
  const shape = shapeOf(shapeName);
  if (shape.enum) return shape.enum;
  if (shape.type === 'structure') return [];
  if (shape.type === 'boolean') return [true, false];
  if (shape.type === 'string') return [exampleOf(shapeName), ...(allowsEmpty(shape) ? [''] : [])];
  if (shape.member || shape.key)
    return [exampleOf(shapeName), ...(shape.min ? [] : [emptyOf(shape)])];
  return [shape.min, shape.max].filter((edge) => edge !== undefined);
}

const emptyOf = ({ member }: Shape): unknown => (member ? [] : {});

function allowsEmpty({ min, pattern }: Shape): boolean {
  return min === 0 && (pattern === undefined || new RegExp(`^(?:${pattern})$`, 'u').test(''));
}
