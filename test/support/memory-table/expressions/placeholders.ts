import { validationError } from '../errors.ts';
import { copyMap, type Item, isMap, type Value } from '../values.ts';
import type { Constant, Expression, Path } from './syntax.ts';

/** The members of a request that define placeholders. */
export interface PlaceholderInput {
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, unknown> | undefined;
}

type Expressions = readonly (Expression<unknown> | undefined)[];

const NAME = /^#[0-9A-Za-z_]+$/;
const VALUE = /^:[0-9A-Za-z_]+$/;
const HASH = 0x23;
const NONE = {};

/** What the placeholders of one request stand for. */
export class Placeholders {
  readonly #names: Readonly<Record<string, string>>;
  readonly #values: Item;

  /**
   * @param expressions all expressions of the request
   * @throws ValidationException if a placeholder is not defined, or is defined and not used
   */
  constructor(
    { ExpressionAttributeNames, ExpressionAttributeValues }: PlaceholderInput,
    expressions: Expressions,
  ) {
    this.#names = ExpressionAttributeNames ?? NONE;
    this.#values = ExpressionAttributeValues ? copyMap(ExpressionAttributeValues) : NONE;
    if (ExpressionAttributeNames) checkNames('ExpressionAttributeNames', this.#names, NAME);
    if (ExpressionAttributeValues) checkNames('ExpressionAttributeValues', this.#values, VALUE);
    this.#checkDefined(expressions);
    checkUsed('ExpressionAttributeNames', this.#names, expressions);
    checkUsed('ExpressionAttributeValues', this.#values, expressions);
  }

  value({ name }: Constant): Value {
    return this.#values[name] ?? null;
  }

  /** The names in a path. */
  names({ parts: [first, ...rest] }: Path): [string, ...string[]] {
    return [this.#name(first), ...rest.map((part) => this.#name(part))];
  }

  /** @returns the value at the path in an item; undefined if there is none */
  read({ parts }: Path, item: Item): Value | undefined {
    let value: Value | undefined = item;
    for (const part of parts) value = memberOf(value, this.#name(part));
    return value;
  }

  #name(part: string): string {
    return part.charCodeAt(0) === HASH ? (this.#names[part] ?? part) : part;
  }

  #checkDefined(expressions: Expressions): void {
    for (const expression of expressions) {
      for (const placeholder of expression?.placeholders ?? []) {
        if (placeholder in this.#names || placeholder in this.#values) continue;
        throw validationError(
          `Invalid expression: An expression attribute name or value used in expression is not defined: ${placeholder}`,
        );
      }
    }
  }
}

/** @returns undefined if the value is not a map, or has no such member */
export function memberOf(value: Value | undefined, name: string): Value | undefined {
  return isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function checkNames(member: string, definitions: object, pattern: RegExp): void {
  const names = Object.keys(definitions);
  if (names.length === 0) throw validationError(`${member} must not be empty`);
  for (const name of names) {
    if (pattern.test(name)) continue;
    throw validationError(`${member} contains invalid key: Syntax error; key: "${name}"`);
  }
}

function checkUsed(member: string, definitions: object, expressions: Expressions): void {
  for (const name of Object.keys(definitions)) {
    if (expressions.some((expression) => expression?.placeholders.has(name))) continue;
    throw validationError(`Value provided in ${member} unused in expressions: keys: {${name}}`);
  }
}
