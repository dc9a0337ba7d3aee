import { kindOf } from '../../platform/errors.ts';
import { isPlainObject } from './constraints.ts';
import { operationOf, type Shape, shapeOf } from './model.ts';

/** A path may have the name of a tag, which the client chooses. */
const LONGEST_PATH = 200;

/** The JSON type of each simple shape type: its name, and whether a value has it. */
const SIMPLE_TYPES: Record<string, [name: string, has: (value: unknown) => boolean]> = {
  string: ['a string', (value) => typeof value === 'string'],
  boolean: ['true or false', (value) => typeof value === 'boolean'],
  integer: ['a whole number of 32 bits', (value) => isWhole(value, 2 ** 31)],
  long: ['a whole number of 64 bits', (value) => isWhole(value, 2 ** 63)],
};

/**
 * Checks that each member of an input has the JSON type of its shape, as the protocol restJson1 requires before
 * the constraints of the model count. Nothing is converted: `"true"` is no boolean, 1.5 is no integer.
 *
 * @returns a message about the first member of a wrong type, without its value, which may be secret
 */
export function jsonTypeProblem(operation: string, input: unknown): string | undefined {
  return problemOf(operationOf(operation).input.shape, input, 'the input');
}

function problemOf(shapeName: string, value: unknown, path: string): string | undefined {
  const shape = shapeOf(shapeName);
  if (shape.type === 'structure') return structureProblem(shape, value, path);
  if (shape.type === 'list') return listProblem(shape, value, path);
  if (shape.type === 'map') return mapProblem(shape, value, path);
  const [name, has] = SIMPLE_TYPES[shape.type] ?? [];
  return name && !has?.(value) ? wrongType(path, name, value) : undefined;
}

/** A null member counts as absent. */
function structureProblem(shape: Shape, value: unknown, path: string): string | undefined {
  if (!isPlainObject(value)) return wrongType(path, 'an object', value);
  const { members = {} } = shape;
  for (const name in members) {
    const one = Object.hasOwn(value, name) ? value[name] : undefined;
    if (one === undefined || one === null) continue;
    const at = path === 'the input' ? name : `${path}.${name}`;
    const found = problemOf(members[name]?.shape ?? '', one, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

function listProblem({ member }: Shape, value: unknown, path: string): string | undefined {
  if (!Array.isArray(value)) return wrongType(path, 'a list', value);
  return firstProblem([...value.entries()], ([index, item]) =>
    problemOf(member?.shape ?? '', item, `${path}[${index}]`),
  );
}

function mapProblem({ value: element }: Shape, value: unknown, path: string): string | undefined {
  if (!isPlainObject(value)) return wrongType(path, 'an object', value);
  return firstProblem(Object.entries(value), ([name, item]) =>
    problemOf(element?.shape ?? '', item, `${path}.${name}`),
  );
}

function firstProblem<T>(items: T[], problem: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = problem(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

const wrongType = (path: string, expected: string, value: unknown): string =>
  `${path.slice(0, LONGEST_PATH)}: expected ${expected}, received ${describe(value)}`;

function describe(value: unknown): string {
  if (typeof value === 'number' && !Number.isInteger(value)) return 'a number with a fraction';
  const kind = kindOf(value) ?? 'nothing';
  return { null: 'null', array: 'a list', object: 'an object' }[kind] ?? `a ${kind}`;
}

function isWhole(value: unknown, bound: number): boolean {
  return Number.isInteger(value) && Number(value) >= -bound && Number(value) < bound;
}
