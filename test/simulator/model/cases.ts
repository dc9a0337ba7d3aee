import { generateKeyPairSync } from 'node:crypto';
import { model, type Shape, shapeOf } from '../../../src/simulator/model/model.ts';

/** An input that breaks exactly one constraint of the model. */
export interface BrokenCase {
  operation: string;
  /** The member that the error must name. */
  member: string;
  constraint: string;
  input: unknown;
}

const pem = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({
  type: 'spki',
  format: 'pem',
});
/** Examples that cannot be derived from the shape. */
const EXAMPLES: Record<string, unknown> = {
  StreamId: 'st-1A2b3c4D5e6F78ghij9Klmn',
  PlaybackPublicKeyMaterial: pem,
};
const BY_TYPE: Record<string, unknown> = { boolean: true, timestamp: '2026-01-01T00:00:00Z' };

/** @returns a value that meets every constraint of a shape, with all its members except page tokens */
export function exampleOf(name: string, requiredOnly = false): unknown {
  if (Object.hasOwn(EXAMPLES, name)) return EXAMPLES[name];
  const shape = shapeOf(name);
  if (shape.type === 'structure') return structureExample(shape, requiredOnly);
  if (shape.member) return [exampleOf(shape.member.shape, requiredOnly)];
  if (shape.key && shape.value) {
    return { [String(exampleOf(shape.key.shape))]: exampleOf(shape.value.shape) };
  }
  if (shape.enum) return shape.enum[0];
  if (shape.type === 'integer' || shape.type === 'long') return shape.min ?? 1;
  return BY_TYPE[shape.type] ?? textExample(shape);
}

function structureExample({ members = {}, required = [] }: Shape, requiredOnly: boolean): object {
  const names = Object.keys(members).filter(
    (name) => name !== 'nextToken' && (!requiredOnly || required.includes(name)),
  );
  const entries = names.map((name) => [name, exampleOf(members[name]?.shape ?? '', requiredOnly)]);
  return Object.fromEntries(entries);
}

/**
 * Makes a text for the simple patterns of the model: each character class becomes a letter or digit in
 * it.
 */
function textExample({ pattern = '', min = 0 }: Shape): string {
  const last = pattern.split('|').at(-1) ?? '';
  const text = last
    .replaceAll(/[\^$()]/g, '')
    .replaceAll(/(\[[^\]]+\])[+*]?/g, (_, set: string) =>
      new RegExp(set, 'u').test('a') ? 'a' : '1',
    );
  return text.length < Math.max(min, 1) ? text.padEnd(Math.max(min, 1), 'a') : text;
}

/** @returns one case for each constraint of the input of an operation */
export function brokenCases(operation: string): BrokenCase[] {
  const { input } = model.operations[operation] ?? { input: { shape: '' } };
  return brokenIn(input.shape, exampleOf(input.shape), '').map((one) => ({ operation, ...one }));
}

type Broken = Omit<BrokenCase, 'operation'>;

function brokenIn(shapeName: string, example: unknown, path: string): Broken[] {
  const shape = shapeOf(shapeName);
  const own =
    path === '' ? [] : brokenValues(shape, example).map((one) => ({ member: path, ...one }));
  if (shape.type === 'structure') return [...own, ...brokenMembers(shape, example as object, path)];
  if (shape.member) return [...own, ...brokenElement(shape.member.shape, example, path)];
  if (shape.key && shape.value) return [...own, ...brokenEntries(shape, path)];
  return own;
}

function brokenMembers({ members = {}, required = [] }: Shape, example: object, path: string) {
  const found: Broken[] = [];
  for (const [name, { shape }] of Object.entries(members)) {
    const member = path === '' ? name : `${path}.${name}`;
    const value = (example as Record<string, unknown>)[name] ?? exampleOf(shape);
    const inside = brokenIn(shape, value, member);
    found.push(...inside.map((one) => ({ ...one, input: { ...example, [name]: one.input } })));
    if (!required.includes(name)) continue;
    const without = { ...example, [name]: undefined };
    found.push({ member, constraint: 'required', input: without });
  }
  return found;
}

function brokenElement(shapeName: string, example: unknown, path: string): Broken[] {
  const [first] = example as unknown[];
  const isStructure = shapeOf(shapeName).type === 'structure';
  const at = isStructure ? `${path}.1.member` : path;
  return brokenIn(shapeName, first, at).map((one) => ({ ...one, input: [one.input] }));
}

function brokenEntries({ key, value }: Shape, path: string): Broken[] {
  const [keyShape, valueShape] = [key?.shape ?? '', value?.shape ?? ''];
  const keys = brokenValues(shapeOf(keyShape), exampleOf(keyShape))
    .filter(({ constraint }) => constraint !== 'type')
    .map(({ constraint, input }) => ({
      constraint: `key ${constraint}`,
      input: { [String(input)]: exampleOf(valueShape) },
    }));
  const values = brokenValues(shapeOf(valueShape), exampleOf(valueShape)).map(
    ({ constraint, input }) => ({
      constraint: `value ${constraint}`,
      input: { [String(exampleOf(keyShape))]: input },
    }),
  );
  return [...keys, ...values].map((one) => ({ member: path, ...one }));
}

const WRONG_TYPE: Record<string, unknown> = { string: 5, boolean: 'true', integer: '5', long: 1.5 };

function brokenValues(shape: Shape, example: unknown): { constraint: string; input: unknown }[] {
  const { type, min, max } = shape;
  const found: { constraint: string; input: unknown }[] = [
    { constraint: 'type', input: WRONG_TYPE[type] ?? 'x' },
  ];
  if (shape.enum) return [...found, { constraint: 'enum', input: 'NO_SUCH_VALUE' }];
  const isNumber = type === 'integer' || type === 'long';
  if (max !== undefined) {
    found.push({ constraint: 'max', input: isNumber ? max + 1 : sized(example, max + 1) });
  }
  if (min !== undefined && (min > 0 || isNumber)) {
    found.push({ constraint: 'min', input: isNumber ? min - 1 : sized(example, min - 1) });
  }
  if (shape.pattern) found.push({ constraint: 'pattern', input: misfit(shape) });
  // A value that is also too short for its pattern breaks two constraints, so it is not a case.
  return found.filter(({ constraint, input }) => constraint !== 'min' || fits(shape, input));
}

function fits({ pattern }: Shape, value: unknown): boolean {
  return pattern === undefined || new RegExp(`^(?:${pattern})$`, 'u').test(String(value));
}

function misfit(shape: Shape): string {
  const wrong = '\u0007'.padEnd(Math.max(shape.min ?? 0, 1), '\u0007');
  if (fits(shape, wrong)) throw new Error(`no value found that breaks ${shape.pattern}`);
  return wrong;
}

function sized(example: unknown, size: number): unknown {
  if (typeof example === 'string') return example.slice(0, size).padEnd(size, 'a');
  if (Array.isArray(example)) return Array.from({ length: size }, () => example[0]);
  return Object.fromEntries(Array.from({ length: size }, (_, i) => [`key${i}`, 'a']));
}
