import { validationError } from '../errors.ts';
import { checkOverlaps } from './overlaps.ts';
import { parseCondition } from './parse-condition.ts';
import { parseUpdate } from './parse-update.ts';
import type { Condition, Path, UpdateAction } from './syntax.ts';
import { type Names, Tokens } from './tokens.ts';

/** The expressions of a request, as they are written. */
export interface ExpressionTexts {
  UpdateExpression?: string | undefined;
  ConditionExpression?: string | undefined;
  KeyConditionExpression?: string | undefined;
  FilterExpression?: string | undefined;
  ProjectionExpression?: string | undefined;
  ExpressionAttributeNames?: Names | undefined;
}

/** The expressions of a request. What does not depend on its values is checked. */
export interface ParsedExpressions {
  update: readonly UpdateAction[] | undefined;
  condition: Condition | undefined;
  keyCondition: Condition | undefined;
  filter: Condition | undefined;
  projection: readonly Path[] | undefined;
  filterPaths: readonly Path[];
  /** Paths into a map, of all expressions. */
  nestedPaths: readonly Path[];
  /** The placeholders of values that the expressions use: `:v`. */
  values: ReadonlySet<string>;
  /** Whether they were found correct, whatever the values are. */
  isChecked: boolean;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_SIZE = 4_096;
const MAX_OPERATORS = 300;
const NAME = /^#[0-9A-Za-z_]+$/;
const NO_NAMES: Names = {};

/** What is known after some of the texts of a request, in their order. By the kind of the next text, and by the text. */
interface Known {
  next: Map<string, Known>[];
  parsed?: ParsedExpressions;
}
const nothing = (): Known => ({ next: [] });
const known = nothing();

/**
 * Parses the same expressions with the same names once. Most texts are constants of the code, of which JavaScript knows
 * the hash. So it is faster to look up one after the other than to look up one text of all.
 *
 * @throws ValidationException if DynamoDB refuses an expression, whatever its values and the stored items are
 */
export function parse(texts: ExpressionTexts): ParsedExpressions {
  let found = after(known, 0, texts.UpdateExpression);
  found = after(found, 1, texts.ConditionExpression);
  found = after(found, 2, texts.KeyConditionExpression);
  found = after(found, 3, texts.FilterExpression);
  found = after(found, 4, texts.ProjectionExpression);
  const names = texts.ExpressionAttributeNames;
  // An empty map is another request than none.
  if (names) found = after(found, 5, '');
  for (const name in names) found = after(after(found, 5, name), 6, names[name]);
  found.parsed ??= parseAll(texts);
  return found.parsed;
}

function after(before: Known, kind: number, text: string | undefined): Known {
  if (text === undefined) return before;
  before.next[kind] ??= new Map();
  const texts = before.next[kind];
  const found = texts.get(text);
  if (found) return found;
  const added = nothing();
  texts.set(text, added);
  return added;
}

function parseAll(texts: ExpressionTexts): ParsedExpressions {
  const { ExpressionAttributeNames: names } = texts;
  if (names) checkPlaceholders('ExpressionAttributeNames', names, NAME);
  const all: Tokens[] = [];
  const read = <T>(text: string | undefined, parseText: (tokens: Tokens) => T): T | undefined => {
    if (text === undefined) return undefined;
    const tokens = new Tokens(checkText(text), names ?? NO_NAMES);
    all.push(tokens);
    return complete(parseText(tokens), tokens);
  };
  const update = read(texts.UpdateExpression, parseUpdate);
  const condition = read(texts.ConditionExpression, parseCondition);
  const keyCondition = read(texts.KeyConditionExpression, parseCondition);
  const projection = read(texts.ProjectionExpression, (tokens) => tokens.list(() => tokens.path()));
  const filter = read(texts.FilterExpression, parseCondition);
  const filterPaths = filter ? (all.at(-1)?.paths ?? []) : [];
  checkOverlaps(update?.map(({ path }) => path) ?? []);
  checkOverlaps(projection ?? []);
  const used = new Set(all.flatMap(({ placeholders }) => [...placeholders]));
  checkUsed('ExpressionAttributeNames', names ?? NO_NAMES, used);
  return {
    ...{ update, condition, keyCondition, filter, projection, filterPaths },
    nestedPaths: all.flatMap(({ paths }) => paths).filter(({ parts }) => parts.length > 1),
    values: new Set([...used].filter((placeholder) => placeholder.startsWith(':'))),
    isChecked: false,
  };
}

function checkText(text: string): string {
  const size = Buffer.byteLength(text);
  if (size > 0 && size <= MAX_SIZE) return text;
  throw validationError(
    size === 0
      ? 'Invalid expression: The expression can not be empty'
      : `Invalid expression: Expression size has exceeded the maximum allowed size; expression size: ${size}`,
  );
}

/** @throws ValidationException if the expression does not end here */
function complete<T>(expression: T, tokens: Tokens): T {
  if (tokens.peek() !== '') tokens.fail();
  if (tokens.operators <= MAX_OPERATORS) return expression;
  throw validationError(
    `Invalid expression: The expression contains too many operators; operator count: ${tokens.operators}`,
  );
}

/** @throws ValidationException if there are no definitions, or one is not of a placeholder */
export function checkPlaceholders(member: string, definitions: object, pattern: RegExp): void {
  const names = Object.keys(definitions);
  if (names.length === 0) throw validationError(`${member} must not be empty`);
  for (const name of names) {
    if (pattern.test(name)) continue;
    throw validationError(`${member} contains invalid key: Syntax error; key: "${name}"`);
  }
}

/** @throws ValidationException if a placeholder is defined and not used */
export function checkUsed(member: string, definitions: object, used: ReadonlySet<string>): void {
  for (const name of Object.keys(definitions)) {
    if (used.has(name)) continue;
    throw validationError(`Value provided in ${member} unused in expressions: keys: {${name}}`);
  }
}
