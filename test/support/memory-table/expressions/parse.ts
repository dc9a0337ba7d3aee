import { validationError } from '../errors.ts';
import { parseCondition } from './parse-condition.ts';
import { parseUpdate } from './parse-update.ts';
import type { Condition, Expression, Path, UpdateAction } from './syntax.ts';
import { Tokens } from './tokens.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_SIZE = 4_096;
const MAX_OPERATORS = 300;

/** Parses each text once. */
export const condition = cached<Condition>(parseCondition);
export const update = cached<UpdateAction[]>(parseUpdate);
export const projection = cached<Path[]>((tokens) => tokens.list(() => tokens.path()));

function cached<Root>(parse: (tokens: Tokens) => Root) {
  const parsed = new Map<string, Expression<Root>>();
  return (text: string): Expression<Root> => {
    const known = parsed.get(text);
    if (known) return known;
    const expression = parseText(text, parse);
    parsed.set(text, expression);
    return expression;
  };
}

function parseText<Root>(text: string, parse: (tokens: Tokens) => Root): Expression<Root> {
  if (text === '') throw validationError('Invalid expression: The expression can not be empty');
  const size = Buffer.byteLength(text);
  if (size > MAX_SIZE) {
    throw validationError(
      `Invalid expression: Expression size has exceeded the maximum allowed size; expression size: ${size}`,
    );
  }
  const tokens = new Tokens(text);
  const root = parse(tokens);
  if (tokens.peek() !== '') tokens.fail();
  const { operators, paths, placeholders } = tokens;
  if (operators > MAX_OPERATORS) {
    throw validationError(
      `Invalid expression: The expression contains too many operators; operator count: ${operators}`,
    );
  }
  return { root, paths, placeholders };
}
