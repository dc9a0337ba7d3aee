import type { Property, PropertyType, Specification } from './specification.ts';
import { type Fields, intrinsicOf, isObject } from './template.ts';

/** Functions whose result is one text. */
const TEXT_FUNCTIONS = [
  'Ref',
  'Fn::GetAtt',
  'Fn::Sub',
  'Fn::Join',
  'Fn::Select',
  'Fn::ImportValue',
];
const TEXT_TYPES = ['string', 'integer', 'number', 'date-time'];
const LIST_FUNCTIONS = ['Fn::Split', 'Fn::GetAZs'];
const REMOVED = JSON.stringify({ Ref: 'AWS::NoValue' });

/** Compares the values of properties with the types that the specification gives them. */
export class ValueCheck {
  readonly #types: Specification['types'];

  constructor({ types }: Specification) {
    this.#types = types;
  }

  /** The problems of an object with these properties. `path` is its place in the template. */
  object(value: Fields, properties: Record<string, Property>, path: string): string[] {
    const missing = Object.entries(properties).filter(
      ([name, { required }]) => required && !(name in value),
    );
    return [
      ...missing.map(([name]) => `${path}.${name}: expected a value, received nothing`),
      ...Object.entries(value).flatMap(([name, member]) => {
        const property = properties[name];
        if (!property) return [`${path}.${name}: there is no such property`];
        return this.#anyOf(member, property.types, `${path}.${name}`);
      }),
    ];
  }

  /** The problems with the type that fits best. */
  #anyOf(value: unknown, types: readonly PropertyType[], path: string): string[] {
    const all = types.map((type) => this.#value(value, type, path));
    return all.sort((a, b) => a.length - b.length)[0] ?? [];
  }

  #value(value: unknown, type: PropertyType, path: string): string[] {
    if (type.type === 'union') return this.#anyOf(value, type.types, path);
    const intrinsic = intrinsicOf(value);
    if (intrinsic && type.type !== 'json') return this.#intrinsic(intrinsic, type, path);
    switch (type.type) {
      case 'json':
        return isObject(value) ? [] : [wrong(path, 'an object', value)];
      case 'array':
        if (!Array.isArray(value)) return [wrong(path, 'a list', value)];
        return value.flatMap((one, i) => this.#value(one, type.element, `${path}[${i}]`));
      case 'map':
      case 'object':
      case 'tag':
        return isObject(value)
          ? this.#members(value, type, path)
          : [wrong(path, 'an object', value)];
      default:
        return scalarProblems(value, type, path);
    }
  }

  #members(value: Fields, type: PropertyType, path: string): string[] {
    if (type.type === 'map') {
      return Object.entries(value).flatMap(([key, one]) =>
        this.#value(one, type.element, `${path}.${key}`),
      );
    }
    if (type.type !== 'object') return this.object(value, TAG, path);
    const found = this.#types[type.id];
    if (!found) throw new Error(`the specification has no type ${type.id}`);
    return this.object(value, found.properties, path);
  }

  #intrinsic([name, argument]: [string, unknown], type: PropertyType, path: string): string[] {
    if (name === 'Fn::If') {
      const [, ...branches] = argument as unknown[];
      return branches
        .filter((branch) => JSON.stringify(branch) !== REMOVED)
        .flatMap((branch) => this.#value(branch, type, `${path}.Fn::If`));
    }
    const isList = type.type === 'array' && LIST_FUNCTIONS.includes(name);
    const isText = TEXT_TYPES.includes(type.type) && TEXT_FUNCTIONS.includes(name);
    if (isList || isText) return [];
    return [`${path}: ${name} cannot be used where the type is ${type.type}`];
  }
}

const text: Property = { required: true, types: [{ type: 'string' }], refersTo: [] };
const TAG: Record<string, Property> = { Key: text, Value: text };

type Scalar = Exclude<PropertyType, { element: unknown } | { types: unknown } | { id: unknown }>;

function scalarProblems(value: unknown, type: Scalar, path: string): string[] {
  if (!isOf(value, type)) return [wrong(path, `a value of type ${type.type}`, value)];
  const allowed = 'allowedValues' in type ? type.allowedValues : undefined;
  if (!allowed || allowed.some((one) => one === value)) return [];
  return [wrong(path, `one of ${allowed.join(', ')}`, value)];
}

function isOf(value: unknown, { type }: Scalar): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'null') return value === null;
  return typeof value === (type === 'date-time' ? 'string' : type);
}

const wrong = (path: string, expected: string, value: unknown): string =>
  `${path}: expected ${expected}, received ${JSON.stringify(value)}`;
